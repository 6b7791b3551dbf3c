import { cellWidth, graphemes } from './text-fit.ts';

/** Signs the screen is drawn with; every one of them has a plain ASCII stand-in. */
export type Glyphs = {
  readonly live: string;
  readonly paused: string;
  readonly stopped: string;
  readonly selected: string;
  readonly marked: string;
  readonly ellipsis: string;
  readonly vertical: string;
  readonly horizontal: string;
  readonly dashed: string;
  readonly expanded: string;
  readonly collapsed: string;
  readonly out: string;
  readonly in: string;
  readonly descending: string;
  readonly ascending: string;
  readonly bar: string;
  /** Eight heights, lowest first, after a blank. */
  readonly spark: readonly string[];
  readonly separator: string;
  /** Before what is bad, beside its colour. */
  readonly alarm: string;
  readonly checked: string;
  readonly unchecked: string;
  readonly times: string;
  /** On the map: where we are, and the heads of arrows to the right, down, left, up. */
  readonly home: string;
  readonly heads: readonly [string, string, string, string];
  readonly ascii: boolean;
};

export const unicodeGlyphs: Glyphs = {
  live: '●',
  paused: '❚❚',
  stopped: '■',
  selected: '▶',
  marked: '◆',
  ellipsis: '…',
  vertical: '│',
  horizontal: '─',
  dashed: '╌',
  expanded: '▾',
  collapsed: '▸',
  out: '→',
  in: '←',
  descending: '▼',
  ascending: '▲',
  bar: '█',
  spark: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  separator: '·',
  alarm: '✗',
  checked: '■',
  unchecked: '□',
  times: '×',
  home: '⌂',
  heads: ['▶', '▼', '◀', '▲'],
  ascii: false,
};

export const asciiGlyphs: Glyphs = {
  live: '*',
  paused: '||',
  stopped: '#',
  selected: '>',
  marked: '+',
  ellipsis: '~',
  vertical: '|',
  horizontal: '-',
  dashed: '=',
  expanded: 'v',
  collapsed: '>',
  out: '->',
  in: '<-',
  descending: 'v',
  ascending: '^',
  bar: '#',
  spark: [' ', '.', '.', ':', ':', '|', '|', '#', '#'],
  separator: '-',
  alarm: '!',
  checked: 'x',
  unchecked: '.',
  times: 'x',
  home: 'H',
  heads: ['>', 'v', '<', '^'],
  ascii: true,
};

const asciiStandIns: Readonly<Record<string, string>> = {
  '→': '>',
  '←': '<',
  '↔': '-',
  '↑': '^',
  '↓': 'v',
  '⏎': '>',
  '…': '~',
  '–': '-',
  '—': '-',
  '×': 'x',
  '·': '-',
  '⌂': 'H',
  '─': '-',
  '│': '|',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  µ: 'u',
};

const plainAscii = /^[\x20-\x7e]*$/;

/**
 * Text for terminals that know only ASCII, as wide as it was, so that columns stay where they are. What
 * came over the wire may hold any letter: those without a stand-in become question marks.
 */
export function asAscii(text: string): string {
  if (plainAscii.test(text)) return text;
  return graphemes(text)
    .map(one => (plainAscii.test(one) ? one : (asciiStandIns[one] ?? '?'.repeat(cellWidth(one)))))
    .join('');
}

/** Heights of `values` as one line of spark characters, `width` cells wide, newest at the right. */
export function sparkline(values: readonly number[], width: number, glyphs: Glyphs): string {
  const shown = values.slice(-width);
  const most = Math.max(1, ...shown);
  const line = shown.map(
    value => glyphs.spark[value <= 0 ? 0 : Math.max(1, Math.round((value / most) * 8))] ?? ' ',
  );
  return line.join('').padStart(width);
}

/** The same of all values, however narrow it is: neighbours are added up until they fit. */
export function trendLine(values: readonly number[], width: number, glyphs: Glyphs): string {
  if (width <= 0) return '';
  const size = Math.max(1, Math.ceil(values.length / width));
  const sums = Array.from({ length: Math.ceil(values.length / size) }, (_, step) =>
    values.slice(step * size, (step + 1) * size).reduce((sum, value) => sum + value, 0),
  );
  return sparkline(sums, width, glyphs);
}
