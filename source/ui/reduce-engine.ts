import { engineLayout } from './engine-lines.ts';
import type { CommandName } from './keys.ts';
import { layoutOf } from './layout.ts';
import type { State } from './state.ts';

/** Scrolling through the facts of the engine; undefined for keys that mean something else there. */
export function reduceEngine(state: State, command: CommandName): State | undefined {
  const body = state.snapshot?.body;
  const total = body?.screen === 'engine' ? engineLayout(body.groups, state.columns).rows : 0;
  const page = layoutOf(state).bodyRows;
  const { top } = state.engine;
  const scroll = (to: number): State => ({
    ...state,
    engine: { top: Math.max(0, Math.min(total - page, to)) },
  });
  switch (command) {
    case 'up':
      return scroll(top - 1);
    case 'down':
      return scroll(top + 1);
    case 'pageUp':
      return scroll(top - page);
    case 'pageDown':
      return scroll(top + page);
    case 'first':
      return scroll(0);
    case 'last':
      return scroll(total);
    default:
      return undefined;
  }
}
