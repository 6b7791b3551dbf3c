import { engineLayout } from './engine-lines.ts';
import type { CommandName } from './keys.ts';
import { layoutOf } from './layout.ts';
import { scrolledTop } from './scroll.ts';
import type { State } from './state.ts';

/** Scrolling through the facts of the engine; undefined for keys that mean something else there. */
export function reduceEngine(state: State, command: CommandName): State | undefined {
  const body = state.snapshot?.body;
  const total = body?.screen === 'engine' ? engineLayout(body.groups, state.columns).rows : 0;
  const top = scrolledTop(command, state.engine.top, layoutOf(state).bodyRows, total);
  return top === undefined ? undefined : { ...state, engine: { top } };
}
