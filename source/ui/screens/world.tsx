import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { type WorldRow, worldColumns } from '../../engine/protocol.ts';
import { columnPlans } from '../column-plans.ts';
import { type Column, planColumns, Table } from '../components/table.tsx';
import { newMark, WorldFacts } from '../components/world-facts.tsx';
import { WorldMap } from '../components/world-map.tsx';
import { type Glyphs, trendLine } from '../glyphs.ts';
import { layoutOf } from '../layout.ts';
import { shownRows } from '../reduce-table.ts';
import { selectedCountry } from '../reduce-world.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { cut } from '../text-fit.ts';

/** The countries spoken with: a map where there is room, and a table. */
export function WorldScreen({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const { hidden, sort } = state.tables.world;
  const columns = useMemo(
    () => planColumns(columnPlans.world, state.columns, hidden),
    [state.columns, hidden],
  );
  const layout = layoutOf(state);
  const body = state.snapshot?.body;
  const world = body?.screen === 'world' ? body : undefined;
  const rows = (world?.rows ?? []).map(row => drawnRow(row, columns, glyphs));
  const row = selectedCountry(state);
  return (
    <Box flexDirection="column">
      {layout.mapRows === 0 ? null : (
        <Box height={layout.mapRows} flexShrink={0}>
          <WorldMap
            lights={world?.lights ?? noLights}
            selected={row?.code ?? ''}
            home={world?.home ?? ''}
            columns={layout.mapColumns}
            rows={layout.mapRows}
          />
          {world === undefined ? null : (
            <WorldFacts
              body={world}
              row={row}
              columns={state.columns - layout.mapColumns}
              rows={layout.mapRows}
            />
          )}
        </Box>
      )}
      <Table
        columns={columns}
        rows={rows}
        selected={shownRows(state).selected}
        sort={sort}
        width={state.columns}
        height={layout.tableRows}
        empty={emptyText(state)}
      />
    </Box>
  );
}

const noLights: readonly never[] = [];
const nameCell = worldColumns.indexOf('name');
const codeCell = worldColumns.indexOf('code');

/** Cells as the table draws them: with a sign where there is no code, "new" in words, and the trend as a line. */
function drawnRow(row: WorldRow, columns: readonly Column[], glyphs: Glyphs): WorldRow {
  const cells = [...row.cells];
  const widthOf = (name: string): number => columns.find(column => column.name === name)?.width ?? 0;
  if (row.code === '') cells[codeCell] = glyphs.separator;
  if (row.isNew) {
    const room = Math.max(1, widthOf('name') - newMark.length);
    cells[nameCell] = cut(cells[nameCell] ?? '', room, glyphs.ellipsis) + newMark;
  }
  cells.push(trendLine(row.trend, widthOf('trend'), glyphs));
  return { ...row, cells };
}

function emptyText(state: State): string {
  if (state.snapshot?.body.screen !== 'world') return state.snapshot === undefined ? 'starting' : '';
  const { status } = state.snapshot;
  if (status.newest === 0) return status.state === 'ended' ? 'there are no packets in it' : 'no packets yet';
  return state.world.span === 'recent' ? 'nothing in the last five minutes' : 'no packets yet';
}
