import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import { Line, type Span } from '../components/line.tsx';
import type { Glyphs } from '../glyphs.ts';
import { type HelpLine, helpColumns, helpLineCount, helpRows } from '../help-lines.ts';
import { shownKey } from '../keys.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { fitted } from '../text-fit.ts';

const keyCells = 14;
const exampleCells = 21;

/** All keys from the one table, and a short reminder of the filter language. */
export const HelpScreen = memo(
  function HelpScreen({ state }: { readonly state: State }): ReactElement {
    const { bindings, glyphs } = useSettings();
    const columns = helpColumns(bindings, state.columns);
    const rows = helpRows(state);
    const total = helpLineCount(state.columns);
    const top = Math.max(0, Math.min(state.help?.top ?? 0, total - rows));
    const cells = Math.floor(state.columns / columns.length);
    return (
      <Box flexDirection="column" height={rows}>
        {Array.from({ length: Math.min(rows, total - top) }, (_, row) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of text have no other identity.
            key={row}
            width={state.columns}
            spans={columns.flatMap(column => spansOf(column[top + row], cells, glyphs))}
          />
        ))}
      </Box>
    );
  },
  ({ state: one }, { state: other }) =>
    one.help === other.help && one.columns === other.columns && one.rows === other.rows,
);

function spansOf(line: HelpLine | undefined, cells: number, glyphs: Glyphs): Span[] {
  if (line === undefined || line.kind === 'blank') return [{ text: ' '.repeat(cells) }];
  if (line.kind === 'title')
    return [{ text: fitted(` ${line.text}`, cells, glyphs.ellipsis), role: 'title' }];
  const width = line.kind === 'key' ? keyCells : exampleCells;
  const first =
    line.kind === 'key' ? line.keys.map(key => shownKey(key, glyphs.ascii)).join('  ') : line.example;
  return [
    { text: `   ${fitted(first, width, glyphs.ellipsis)} `, role: line.kind === 'key' ? 'key' : 'accent' },
    { text: `${fitted(line.text, Math.max(1, cells - width - 5), glyphs.ellipsis)} ` },
  ];
}
