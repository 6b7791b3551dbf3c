import { describe, expect, it } from 'vitest';
import { asciiGlyphs, unicodeGlyphs } from './glyphs.ts';
import { chosenTheme, colourDepthOf, glyphsFor, mergedLook, themeFor, themeOf } from './look.ts';
import { darkTheme, lightTheme, plainTheme } from './theme.ts';

const nothing = { theme: undefined, ascii: false };

describe('the look', () => {
  it('knows how many colours a terminal has', () => {
    expect(colourDepthOf({ TERM: 'xterm-256color' })).toBe(256);
    expect(colourDepthOf({ TERM: 'xterm-256color', COLORTERM: 'truecolor' })).toBe('true');
    expect(colourDepthOf({ TERM: 'linux' })).toBe(16);
    expect(colourDepthOf({ TERM: 'dumb' })).toBe('none');
    expect(colourDepthOf({ TERM: 'vt100' })).toBe('none');
    expect(colourDepthOf({ TERM: 'xterm', NO_COLOR: '1' })).toBe('none');
    expect(colourDepthOf({ TERM: 'xterm', NO_COLOR: '' })).toBe(16);
  });

  it('takes the theme somebody chose, else none without colours', () => {
    const xterm = { TERM: 'xterm' };
    expect(chosenTheme(nothing, xterm)).toBeUndefined();
    expect(chosenTheme(nothing, { ...xterm, NO_COLOR: '1' })).toBe('plain');
    expect(chosenTheme({ ...nothing, theme: 'dark' }, { ...xterm, NO_COLOR: '1' })).toBe('dark');
  });

  it('minds flags before the environment, and that before the file', () => {
    const file = { theme: 'plain', ascii: true, colours: { good: { color: 'blue' } } } as const;
    expect(mergedLook(nothing, {}, file)).toEqual(file);
    expect(mergedLook(nothing, { ODDWIRE_THEME: 'light', ODDWIRE_ASCII: '0' }, file)).toMatchObject({
      theme: 'light',
      ascii: false,
    });
    expect(
      mergedLook({ theme: 'dark', ascii: true }, { ODDWIRE_THEME: 'light', ODDWIRE_ASCII: '0' }, {}),
    ).toEqual({
      theme: 'dark',
      ascii: true,
    });
    expect(mergedLook(nothing, { ODDWIRE_ASCII: '1' }, {})).toEqual({ theme: undefined, ascii: true });
  });

  it('suits the background', () => {
    expect(themeFor('rgb:ffff/ffff/ffff', {})).toBe('light');
    expect(themeFor('rgb:fd/f6/e3', {})).toBe('light');
    expect(themeFor('#002b36', {})).toBe('dark');
    expect(themeFor(undefined, { COLORFGBG: '0;15' })).toBe('light');
    expect(themeFor('rgb:0000/0000/0000', { COLORFGBG: '0;15' })).toBe('dark');
    expect(themeFor('nonsense', {})).toBe('dark');
  });

  it('draws ASCII where the locale knows no more', () => {
    expect(glyphsFor(nothing, { LANG: 'de_DE.UTF-8' })).toBe(unicodeGlyphs);
    expect(glyphsFor(nothing, { LANG: 'C.utf8' })).toBe(unicodeGlyphs);
    expect(glyphsFor(nothing, { LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe(asciiGlyphs);
    expect(glyphsFor(nothing, {})).toBe(asciiGlyphs);
    expect(glyphsFor(nothing, { ODDWIRE_ASCII: '0' })).toBe(unicodeGlyphs);
    expect(glyphsFor({ ...nothing, ascii: true }, { LANG: 'C.UTF-8' })).toBe(asciiGlyphs);
  });

  it('takes colours of the user, but none into the plain theme', () => {
    const options = { ...nothing, colours: { accent: { color: '#ff8800' } } };
    expect(themeOf('dark', options)).toEqual({ ...darkTheme, accent: { color: '#ff8800' } });
    expect(themeOf('light', nothing)).toBe(lightTheme);
    expect(themeOf('plain', options)).toBe(plainTheme);
  });
});
