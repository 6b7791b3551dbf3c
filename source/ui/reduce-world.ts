import type { WorldRow } from '../engine/protocol.ts';
import type { CommandName } from './keys.ts';
import { showFiltered, shownRows } from './reduce-table.ts';
import type { State } from './state.ts';

/** What keys do on the world screen; undefined for keys that mean what they mean in every table. */
export function reduceWorld(state: State, command: CommandName): State | undefined {
  switch (command) {
    case 'showCountry': {
      const filter = selectedCountry(state)?.filter ?? '';
      return filter === '' ? state : showFiltered(state, filter);
    }
    case 'map':
      return { ...state, world: { ...state.world, map: !state.world.map } };
    case 'span':
      return { ...state, world: { ...state.world, span: state.world.span === 'start' ? 'recent' : 'start' } };
    default:
      return undefined;
  }
}

/** The row under the cursor as it is drawn, which may be ahead of what the engine answered. */
export function selectedCountry(state: State): WorldRow | undefined {
  const body = state.snapshot?.body;
  return body?.screen === 'world' ? body.rows[shownRows(state).selected] : undefined;
}
