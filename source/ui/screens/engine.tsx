import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Line, type Span } from '../components/line.tsx';
import { type EngineLine, engineLayout, labelCells, leadCells } from '../engine-lines.ts';
import type { Glyphs } from '../glyphs.ts';
import { layoutOf } from '../layout.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { fitted } from '../text-fit.ts';

/** How the machinery itself is doing; what is bad has a sign as well as a colour. */
export function EngineScreen({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const body = state.snapshot?.body;
  const rows = layoutOf(state).bodyRows;
  if (body?.screen !== 'engine') return <Line width={state.columns} spans={[]} />;
  const { columns, columnCells, rows: total } = engineLayout(body.groups, state.columns);
  const top = Math.max(0, Math.min(state.engine.top, total - rows));
  return (
    <Box flexDirection="column" height={rows}>
      {Array.from({ length: Math.min(rows, total - top) }, (_, row) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a fact is its identity.
          key={row}
          width={state.columns}
          spans={columns.flatMap(column => spansOf(column[top + row], columnCells, glyphs))}
        />
      ))}
    </Box>
  );
}

function spansOf(line: EngineLine | undefined, cells: number, glyphs: Glyphs): Span[] {
  if (line === undefined || line.kind === 'blank') return [{ text: ' '.repeat(cells) }];
  if (line.kind === 'title')
    return [{ text: fitted(` ${line.text}`, cells, glyphs.ellipsis), role: 'title' }];
  const { label, value, bad } = line;
  const room = cells - leadCells;
  const sign: Span = { text: ` ${bad && label !== '' ? glyphs.alarm : ' '} `, role: bad ? 'bad' : 'plain' };
  if (value === '') return [sign, { text: fitted(label, room, glyphs.ellipsis), role: 'quiet' }];
  return [
    sign,
    { text: fitted(label, labelCells, glyphs.ellipsis), role: 'quiet' },
    { text: fitted(value, room - labelCells, glyphs.ellipsis), role: bad ? 'bad' : 'plain' },
  ];
}
