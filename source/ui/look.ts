import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { darkTheme, type Look, lightTheme, plainTheme, type Role, type Theme } from './theme.ts';

/** How the screen looks: what was asked for, what the environment says, what the terminal answers. */

export const themeNames = ['dark', 'light', 'plain'] as const;
export type ThemeName = (typeof themeNames)[number];

export type LookOptions = {
  readonly theme: ThemeName | undefined;
  readonly ascii: boolean;
  /** Roles drawn otherwise than the theme says. */
  readonly colours?: Readonly<Partial<Record<Role, Look>>>;
};

export type ColourDepth = 'none' | 16 | 256 | 'true';

type Environment = Readonly<Record<string, string | undefined>>;

export function isThemeName(text: string): text is ThemeName {
  return (themeNames as readonly string[]).includes(text);
}

/** https://no-color.org: any value but the empty one. */
function isColourless(environment: Environment): boolean {
  return (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
}

export function colourDepthOf(environment: Environment): ColourDepth {
  if (isColourless(environment)) return 'none';
  if (/^(truecolor|24bit)$/i.test(environment['COLORTERM'] ?? '')) return 'true';
  const type = environment['TERM'] ?? '';
  if (/-direct$/.test(type)) return 'true';
  if (/256colou?r$/.test(type)) return 256;
  return /^vt\d|-mono$/.test(type) ? 'none' : 16;
}

/** What was asked for: a flag counts for more than the environment, the environment for more than the file. */
export function mergedLook(
  flags: LookOptions,
  environment: Environment,
  file: Partial<LookOptions>,
): LookOptions {
  const named = environment['ODDWIRE_THEME'] ?? '';
  const theme = flags.theme ?? (isThemeName(named) ? named : file.theme);
  const wish = environment['ODDWIRE_ASCII'] ?? '';
  const ascii = flags.ascii || (wish === '' ? (file.ascii ?? false) : wish !== '0');
  return { theme, ascii, ...(file.colours === undefined ? {} : { colours: file.colours }) };
}

/** The theme somebody chose; without colours it is the plain one. Undefined: the background decides. */
export function chosenTheme(options: LookOptions, environment: Environment): ThemeName | undefined {
  return options.theme ?? (colourDepthOf(environment) === 'none' ? 'plain' : undefined);
}

/** Nobody chose: light on light backgrounds, dark where that is unknown. */
export function themeFor(background: string | undefined, environment: Environment): ThemeName {
  const isLight =
    (background === undefined ? undefined : isLightColour(background)) ??
    isLightHint(environment['COLORFGBG'] ?? '');
  return isLight ? 'light' : 'dark';
}

export function glyphsFor(options: LookOptions, environment: Environment): Glyphs {
  return options.ascii || isAsciiOnly(environment) ? asciiGlyphs : unicodeGlyphs;
}

export function themeOf(name: ThemeName, options: LookOptions): Theme {
  const theme = name === 'light' ? lightTheme : name === 'plain' ? plainTheme : darkTheme;
  return name === 'plain' || options.colours === undefined ? theme : { ...theme, ...options.colours };
}

/** A locale or terminal that knows no more, unless ODDWIRE_ASCII=0 says that it does. */
function isAsciiOnly(environment: Environment): boolean {
  if (environment['ODDWIRE_ASCII'] === '0') return false;
  if (environment['TERM'] === 'dumb') return true;
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find(Boolean) ?? '';
  return !/utf-?8/i.test(locale);
}

/** "15;0": text and background by number, as rxvt and Konsole tell. */
function isLightHint(text: string): boolean {
  const background = text.split(';').at(-1);
  return background === '7' || background === '15';
}

/** Answers to OSC 11: `rgb:ffff/ffff/ffff`, `rgb:ff/ff/ff`, `rgba:…`, `#ffffff`. */
function isLightColour(text: string): boolean | undefined {
  const parts =
    /^rgba?:([\da-f]+)\/([\da-f]+)\/([\da-f]+)/i.exec(text) ??
    /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text);
  if (parts === null) return undefined;
  const [red = 0, green = 0, blue = 0] = parts
    .slice(1)
    .map(digits => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  // Relative luminance, near enough.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5;
}
