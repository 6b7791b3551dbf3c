import { flowColumns, hostColumns, oddColumns, packetColumns, worldColumns } from '../engine/protocol.ts';
import { moveToFirst, moveToLast, withTable } from './reduce-table.ts';
import { isTableScreen, type State, type TableScreen } from './state.ts';

/** All columns of a table, in the order of a row's cells. */
export const tableColumns: Readonly<Record<TableScreen, readonly string[]>> = {
  packets: packetColumns,
  flows: flowColumns,
  hosts: hostColumns,
  // The trend is drawn, not written: it is no cell of the engine's.
  world: [...worldColumns, 'trend'],
  odd: oddColumns,
};

/** Packets begin and end with their own order; Info and countries have none worth the wait. */
const unsortable = ['no', 'info', 'country'];
const sortColumns: typeof tableColumns = {
  ...tableColumns,
  packets: packetColumns.filter(column => !unsortable.includes(column)),
  world: worldColumns,
  // By time is how incidents come anyway.
  odd: ['severity', ...oddColumns.filter(column => !['severity', ...unsortable, 'name'].includes(column))],
};

/** Numbers are most interesting from the top, and so is what is newest or worst. */
const numeric = [
  'time',
  'severity',
  'length',
  'odd',
  'packets',
  'bytes',
  'rate',
  'duration',
  'last',
  'flows',
  'ports',
  'in',
  'out',
  'share',
  'hosts',
  'first',
];

export function nextSort(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  const columns = sortColumns[state.screen].filter(column => !table.hidden.includes(column));
  const at = table.sort === undefined ? -1 : columns.indexOf(table.sort.column);
  const column = columns[at + 1] ?? (hasOwnOrder(state.screen) ? undefined : columns[0]);
  const sort = column === undefined ? undefined : { column, descending: numeric.includes(column) };
  const next = withTable(state, state.screen, { ...table, sort });
  return sort === undefined && state.screen === 'packets' ? moveToLast(next) : moveToFirst(next);
}

/** Packets come in an order of their own, and so do incidents. */
function hasOwnOrder(screen: TableScreen): boolean {
  return screen === 'packets' || screen === 'odd';
}

export function reverseSort(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  if (table.sort === undefined) return state;
  const sort = { ...table.sort, descending: !table.sort.descending };
  return moveToFirst(withTable(state, state.screen, { ...table, sort }));
}
