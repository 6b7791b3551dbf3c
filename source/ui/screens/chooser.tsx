import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { InterfaceRow } from '../../engine/protocol.ts';
import { topOf } from '../components/field-tree.tsx';
import { Line, RuleLine, type Span } from '../components/line.tsx';
import { type Glyphs, sparkline } from '../glyphs.ts';
import { bareFrameRows } from '../layout.ts';
import { shortCount } from '../numbers.ts';
import { chooserExtras } from '../reduce-chooser.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { fitted, fittedRight, wrapped } from '../text-fit.ts';
import type { Role } from '../theme.ts';

const nameCells = 15;
const stateCells = 9;
const narrowSparkCells = 20;
/** As many as there are seconds of it. */
const wideSparkCells = 30;
const wideFromColumns = 100;
const rateCells = 9;
/** Question and heading above the list; a rule and two explanations below. */
const questionRows = 2;
const aboutRows = 2;
const rightsRows = 2;
const explanationRows = 1 + aboutRows + rightsRows;

/** Where packets shall come from: an interface, a file, or the bundled capture. */
export function ChooserScreen({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const body = state.snapshot?.body;
  const interfaces = body?.screen === 'chooser' ? body.interfaces : [];
  const { selected } = state.chooser;
  const rows = state.rows - bareFrameRows;
  const listRows = Math.max(1, rows - questionRows - explanationRows);
  const lines = [
    ...interfaces.map((row, index) => interfaceSpans(row, index === selected, state.columns, glyphs)),
    ...extraSpans(selected - interfaces.length, state.columns, glyphs),
  ];
  const top = topOf(selected, lines.length, listRows);
  return (
    <Box flexDirection="column" height={rows}>
      <Line width={state.columns} spans={[{ text: ' what shall be watched?', role: 'strong' }]} />
      <Line width={state.columns} spans={[{ text: heading(state.columns), role: 'quiet' }]} />
      <Box flexDirection="column" height={listRows}>
        {lines.slice(top, top + listRows).map((spans, row) => (
          <Line
            key={interfaces[top + row]?.name ?? `extra ${top + row}`}
            width={state.columns}
            spans={spans}
          />
        ))}
      </Box>
      <RuleLine width={state.columns} spans={[]} />
      {explanation(interfaces, selected, state.columns, glyphs).map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of text have no other identity.
        <Line key={row} width={state.columns} spans={spans} />
      ))}
    </Box>
  );
}

function sparkCells(columns: number): number {
  return columns >= wideFromColumns ? wideSparkCells : narrowSparkCells;
}

function addressCells(columns: number): number {
  return Math.max(10, columns - 2 - nameCells - stateCells - sparkCells(columns) - rateCells - 4);
}

function heading(columns: number): string {
  const addresses = fitted('addresses', addressCells(columns));
  return `  ${fitted('interface', nameCells)} ${fitted('state', stateCells)} ${addresses} ${fittedRight('packets/s', sparkCells(columns) + rateCells)}`;
}

function interfaceSpans(row: InterfaceRow, selected: boolean, columns: number, glyphs: Glyphs): Span[] {
  const sign = selected ? glyphs.selected : ' ';
  const name = `${sign} ${fitted(row.name, nameCells, glyphs.ellipsis)}`;
  const word = row.obstacle !== undefined ? 'closed' : row.up ? (row.loopback ? 'loopback' : 'up') : 'down';
  const addresses = fitted(row.addresses.join(' '), addressCells(columns), glyphs.ellipsis);
  const latest = row.rates.at(-1) ?? 0;
  const rate = row.rates.length === 0 ? '' : `${shortCount(latest)} pps`;
  const spark = sparkline(row.rates, sparkCells(columns), glyphs);
  const text = `${name} ${fitted(word, stateCells)} ${addresses} `;
  const end = fittedRight(rate, rateCells);
  if (selected) return [{ text: fitted(`${text}${spark}${end}`, columns), role: 'selected' }];
  const role = row.obstacle !== undefined || !row.up ? 'quiet' : 'plain';
  return [
    { text, role },
    { text: spark, role: 'chart' },
    { text: end, role },
  ];
}

const extras: readonly (readonly [name: string, explanation: string])[] = [
  ['open a capture file', 'pcap or pcapng, gzipped or not'],
  ['demo', 'eight minutes of a small network, a dozen incidents'],
];

function extraSpans(selected: number, columns: number, glyphs: Glyphs): Span[][] {
  return extras.slice(0, chooserExtras).map(([name, text], index) => {
    const isSelected = index === selected;
    const line = `${isSelected ? glyphs.selected : ' '} ${fitted(index === 0 ? `${name} ${glyphs.ellipsis}` : name, nameCells + stateCells + 1)} ${text}`;
    return [
      { text: fitted(line, columns, glyphs.ellipsis), role: isSelected ? 'selected' : ('plain' as const) },
    ];
  });
}

/** About the selected one, and about rights; always as many lines, so that nothing jumps. */
function explanation(
  interfaces: readonly InterfaceRow[],
  selected: number,
  columns: number,
  glyphs: Glyphs,
): Span[][] {
  const row = interfaces[selected];
  const about = row === undefined ? (extras[selected - interfaces.length]?.[1] ?? '') : aboutInterface(row);
  const closed = interfaces.some(one => one.obstacle !== undefined);
  const rights = closed
    ? 'Capturing needs root: start with sudo; its rights are given back once the capture is open. Files and the demo need none.'
    : 'Root’s rights are given back once the capture is open; nothing is decoded with them.';
  const lines = (text: string, count: number, role: Role): Span[][] => {
    const parts = wrapped(text, columns - 2, count, glyphs.ellipsis);
    return Array.from({ length: count }, (_, line) => [{ text: ` ${parts[line] ?? ''}`, role }]);
  };
  return [
    ...lines(about, aboutRows, row?.obstacle === undefined ? 'plain' : 'warning'),
    ...lines(rights, rightsRows, 'quiet'),
  ];
}

function aboutInterface({ name, obstacle, up, addresses, packets }: InterfaceRow): string {
  if (obstacle !== undefined) return `${name} cannot be opened: ${obstacle}`;
  const where = addresses.length === 0 ? 'no address' : addresses.join(', ');
  const seen = packets === undefined ? '' : `, ${packets.toLocaleString('en-US')} packets so far`;
  return `${name}: ${up ? '' : 'down, '}${where}${seen}`;
}
