import { helpLineCount, helpRows } from './help-lines.ts';
import type { CommandName } from './keys.ts';
import { tableColumns } from './reduce-sort.ts';
import { withTable } from './reduce-table.ts';
import { scrolledTop } from './scroll.ts';
import { isTableScreen, type State } from './state.ts';

/** What keys do to what lies over the screen: help, and the list of columns. */

export function reduceHelp(state: State, command: CommandName): State {
  if (command === 'back') return { ...state, help: undefined };
  const top = scrolledTop(command, state.help?.top ?? 0, helpRows(state), helpLineCount(state.columns));
  return top === undefined ? state : { ...state, help: { top } };
}

export function reduceColumnMenu(state: State, command: CommandName): State {
  const { columnMenu, screen } = state;
  if (columnMenu === undefined || !isTableScreen(screen)) return { ...state, columnMenu: undefined };
  const columns = tableColumns[screen];
  const select = (selected: number): State => ({
    ...state,
    columnMenu: { selected: Math.max(0, Math.min(columns.length - 1, selected)) },
  });
  switch (command) {
    case 'up':
      return select(columnMenu.selected - 1);
    case 'down':
      return select(columnMenu.selected + 1);
    case 'first':
      return select(0);
    case 'last':
      return select(columns.length - 1);
    case 'toggleColumn': {
      const name = columns[columnMenu.selected];
      const table = state.tables[screen];
      if (name === undefined) return state;
      const hidden = table.hidden.includes(name)
        ? table.hidden.filter(one => one !== name)
        : [...table.hidden, name];
      // A table without columns says nothing: the last one stays.
      return hidden.length === columns.length ? state : withTable(state, screen, { ...table, hidden });
    }
    case 'back':
      return { ...state, columnMenu: undefined };
    default:
      return state;
  }
}
