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
import { fitted, fittedRight } from '../text-fit.ts';

const nameCells = 15;
const stateCells = 9;
const sparkCells = 20;
const rateCells = 9;
/** Question and heading above the list; rule and two lines of explanation below. */
const questionRows = 2;
const explanationRows = 3;

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
      {explanation(interfaces, selected).map(spans => (
        <Line key={spans[0]?.text} width={state.columns} spans={spans} />
      ))}
    </Box>
  );
}

function addressCells(columns: number): number {
  return Math.max(10, columns - 2 - nameCells - stateCells - sparkCells - rateCells - 4);
}

function heading(columns: number): string {
  const addresses = fitted('addresses', addressCells(columns));
  return `  ${fitted('interface', nameCells)} ${fitted('state', stateCells)} ${addresses} ${fitted('packets/s, last half minute', sparkCells + rateCells)}`;
}

function interfaceSpans(row: InterfaceRow, selected: boolean, columns: number, glyphs: Glyphs): Span[] {
  const sign = selected ? glyphs.selected : ' ';
  const name = `${sign} ${fitted(row.name, nameCells, glyphs.ellipsis)}`;
  const word = row.obstacle !== undefined ? 'closed' : row.up ? (row.loopback ? 'loopback' : 'up') : 'down';
  const addresses = fitted(row.addresses.join(' '), addressCells(columns), glyphs.ellipsis);
  const latest = row.rates.at(-1) ?? 0;
  const rate = row.rates.length === 0 ? '' : `${shortCount(latest)} pps`;
  const spark = sparkline(row.rates, sparkCells, glyphs);
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
  ['open a capture file', 'pcap, pcapng, gzipped or not; it is played as it happened'],
  ['demo', 'a small capture that came with Oddwire'],
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

/** Two lines: about the selected one, and about rights. */
function explanation(interfaces: readonly InterfaceRow[], selected: number): Span[][] {
  const row = interfaces[selected];
  const about = row === undefined ? (extras[selected - interfaces.length]?.[1] ?? '') : aboutInterface(row);
  const closed = interfaces.some(one => one.obstacle !== undefined);
  return [
    [{ text: ` ${about}`, role: row?.obstacle === undefined ? 'plain' : 'warning' }],
    [
      {
        text: closed
          ? ' Capturing needs root: start with sudo; its rights are given back once the capture is open.'
          : ' Rights beyond those of your own user are given back once the capture is open.',
        role: 'quiet',
      },
    ],
  ];
}

function aboutInterface({ name, obstacle, up, addresses, packets }: InterfaceRow): string {
  if (obstacle !== undefined) return `${name} cannot be opened: ${obstacle}`;
  const where = addresses.length === 0 ? 'no address' : addresses.join(', ');
  const seen = packets === undefined ? '' : `, ${packets.toLocaleString('en-US')} packets so far`;
  return `${name}: ${up ? '' : 'down, '}${where}${seen}`;
}
