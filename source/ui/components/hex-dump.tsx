import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { OpenedPacket } from '../../engine/protocol.ts';
import type { InspectState } from '../state.ts';
import type { Role } from '../theme.ts';
import { topOf } from './field-tree.tsx';
import { Line, type Span } from './line.tsx';

const offsetCells = 4;
const gap = 2;
/** Sixteen bytes a row need 74 cells. */
const wideFromColumns = 76;

export function bytesPerRow(columns: number): number {
  return columns >= wideFromColumns ? 16 : 8;
}

/** Cells of one row: offset, hex, letters. */
export function hexCells(perRow: number): number {
  return offsetCells + gap + perRow * 3 + 1 + perRow + 1;
}

/** The bytes of the opened packet: those of the selected field stand out, and the one under the cursor. */
export function HexDump({
  opened,
  inspect,
  width,
  rows,
  perRow,
}: {
  readonly opened: OpenedPacket;
  readonly inspect: InspectState;
  readonly width: number;
  readonly rows: number;
  readonly perRow: number;
}): ReactElement {
  const field = opened.tree[inspect.field];
  const from = field?.start ?? 0;
  const to = from + (field?.length ?? 0);
  const inHex = inspect.pane === 'hex';
  const cursor = inHex ? inspect.byte : -1;
  const total = Math.max(1, Math.ceil(opened.hex.length / 2 / perRow));
  const focus = Math.floor((inHex ? inspect.byte : from) / perRow);
  // A field is best read from its beginning: its first row comes near the top.
  const top = inHex ? topOf(focus, total, rows) : Math.max(0, Math.min(total - rows, focus - 1));
  return (
    <Box flexDirection="column" width={width} height={rows}>
      {Array.from({ length: Math.min(rows, total - top) }, (_, row) => {
        const offset = (top + row) * perRow;
        return (
          <HexRow
            key={offset}
            hex={opened.hex.slice(offset * 2, (offset + perRow) * 2)}
            offset={offset}
            from={Math.max(0, Math.min(perRow, from - offset))}
            to={Math.max(0, Math.min(perRow, to - offset))}
            cursor={cursor >= offset && cursor < offset + perRow ? cursor - offset : -1}
            fieldRole={inHex ? 'field' : 'selected'}
            perRow={perRow}
            width={width}
          />
        );
      })}
    </Box>
  );
}

type HexRowProps = {
  readonly hex: string;
  readonly offset: number;
  /** Bytes [from, to) of this row belong to the selected field. */
  readonly from: number;
  readonly to: number;
  /** The byte under the cursor, or -1. */
  readonly cursor: number;
  readonly fieldRole: Role;
  readonly perRow: number;
  readonly width: number;
};

const HexRow = memo(function HexRow(props: HexRowProps): ReactElement {
  const { hex, offset, from, to, cursor, fieldRole, perRow, width } = props;
  const count = hex.length / 2;
  const roleOf = (at: number): Role =>
    at === cursor ? 'match' : at >= from && at < Math.min(to, count) ? fieldRole : 'plain';
  const spans: Span[] = [
    { text: offset.toString(16).padStart(offsetCells, '0') + ' '.repeat(gap), role: 'quiet' },
  ];
  const cells: { text: string; role: Role }[] = [];
  const add = (text: string, role: Role): void => {
    const last = cells.at(-1);
    if (last?.role === role) last.text += text;
    else cells.push({ text, role });
  };
  for (let at = 0; at < perRow; at += 1) {
    add(hex.slice(at * 2, at * 2 + 2).padEnd(2), roleOf(at));
    // The blank between two bytes of a field belongs to it, unless the cursor parts them.
    const joined = at + 1 < perRow && roleOf(at) === roleOf(at + 1) ? roleOf(at) : 'plain';
    add(at === perRow / 2 - 1 ? '  ' : ' ', joined);
  }
  add(' ', 'plain');
  for (let at = 0; at < count; at += 1) add(letter(hex.slice(at * 2, at * 2 + 2)), roleOf(at));
  return <Line width={width} spans={[...spans, ...cells]} />;
});

function letter(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '.';
}
