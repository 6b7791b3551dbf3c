/** What a piece of text is, not what colour it has; themes say the rest. Colour never carries meaning alone. */
export type Role =
  | 'plain'
  | 'quiet'
  | 'strong'
  | 'title'
  | 'accent'
  | 'good'
  | 'warning'
  | 'bad'
  | 'selected'
  | 'key'
  | 'chart'
  | 'out'
  | 'in'
  | 'match'
  /** Bytes of the selected field around the one under the cursor. */
  | 'field'
  /** The map of the world: land nobody talks to, countries from little traffic to most, the selected one, the way to it. */
  | 'land'
  | 'light1'
  | 'light2'
  | 'light3'
  | 'light4'
  | 'place'
  | 'route';

/** Properties for Ink's `Text`. */
export type Look = {
  readonly color?: string;
  readonly backgroundColor?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
};

export type Theme = Readonly<Record<Role, Look>>;

export const darkTheme: Theme = {
  plain: {},
  quiet: { dimColor: true },
  strong: { bold: true },
  title: { bold: true, color: 'cyan' },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warning: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  selected: { inverse: true },
  key: { color: 'cyan', bold: true },
  chart: { color: 'cyan' },
  out: { color: 'cyan' },
  in: { color: 'magenta' },
  match: { inverse: true, bold: true },
  field: { color: 'cyan', underline: true },
  land: { color: 'gray' },
  light1: { color: 'blue' },
  light2: { color: 'cyan' },
  light3: { color: 'cyanBright' },
  light4: { color: 'whiteBright', bold: true },
  place: { color: 'yellow', bold: true },
  route: { color: 'yellow' },
};

/** Dark on light: no yellow, no cyan, nothing dimmed into the background. */
export const lightTheme: Theme = {
  ...darkTheme,
  quiet: { color: 'gray' },
  title: { bold: true, color: 'blue' },
  accent: { color: 'blue' },
  good: { color: 'green' },
  warning: { color: 'magenta' },
  key: { color: 'blue', bold: true },
  chart: { color: 'blue' },
  out: { color: 'blue' },
  field: { color: 'blue', underline: true },
  light1: { color: 'cyan' },
  light2: { color: 'blue' },
  light3: { color: 'blue', bold: true },
  light4: { color: 'black', bold: true },
  place: { color: 'magenta', bold: true },
  route: { color: 'magenta' },
};

/** NO_COLOR: weight and inversion only. */
export const plainTheme: Theme = {
  plain: {},
  quiet: { dimColor: true },
  strong: { bold: true },
  title: { bold: true },
  accent: {},
  good: {},
  warning: { bold: true },
  bad: { bold: true, underline: true },
  selected: { inverse: true },
  key: { bold: true },
  chart: {},
  out: {},
  in: { dimColor: true },
  match: { inverse: true, bold: true },
  field: { underline: true },
  land: { dimColor: true },
  light1: {},
  light2: {},
  light3: {},
  light4: { bold: true },
  // Inverse cells would hide the shape of a country.
  place: { bold: true, underline: true },
  route: { bold: true },
};
