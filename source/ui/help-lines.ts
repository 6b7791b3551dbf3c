import { defaultBindings, type KeyBinding, type KeyContext } from './keys.ts';
import type { State } from './state.ts';

/** What help says, as lines; drawn by `screens/help.tsx`. */
export type HelpLine =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'key'; readonly keys: readonly string[]; readonly text: string }
  | { readonly kind: 'example'; readonly example: string; readonly text: string }
  | { readonly kind: 'blank' };

const groups: readonly (readonly [context: KeyContext, title: string])[] = [
  ['table', 'in every table'],
  ['main', 'screens'],
  ['packets', 'packets'],
  ['inspect', 'an opened packet'],
  ['conversation', 'a conversation'],
  ['entity', 'an opened flow or host'],
  ['world', 'the world'],
  ['odd', 'what is odd'],
  ['incident', 'an opened incident'],
  ['columns', 'the list of columns'],
  ['chooser', 'choosing what to watch'],
  ['playing', 'playing a file'],
  ['lost', 'when the engine is gone'],
  ['global', 'everywhere'],
];

// biome-ignore format: a table
const filterExamples: readonly (readonly [example: string, text: string])[] = [
  ['tcp  dns  tls  arp', 'a protocol'],
  ['10.0.0.5  10.0.0.0/8', 'an address or a network, at either end'],
  ['port 443  host a.com', 'a port, a name'],
  ['src 10.0.0.5', 'one end only; also dst port 53'],
  ['len >= 1000  ttl < 5', 'a field compared with a value'],
  ['tcp.flags has syn', 'flags that are set'],
  ['info ~ "login"', 'text in Info; * and ? stand for anything'],
  ['port in {80, 443}', 'one of a set'],
  ['and  or  not  ( )', 'joined; terms side by side mean "and"'],
  ['-5m  14:02', 'time: the last five minutes, that minute'],
];

// biome-ignore format: a table
const oddNotes: readonly (readonly [example: string, text: string])[] = [
  ['Odd 30', 'one in 1,000 is as odd; 40 one in 10,000'],
  ['Odd 50', 'one in 100,000; 60 one in a million'],
  ['!  bad   ·  notice', 'bad in itself, or only worth knowing; s sorts'],
  ['the dashed line', 'what is odder alarms; set for about so many'],
  ['"6 an hour"', 'alarms an hour: --budget N asks for others'],
  ['on narrow screens', 'a dot is still open, n was marked as normal'],
  ['odd > 30', 'filters incidents by how odd they are'],
  ['10.0.0.5', 'by who or target; port 22 by the port'],
  ['info ~ "scan"', 'by their words: port scan, SYN flood …'],
];

const twoColumnsFrom = 110;
/** Header, status line and footer stay. */
const frameRows = 3;

export function helpRows(state: State): number {
  return Math.max(1, state.rows - frameRows);
}

export function helpColumnCount(columns: number): number {
  return columns >= twoColumnsFrom ? 2 : 1;
}

/** The lines of each column, whole groups together. */
export function helpColumns(bindings: readonly KeyBinding[], columns: number): readonly HelpLine[][] {
  const blocks = [...groups.map(([context, title]) => keyBlock(bindings, context, title)), filterBlock()];
  const filled = blocks.filter(block => block.length > 0);
  if (helpColumnCount(columns) === 1) return [filled.flat()];
  const total = filled.reduce((sum, block) => sum + block.length, 0);
  const left: HelpLine[] = [];
  const right: HelpLine[] = [];
  for (const block of filled) (left.length + block.length / 2 <= total / 2 ? left : right).push(...block);
  return [left, right];
}

/** Where help begins for somebody on this screen: at what is told of it. */
export function helpTop({ screen, columns }: State): number {
  if (screen !== 'odd') return 0;
  const title = groups.find(([context]) => context === screen)?.[1];
  const at = helpColumns(defaultBindings, columns).map(lines =>
    lines.findIndex(line => line.kind === 'title' && line.text === title),
  );
  return Math.max(0, ...at);
}

/** The same for all bindings, because a configuration changes keys but no commands. */
export function helpLineCount(columns: number): number {
  return Math.max(...helpColumns(defaultBindings, columns).map(column => column.length));
}

/** Every command stands once, where it matters most: at the first of its contexts. */
function keyBlock(bindings: readonly KeyBinding[], context: KeyContext, title: string): HelpLine[] {
  const lines = bindings
    .filter(one => one.contexts[0] === context)
    .map(one => ({ kind: 'key' as const, keys: one.keys, text: one.help }));
  const notes = context === 'odd' ? oddNotes : [];
  const more = notes.map(([example, text]) => ({ kind: 'example' as const, example, text }));
  return lines.length === 0 ? [] : [{ kind: 'title', text: title }, ...lines, ...more, { kind: 'blank' }];
}

function filterBlock(): HelpLine[] {
  return [
    { kind: 'title', text: 'filters' },
    ...filterExamples.map(([example, text]) => ({ kind: 'example' as const, example, text })),
  ];
}
