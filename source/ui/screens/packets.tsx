import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { columnPlans } from '../column-plans.ts';
import { Inspect } from '../components/inspect.tsx';
import { planColumns, Table } from '../components/table.tsx';
import { layoutOf } from '../layout.ts';
import { shownRows } from '../reduce-table.ts';
import type { State } from '../state.ts';

/** The rolling packet table, with the opened packet below it. */
export function PacketsScreen({ state }: { readonly state: State }): ReactElement {
  const { hidden, sort, open } = state.tables.packets;
  const columns = useMemo(
    () => planColumns(columnPlans.packets, state.columns, hidden),
    [state.columns, hidden],
  );
  const layout = layoutOf(state);
  const { rows, selected } = shownRows(state);
  // The engine marks too, but a mark shows at once.
  const marked = rows.map(row =>
    state.marks.has(row.id) === row.marked ? row : { ...row, marked: !row.marked },
  );
  return (
    <Box flexDirection="column">
      {layout.isTableShown ? (
        <Table
          columns={columns}
          rows={marked}
          selected={selected}
          sort={sort}
          width={state.columns}
          height={layout.tableRows}
          empty={emptyText(state)}
        />
      ) : null}
      {open === undefined ? null : <Inspect state={state} number={open} rows={layout.detailRows} />}
    </Box>
  );
}

function emptyText(state: State): string {
  if (state.snapshot?.body.screen !== 'packets') return state.snapshot === undefined ? 'starting' : '';
  const { status, filter, body } = state.snapshot;
  if (state.frozenAt !== undefined && body.position.lost > 0)
    return 'none of this picture is kept any more: newer packets took its place';
  // The filter may still be being typed.
  if (filter.active !== '' || state.filter !== '')
    return filter.searched < 1 ? 'searching' : 'no packet matches the filter';
  return status.state === 'ended' ? 'there are no packets in it' : 'no packets yet';
}
