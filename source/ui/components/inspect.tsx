import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { OpenedPacket } from '../../engine/protocol.ts';
import type { Glyphs } from '../glyphs.ts';
import { openedPacket } from '../reduce-inspect.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { wrapped } from '../text-fit.ts';
import type { Role } from '../theme.ts';
import { FieldTree } from './field-tree.tsx';
import { bytesPerRow, HexDump, hexCells } from './hex-dump.tsx';
import { Line, RuleLine, type Span } from './line.tsx';

/** From this width on, fields and bytes stand side by side. */
const besideFromColumns = 110;
/** From this width on, with sixteen bytes a row. */
const wideBesideColumns = 132;
/** One above the other: the share of the bytes, which are a line of these between. */
const hexShare = 0.4;
const leastHexRows = 2;
/** Why a packet is odd may take more lines where there are this many. */
const manyRows = 16;
const mostOddLines = 3;

/** The opened packet: a title, its fields, and its bytes beside or below them; `rows` below the title. */
export function Inspect({
  state,
  number,
  rows,
}: {
  readonly state: State;
  readonly number: number;
  readonly rows: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const opened = openedPacket(state);
  const width = state.columns;
  if (opened === undefined || opened.number !== number) {
    return (
      <Box flexDirection="column" height={rows + 1}>
        <RuleLine
          width={width}
          spans={[{ text: `packet ${number.toLocaleString('en-US')}`, role: 'title' }]}
        />
        <Line width={width} spans={[{ text: ` ${missing(state, number)}`, role: 'quiet' }]} />
      </Box>
    );
  }
  const odd = oddLines(opened, width, rows < manyRows ? 1 : mostOddLines, glyphs);
  return (
    <Box flexDirection="column" height={rows + 1}>
      <Title
        opened={opened}
        width={width}
        range={width >= besideFromColumns ? bytesTitle(state, opened) : ''}
      />
      {odd.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a line is its identity.
        <Line key={row} width={width} spans={spans} />
      ))}
      {width >= besideFromColumns ? (
        <Beside state={state} opened={opened} rows={rows - odd.length} />
      ) : (
        <Stacked state={state} opened={opened} rows={rows - odd.length} />
      )}
    </Box>
  );
}

/** How odd it is and why; nothing where it is as usual. */
function oddLines({ odd }: OpenedPacket, width: number, most: number, glyphs: Glyphs): Span[][] {
  if (odd === undefined || odd.oddness < 1) return [];
  const dot = ` ${glyphs.separator} `;
  const number = `odd ${Math.round(odd.oddness)}`;
  const why = [odd.title, ...odd.reasons].filter(text => text !== '').join(dot);
  const role: Role = odd.heat === 'hot' ? 'bad' : odd.heat === 'warm' ? 'warning' : 'quiet';
  const lines = wrapped(`${number}${why === '' ? '' : dot}${why}`, width - 2, most, glyphs.ellipsis);
  return lines.map((text, line) =>
    line === 0
      ? [{ text: ` ${text.slice(0, number.length)}`, role }, { text: text.slice(number.length) }]
      : [{ text: ` ${text}` }],
  );
}

type Props = { readonly state: State; readonly opened: OpenedPacket; readonly rows: number };

function Beside({ state, opened, rows }: Props): ReactElement {
  const { inspect, columns } = state;
  const { glyphs } = useSettings();
  // Fields are read more than bytes: they get the room first.
  const perRow = columns >= wideBesideColumns ? 16 : 8;
  const right = hexCells(perRow);
  const left = columns - right - 2;
  return (
    <Box height={rows}>
      <FieldTree opened={opened} inspect={inspect} width={left} rows={rows} />
      <Box flexDirection="column" width={2}>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a line have no other identity.
          <Line key={row} width={2} spans={[{ text: `${glyphs.vertical} `, role: 'quiet' }]} />
        ))}
      </Box>
      <HexDump opened={opened} inspect={inspect} width={right} rows={rows} perRow={perRow} />
    </Box>
  );
}

function Stacked({ state, opened, rows }: Props): ReactElement {
  const { inspect, columns } = state;
  const perRow = bytesPerRow(columns);
  const needed = Math.max(1, Math.ceil(opened.hex.length / 2 / perRow));
  const hexRows = Math.min(needed, Math.max(leastHexRows, Math.floor(rows * hexShare)));
  return (
    <Box flexDirection="column" height={rows}>
      <FieldTree opened={opened} inspect={inspect} width={columns} rows={rows - hexRows - 1} />
      <RuleLine width={columns} spans={[{ text: bytesTitle(state, opened), role: 'quiet' }]} />
      <HexDump opened={opened} inspect={inspect} width={columns} rows={hexRows} perRow={perRow} />
    </Box>
  );
}

function bytesTitle(state: State, opened: OpenedPacket): string {
  const { field, byte, pane } = state.inspect;
  const { start, length } = opened.tree[field] ?? { start: 0, length: 0 };
  if (pane === 'hex') return `byte ${byte} of ${opened.hex.length / 2}`;
  if (length === 0) return 'worked out, not in the bytes';
  const range = length === 1 ? `byte ${start}` : `bytes ${start} to ${start + length - 1}`;
  return `${range} of ${opened.hex.length / 2}`;
}

function Title({
  opened,
  width,
  range,
}: {
  readonly opened: OpenedPacket;
  readonly width: number;
  readonly range: string;
}): ReactElement {
  const { glyphs } = useSettings();
  const { number, time, protocol, length, captured } = opened;
  const dot = ` ${glyphs.separator} `;
  const cutShort: Span[] =
    captured < length
      ? [{ text: `, only ${captured.toLocaleString('en-US')} captured`, role: 'warning' }]
      : [];
  const spans: Span[] = [
    { text: `packet ${number.toLocaleString('en-US')}`, role: 'title' },
    { text: `${dot}${time}` },
    // Of an unknown link type there is none.
    ...(protocol === '' ? [] : [{ text: dot }, { text: protocol, role: 'strong' as const }]),
    { text: `${dot}${length.toLocaleString('en-US')} bytes` },
    ...cutShort,
    ...(range === '' ? [] : [{ text: `${dot}${range}`, role: 'quiet' as const }]),
  ];
  return <RuleLine width={width} spans={spans} />;
}

function missing(state: State, number: number): string {
  const { oldest } = state.snapshot?.status ?? { oldest: 0 };
  return number < oldest ? 'it is no longer kept: newer packets took its place' : 'opening';
}
