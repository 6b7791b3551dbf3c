import type { CommandName } from './keys.ts';
import { openSelected, withTable } from './reduce-table.ts';
import { scrolledTop } from './scroll.ts';
import type { State } from './state.ts';
import { reachesBeyond } from './useful.ts';
import { conversationLines } from './view.ts';

/** Cells one key press scrolls sideways. */
const sidewaysCells = 16;
/** Longer lines are parted by the engine. */
const mostCells = 1600;

/** Opens the conversation of the opened or selected packet. */
export function followConversation(state: State): State {
  if (state.screen !== 'packets') return state;
  const closesPacket = state.tables.packets.open === undefined;
  const opened = closesPacket ? openSelected(state) : state;
  if (opened.tables.packets.open === undefined) return state;
  return { ...opened, conversation: { form: 'text', top: 0, left: 0, closesPacket } };
}

export function reduceConversation(state: State, command: CommandName): State {
  const { conversation } = state;
  if (conversation === undefined) return state;
  const page = conversationLines(state);
  const body = state.snapshot?.body;
  const total = body?.screen === 'packets' ? (body.conversation?.totalLines ?? 0) : 0;
  const top = scrolledTop(command, conversation.top, page, total);
  if (top !== undefined) return { ...state, conversation: { ...conversation, top } };
  const shift = (by: number): State => ({
    ...state,
    conversation: { ...conversation, left: Math.max(0, Math.min(mostCells, conversation.left + by)) },
  });
  switch (command) {
    case 'scrollRight':
      return reachesBeyond(state) ? shift(sidewaysCells) : state;
    case 'scrollLeft':
      return shift(-sidewaysCells);
    case 'toggleForm': {
      const form = conversation.form === 'text' ? 'hex' : 'text';
      return { ...state, conversation: { ...conversation, form, top: 0, left: 0 } };
    }
    case 'back': {
      const closed = { ...state, conversation: undefined };
      const { packets } = state.tables;
      return conversation.closesPacket
        ? withTable(closed, 'packets', { ...packets, open: undefined })
        : closed;
    }
    default:
      return state;
  }
}
