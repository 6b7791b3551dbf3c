import { mapAspect } from './map/outlines.ts';
import { isTableScreen, type State } from './state.ts';

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
  /** Of the map of the world, in cells; 0 where none is drawn. */
  readonly mapRows: number;
  readonly mapColumns: number;
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
const leastIncidentRows = 2;
/** Below this height the chart gives its rows to the table; with something open, below the second. */
const chartFromRows = 22;
const bigChartFromRows = 36;
const smallChart = 4;
const bigChart = 6;
const narrowCountries = 34;
const wideCountries = 44;
const countriesFromColumns = 76;
const wideCountriesFromColumns = 110;
const mapFromBodyRows = 16;
const mapShare = 0.53;
/** Width of a cell divided by its height. */
const cellAspect = 0.5;
/** A map somewhat wider than it should be still reads well, and shows more. */
const mapStretch = 1.2;
const narrowBesides = 23;
const wideBesides = 30;
const wideBesidesFromColumns = 100;

export function layoutOf(state: State): Layout {
  const { rows, columns } = state;
  const opened = isSomethingOpen(state);
  const zoomed = isZoomed(state);
  // The map says more about countries than chart and panel could, and incidents more about what is odd.
  const isCharted =
    !zoomed && state.screen !== 'world' && (state.screen !== 'odd' || rows >= bigChartFromRows);
  const chartRows = isCharted ? chartRowsFor(rows, opened) : 0;
  const bodyRows = Math.max(1, rows - frameRows - chartRows);
  const { mapRows, mapColumns } = mapSize(state, bodyRows);
  const free = Math.max(1, bodyRows - mapRows - headingRows);
  const listRows = state.screen === 'odd' && !zoomed ? incidentRows(state, free) : free;
  const detailRows = opened
    ? zoomed
      ? bodyRows - titleRows
      : Math.max(leastDetailRows, Math.floor(free * detailShare))
    : Math.max(0, free - listRows - titleRows);
  const hasCountries = columns >= countriesFromColumns;
  const countryColumns = columns >= wideCountriesFromColumns ? wideCountries : narrowCountries;
  return {
    chartRows,
    chartColumns: hasCountries ? columns - countryColumns - 3 : columns,
    countryColumns: hasCountries ? countryColumns : 0,
    bodyRows,
    tableRows: zoomed ? 1 : Math.max(1, listRows - (opened ? detailRows + titleRows : 0)),
    isTableShown: !zoomed,
    detailRows,
    mapRows,
    mapColumns,
  };
}

/** As many as there are incidents, as far as what is said of the selected one has its share of `free` rows. */
function incidentRows({ snapshot }: State, free: number): number {
  const body = snapshot?.body;
  const total = body?.screen === 'odd' ? body.position.total : 0;
  const most = free - Math.floor(free * detailShare) - titleRows;
  return Math.max(1, Math.min(Math.max(leastIncidentRows, total), most));
}

/** As large as leaves half of the rows to the table, and room beside it for what it says. */
function mapSize(state: State, bodyRows: number): Pick<Layout, 'mapRows' | 'mapColumns'> {
  if (state.screen !== 'world' || !state.world.map || !hasRoomForMap(state))
    return { mapRows: 0, mapColumns: 0 };
  const besides = state.columns >= wideBesidesFromColumns ? wideBesides : narrowBesides;
  const most = state.columns - besides;
  const mapRows = Math.min(Math.floor(bodyRows * mapShare), Math.round((most * cellAspect) / mapAspect));
  return { mapRows, mapColumns: Math.min(most, Math.round((mapRows * mapAspect * mapStretch) / cellAspect)) };
}

/** Whether the map would be drawn if it were wanted. */
export function hasRoomForMap({ rows }: State): boolean {
  return rows - frameRows >= mapFromBodyRows;
}

function chartRowsFor(rows: number, opened: boolean): number {
  if (rows >= bigChartFromRows) return bigChart;
  return rows >= chartFromRows && !opened ? smallChart : 0;
}

export function isSomethingOpen(state: State): boolean {
  const { screen, tables } = state;
  return isTableScreen(screen) && tables[screen].open !== undefined;
}

/** The opened packet or incident has the whole screen. */
export function isZoomed(state: State): boolean {
  if (!isSomethingOpen(state)) return false;
  return state.screen === 'odd' || (state.inspect.zoomed && state.screen === 'packets');
}

export function isTooSmall(state: State): boolean {
  return state.columns < leastColumns || state.rows < leastRows;
}

/** The row of the table drawn on this row of the screen, counted from 0; -1 where none is. */
export function tableRowAt(state: State, screenRow: number): number {
  const { chartRows, mapRows, tableRows, isTableShown } = layoutOf(state);
  const headerAndTabs = 2;
  const row = screenRow - headerAndTabs - chartRows - mapRows - headingRows;
  return isTableShown && row >= 0 && row < tableRows ? row : -1;
}
