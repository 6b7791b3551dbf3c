import type { State } from './state.ts';

/** How many rows each part of the screen gets. Nothing is ever drawn below the last row. */
export type Layout = {
  readonly chartRows: number;
  readonly chartColumns: number;
  readonly countryColumns: number;
  /** Everything between tabs and status line. */
  readonly bodyRows: number;
  /** Rows of the table, without its heading; at least one is asked for even where none is drawn. */
  readonly tableRows: number;
  readonly isTableShown: boolean;
  /** Rows of the opened packet or entity below its title line; 0 when nothing is open. */
  readonly detailRows: number;
};

export const leastColumns = 60;
export const leastRows = 15;
/** Header, tabs, status line, footer. */
const frameRows = 4;
/** Header, status line, footer: screens without tabs. */
export const bareFrameRows = 3;
const headingRows = 1;
const titleRows = 1;
const leastDetailRows = 6;
/** Of the rows a table would have, when something is open. */
const detailShare = 0.6;
/** Below this height the chart gives its rows to the table; with something open, below the second. */
const chartFromRows = 22;
const bigChartFromRows = 36;
const smallChart = 4;
const bigChart = 6;
const narrowCountries = 34;
const wideCountries = 44;
const countriesFromColumns = 76;
const wideCountriesFromColumns = 110;

export function layoutOf(state: State): Layout {
  const { rows, columns } = state;
  const opened = isSomethingOpen(state);
  const zoomed = isZoomed(state);
  const chartRows = zoomed ? 0 : chartRowsFor(rows, opened);
  const bodyRows = Math.max(1, rows - frameRows - chartRows);
  const free = Math.max(1, bodyRows - headingRows);
  const detailRows = opened
    ? zoomed
      ? bodyRows - titleRows
      : Math.max(leastDetailRows, Math.floor(free * detailShare))
    : 0;
  const hasCountries = columns >= countriesFromColumns;
  const countryColumns = columns >= wideCountriesFromColumns ? wideCountries : narrowCountries;
  return {
    chartRows,
    chartColumns: hasCountries ? columns - countryColumns - 3 : columns,
    countryColumns: hasCountries ? countryColumns : 0,
    bodyRows,
    tableRows: zoomed ? 1 : Math.max(1, free - (opened ? detailRows + titleRows : 0)),
    isTableShown: !zoomed,
    detailRows,
  };
}

function chartRowsFor(rows: number, opened: boolean): number {
  if (rows >= bigChartFromRows) return bigChart;
  return rows >= chartFromRows && !opened ? smallChart : 0;
}

export function isSomethingOpen(state: State): boolean {
  const { screen, tables } = state;
  return (
    (screen === 'packets' || screen === 'flows' || screen === 'hosts') && tables[screen].open !== undefined
  );
}

/** The opened packet has the whole screen. */
export function isZoomed(state: State): boolean {
  return state.inspect.zoomed && state.screen === 'packets' && isSomethingOpen(state);
}

export function isTooSmall(state: State): boolean {
  return state.columns < leastColumns || state.rows < leastRows;
}

/** The row of the table drawn on this row of the screen, counted from 0; -1 where none is. */
export function tableRowAt(state: State, screenRow: number): number {
  const { chartRows, tableRows, isTableShown } = layoutOf(state);
  const headerAndTabs = 2;
  const row = screenRow - headerAndTabs - chartRows - headingRows;
  return isTableShown && row >= 0 && row < tableRows ? row : -1;
}
