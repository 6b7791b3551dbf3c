import type { ChooserBody, Snapshot } from '../engine/protocol.ts';
import type { CommandName } from './keys.ts';
import type { State } from './state.ts';

/** Below the interfaces stand "open a capture file" and "demo". */
export const chooserExtras = 2;

export function reduceChooser(state: State, command: CommandName): State {
  const body = state.snapshot?.body;
  const count = (body?.screen === 'chooser' ? body.interfaces.length : 0) + chooserExtras;
  const select = (selected: number): State => ({
    ...state,
    chooser: { selected: Math.max(0, Math.min(count - 1, selected)) },
  });
  switch (command) {
    case 'up':
      return select(state.chooser.selected - 1);
    case 'down':
      return select(state.chooser.selected + 1);
    case 'first':
      return select(0);
    case 'last':
      return select(count - 1);
    case 'back':
      return isSomethingWatched(state) ? { ...state, screen: 'packets' } : state;
    default:
      return state;
  }
}

/** There is something to go back to. */
export function isSomethingWatched(state: State): boolean {
  return state.snapshot !== undefined && state.snapshot.status.state !== 'waiting';
}

/** Interfaces come and go: the selection stays with the one it was on. */
export function keepChosen(before: Snapshot | undefined, after: ChooserBody, selected: number): number {
  if (before?.body.screen !== 'chooser') {
    return Math.min(selected, after.interfaces.length + chooserExtras - 1);
  }
  const { interfaces } = before.body;
  const row = interfaces[selected];
  if (row === undefined) return after.interfaces.length + (selected - interfaces.length);
  const now = after.interfaces.findIndex(one => one.name === row.name);
  return now >= 0 ? now : Math.min(selected, after.interfaces.length);
}
