import type { KeyContext } from './keys.ts';
import type { State } from './state.ts';

/** Which keys work now, the innermost first. */
export function activeContexts(state: State): readonly KeyContext[] {
  const contexts = contextsOf(state);
  return state.lost === undefined ? contexts : ['lost', ...contexts];
}

function contextsOf(state: State): readonly KeyContext[] {
  const { screen, tables } = state;
  if (state.help) return ['help', 'global'];
  if (screen === 'chooser') return ['chooser', 'global'];
  if (state.columnMenu) return ['columns', 'global'];
  if (screen === 'packets' && state.conversation) return ['conversation', 'global'];
  const playing: readonly KeyContext[] = state.playing ? ['playing'] : [];
  if (screen === 'engine') return ['engine', ...playing, 'main', 'global'];
  if (screen === 'packets') {
    const inspect: readonly KeyContext[] = tables.packets.open === undefined ? [] : ['inspect'];
    return [...inspect, 'packets', ...playing, 'table', 'main', 'global'];
  }
  if (screen === 'world') return ['world', ...playing, 'table', 'main', 'global'];
  if (screen === 'odd') {
    const incident: readonly KeyContext[] = tables.odd.open === undefined ? [] : ['incident'];
    return [...incident, 'odd', ...playing, 'table', 'main', 'global'];
  }
  const entity: readonly KeyContext[] = tables[screen].open === undefined ? [] : ['entity'];
  return [...entity, ...playing, 'table', 'main', 'global'];
}
