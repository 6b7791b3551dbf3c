import { Box, useApp, useInput, useWindowSize } from 'ink';
import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import type { Action } from './actions.ts';
import { Screen } from './components/screen.tsx';
import { activeContexts } from './contexts.ts';
import type { Effects } from './effects.ts';
import { keyName } from './key-name.ts';
import { commandFor } from './keys.ts';
import { reduce } from './reduce.ts';
import { type Settings, SettingsContext } from './settings.ts';
import { initialState } from './state.ts';
import { viewOf } from './view.ts';

/** Long enough to be seen from the corner of an eye. */
const flashMilliseconds = 1200;

export type AppProps = {
  readonly settings: Settings;
  readonly effects: Effects;
};

/** The whole screen: keys come in, views go to the engine, snapshots come back. */
export function App({ settings, effects }: AppProps): ReactElement {
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const [state, setState] = useState(() => initialState({ columns, rows, ...settings.start }));
  // Keys may come faster than frames are drawn: each meets the state the one before it made.
  const latest = useRef(state);
  const dispatch = useCallback((action: Action) => {
    latest.current = reduce(latest.current, action);
    setState(latest.current);
  }, []);

  useEffect(() => effects.connect(dispatch, exit), [effects, dispatch, exit]);
  useEffect(() => dispatch({ kind: 'resize', columns, rows }), [dispatch, columns, rows]);

  // A message goes when its time is over, with one redraw and no clock that ticks.
  const until = state.message?.until;
  useEffect(() => {
    if (until === undefined) return undefined;
    const timer = setTimeout(() => dispatch({ kind: 'expire', until }), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [dispatch, until]);

  // One flash, once for each incident.
  const { flash } = state.odd;
  useEffect(() => {
    if (flash === undefined) return undefined;
    effects.ring();
    const timer = setTimeout(() => dispatch({ kind: 'flashed', incident: flash }), flashMilliseconds);
    return () => clearTimeout(timer);
  }, [dispatch, effects, flash]);

  // Views are sent whenever what is wanted has changed; comparing text is cheaper than being clever.
  const view = JSON.stringify(viewOf(state));
  useEffect(() => effects.ask(view), [effects, view]);

  const onKey = useCallback(
    (input: string, key: Parameters<Parameters<typeof useInput>[0]>[1]): void => {
      const now = latest.current;
      const name = keyName(input, key);
      const isUrgent = name === 'ctrl-c' || name === 'ctrl-z' || name === 'ctrl-l';
      if (!isUrgent && effects.holds(() => onKey(input, key))) return;
      if (now.prompt !== undefined && !isUrgent) {
        if (!effects.promptKey(now, name))
          dispatch({ kind: 'edit', key: name, text: key.ctrl || key.meta ? '' : input });
        return;
      }
      const command = commandFor(settings.bindings, activeContexts(now), name);
      if (command === undefined) return;
      if (!effects.command(now, command)) dispatch({ kind: 'command', command });
    },
    [dispatch, effects, settings],
  );
  useInput(onKey);

  return (
    <SettingsContext value={settings}>
      <Box key={state.redraws} flexDirection="column" width={columns} height={rows} overflow="hidden">
        <Screen state={state} />
      </Box>
    </SettingsContext>
  );
}
