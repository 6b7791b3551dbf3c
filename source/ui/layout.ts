import type { State } from './state.ts';

/** How many rows each part of the screen gets. Nothing is ever drawn below the last row. */
export type Layout = {
  readonly chartRows: number;
  /** Rows of the table, without its heading. */
  readonly tableRows: number;
  /** Rows of the opened packet or entity below the table; 0 when nothing is open or it stands beside. */
  readonly detailRows: number;
  readonly chartColumns: number;
  readonly countryColumns: number;
};

export const leastColumns = 60;
export const leastRows = 15;
/** Header, tabs, table heading, status line, footer. */
const frameRows = 5;
/** Below this height the chart gives its rows to the table. */
const chartFromRows = 22;
const countryColumns = 34;

export function layoutOf(state: State): Layout {
  const { rows, columns } = state;
  const opened = isSomethingOpen(state);
  const chartRows =
    rows >= chartFromRows && !(opened && rows < 36) && !state.inspect.zoomed ? (rows >= 36 ? 6 : 4) : 0;
  const free = Math.max(1, rows - frameRows - chartRows);
  const detailRows = opened ? (state.inspect.zoomed ? free - 1 : Math.max(6, Math.floor(free * 0.6))) : 0;
  const hasCountries = columns >= 76;
  return {
    chartRows,
    tableRows: Math.max(1, free - detailRows - (opened ? 1 : 0)),
    detailRows,
    chartColumns: hasCountries ? columns - countryColumns - 3 : columns,
    countryColumns: hasCountries ? countryColumns : 0,
  };
}

export function isSomethingOpen(state: State): boolean {
  const { screen, tables } = state;
  return (
    (screen === 'packets' || screen === 'flows' || screen === 'hosts') && tables[screen].open !== undefined
  );
}

export function isTooSmall(state: State): boolean {
  return state.columns < leastColumns || state.rows < leastRows;
}
