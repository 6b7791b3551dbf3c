import type { View } from '../engine/protocol.ts';
import { layoutOf } from './layout.ts';
import { isTableScreen, type State } from './state.ts';

const axisColumns = 10;

/** What to ask the engine for, but for the view's number. */
export function viewOf(state: State): Omit<View, 'id'> {
  const layout = layoutOf(state);
  const table = isTableScreen(state.screen) ? state.tables[state.screen] : state.tables.packets;
  return {
    screen: state.screen,
    filter: state.prompt?.kind === 'filter' ? state.prompt.text : state.filter,
    frozenAt: state.frozenAt,
    rows: layout.tableRows,
    cursor: table.cursor,
    sort: table.sort,
    open: table.open,
    conversation:
      state.conversation === undefined
        ? undefined
        : {
            form: state.conversation.form,
            firstLine: state.conversation.top,
            lines: conversationLines(state),
          },
    span: state.world.span,
    chartWidth: layout.chartRows === 0 ? 0 : Math.max(10, layout.chartColumns - axisColumns),
    find: state.find,
  };
}

/** Rows the conversation has: the whole screen but header, title, status and footer. */
export function conversationLines(state: State): number {
  return Math.max(1, state.rows - 4);
}
