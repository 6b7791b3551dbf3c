import type { KeyContext } from './keys.ts';
import type { State } from './state.ts';
import { isTableScreen } from './state.ts';

/** Which keys work now, the innermost first. */
export function activeContexts(state: State): readonly KeyContext[] {
  if (state.help) return ['help', 'global'];
  if (state.screen === 'chooser') return ['chooser', 'global'];
  if (state.screen === 'packets' && state.conversation) return ['conversation', 'global'];
  const playing: readonly KeyContext[] = state.playing ? ['playing'] : [];
  if (state.screen === 'packets' && state.tables.packets.open !== undefined) {
    return ['inspect', ...playing, 'table', 'packets', 'global'];
  }
  if (state.screen === 'packets') return ['packets', ...playing, 'table', 'global'];
  return [...playing, isTableScreen(state.screen) ? 'table' : 'table', 'global'];
}
