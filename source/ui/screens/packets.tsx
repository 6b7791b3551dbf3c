import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { type ColumnPlan, planColumns, Table } from '../components/table.tsx';
import { layoutOf } from '../layout.ts';
import { shownRows } from '../reduce-table.ts';
import type { State } from '../state.ts';

/** In the order of `packetColumns`. */
const plans: readonly ColumnPlan[] = [
  { name: 'no', title: 'No', least: 8, right: true, priority: 5 },
  { name: 'time', title: 'Time', least: 12, priority: 3 },
  { name: 'source', title: 'Source', least: 21, priority: 1 },
  { name: 'destination', title: 'Destination', least: 21, priority: 2 },
  { name: 'country', title: 'CC', least: 2, priority: 7 },
  { name: 'protocol', title: 'Proto', least: 8, priority: 4 },
  { name: 'length', title: 'Len', least: 6, right: true, priority: 6 },
  { name: 'info', title: 'Info', least: 12, stretch: true, priority: 0 },
];

/** The rolling packet table, with the opened packet below it. */
export function PacketsScreen({
  state,
  detail,
}: {
  readonly state: State;
  readonly detail: ReactElement | null;
}): ReactElement {
  const { hidden, sort } = state.tables.packets;
  const columns = useMemo(() => planColumns(plans, state.columns, hidden), [state.columns, hidden]);
  const layout = layoutOf(state);
  const { rows, selected } = shownRows(state);
  const marked = rows.map(row =>
    state.marks.has(row.id) === row.marked ? row : { ...row, marked: !row.marked },
  );
  const empty =
    state.snapshot === undefined
      ? 'starting'
      : state.filter === ''
        ? 'no packets yet'
        : 'no packet matches the filter';
  return (
    <Box flexDirection="column">
      <Table
        columns={columns}
        rows={marked}
        selected={selected}
        sort={sort}
        width={state.columns}
        height={layout.tableRows}
        empty={empty}
      />
      {detail}
    </Box>
  );
}
