import type { OddnessChart, ScreenName, Status, WorldBody } from '../engine/protocol.ts';
import type { Action } from '../ui/actions.ts';
import type { CommandName } from '../ui/keys.ts';
import { reduce } from '../ui/reduce.ts';
import { initialState, type State } from '../ui/state.ts';
import { viewOf } from '../ui/view.ts';
import { fakeStatus, snapshotFor } from './fake-engine.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** A screen that has just come up and was answered once. */
export function startState(size: Size, screen: ScreenName = 'packets', more: Partial<State> = {}): State {
  const start = initialState({ ...size, screen, filter: '', filterHistory: [], playing: undefined });
  const once = answered({ ...start, ...more });
  // How many incidents there are decides how many are wanted.
  return screen === 'odd' ? answered(once) : once;
}

/** What the engine answers to what the screen wants now. */
export function answered(
  state: State,
  status: Status = fakeStatus,
  oddness: Partial<OddnessChart> = {},
): State {
  const snapshot = snapshotFor({ ...viewOf(state), id: 1 }, status);
  const changed = { ...snapshot, oddness: { ...snapshot.oddness, ...oddness } };
  return reduce(state, { kind: 'snapshot', snapshot: changed, current: true });
}

/** Commands one after the other, each answered before the next. */
export function afterKeys(state: State, ...commands: readonly (CommandName | Action)[]): State {
  return commands.reduce<State>((now, one) => {
    const action: Action = typeof one === 'string' ? { kind: 'command', command: one } : one;
    return answered(reduce(now, action));
  }, state);
}

/** The world screen answered with something else than usual. */
function withWorld(state: State, more: Partial<WorldBody>): State {
  const snapshot = snapshotFor({ ...viewOf(state), id: 1 });
  if (snapshot.body.screen !== 'world') return state;
  return reduce(state, {
    kind: 'snapshot',
    snapshot: { ...snapshot, body: { ...snapshot.body, ...more } },
    current: true,
  });
}

/** The odd screen with nothing on it but words. */
function withoutIncidents(state: State, status: Status, note: string): State {
  const snapshot = snapshotFor(
    { ...viewOf(state), id: 1 },
    { ...status, openIncidents: 0, totalIncidents: 0 },
  );
  if (snapshot.body.screen !== 'odd') return state;
  const position = { total: 0, first: 0, selected: -1, newer: 0, lost: 0 };
  const body = { ...snapshot.body, rows: [], position, selected: undefined, note };
  return reduce(state, { kind: 'snapshot', snapshot: { ...snapshot, body }, current: true });
}

const warming: Status = {
  ...fakeStatus,
  elapsed: 41,
  openIncidents: 0,
  totalIncidents: 0,
  learning: {
    phase: 'warming',
    progress: 0.63,
    words: 'bundled baseline · learning 63 %',
    short: 'learning 63 %',
  },
};
const off: Status = {
  ...warming,
  learning: { phase: 'off', progress: 0, words: 'detection off', short: 'no detection' },
};

type Make = (size: Size) => State;

/** Every screen as a person may find it, by name. */
export const screenStates: Readonly<Record<string, Make>> = {
  chooser: size => startState(size, 'chooser', {}),
  'chooser-closed': size => afterKeys(startState(size, 'chooser'), 'down', 'down', 'down'),
  packets: size => startState(size),
  'packets-scrolled': size => afterKeys(startState(size), 'pageUp', 'up', 'mark', 'sort'),
  'packets-paused': size => {
    const paused = reduce(startState(size), { kind: 'command', command: 'pause' });
    return answered(paused, { ...fakeStatus, newest: 4710, received: 94_521, dropped: 12, evicted: 3000 });
  },
  'packets-filter': size => {
    const typed = afterKeys(startState(size), 'filter', {
      kind: 'edit',
      key: '',
      text: 'host ~ "日本" and prot',
    });
    const snapshot = snapshotFor({ ...viewOf(typed), id: 1 }, fakeStatus, {
      error: 'unknown field "prot" — did you mean "proto"?',
      start: 18,
      end: 22,
    });
    return reduce(typed, { kind: 'snapshot', snapshot, current: true });
  },
  'packets-message': size =>
    reduce(startState(size), {
      kind: 'message',
      message: {
        severity: 'error',
        text: 'cannot create oddwire.pcapng: permission denied — choose a folder you may write to, for example your home',
        until: 0,
      },
    }),
  'packets-columns': size => afterKeys(startState(size), 'columns', 'down', 'toggleColumn'),
  inspect: size => afterKeys(startState(size), 'up', 'open', 'down', 'down', 'expand', 'down'),
  'inspect-bytes': size =>
    afterKeys(startState(size), 'up', 'open', 'switchPane', 'down', 'down', 'expand', 'expand'),
  'inspect-zoomed': size => afterKeys(startState(size), 'open', 'zoom', 'last'),
  conversation: size => afterKeys(startState(size), 'conversation', 'down'),
  'conversation-hex': size => afterKeys(startState(size), 'conversation', 'toggleForm'),
  flows: size => startState(size, 'flows'),
  'flow-opened': size => afterKeys(startState(size, 'flows'), 'down', 'open'),
  hosts: size => startState(size, 'hosts'),
  'host-opened': size => afterKeys(startState(size, 'hosts'), 'down', 'open'),
  world: size => startState(size, 'world'),
  'world-selected': size => afterKeys(startState(size, 'world'), 'down', 'down', 'down', 'down'),
  'world-small': size => afterKeys(startState(size, 'world'), 'last', 'span'),
  'world-no-map': size => afterKeys(startState(size, 'world'), 'down', 'map'),
  'world-pending': size =>
    withWorld(startState(size, 'world', { filter: 'tcp' }), { pending: 1204, home: '' }),
  'world-empty': size =>
    withWorld(startState(size, 'world'), {
      rows: [],
      position: { total: 0, first: 0, selected: -1, newer: 0, lost: 0 },
      lights: [],
      selected: '',
      home: '',
      filter: '',
      sources: '',
    }),
  'packets-rate': size => afterKeys(startState(size), 'chart'),
  'packets-warming': size =>
    answered(startState(size), warming, { values: [3, 1, null, 4], alarmLine: undefined }),
  'packets-off': size => answered(startState(size), off, { values: [], alarmLine: undefined }),
  'packets-flash': size => answered(startState(size), { ...fakeStatus, openIncidents: 4, newestIncident: 7 }),
  odd: size => startState(size, 'odd'),
  'odd-long': size => afterKeys(startState(size, 'odd'), 'down', 'down'),
  'odd-hostile': size => afterKeys(startState(size, 'odd'), 'sort', 'down'),
  'odd-normal': size => afterKeys(startState(size, 'odd'), 'last', 'up'),
  'odd-opened': size => afterKeys(startState(size, 'odd'), 'open', 'down', 'down'),
  'odd-opened-long': size => afterKeys(startState(size, 'odd'), 'down', 'down', 'open'),
  'odd-packets': size => afterKeys(startState(size, 'odd'), 'showPackets'),
  'odd-paused': size => afterKeys(startState(size, 'odd'), 'pause', 'down'),
  'odd-empty': size => withoutIncidents(startState(size, 'odd'), fakeStatus, 'nothing odd in 12m 41s'),
  'odd-warming': size =>
    withoutIncidents(
      startState(size, 'odd'),
      warming,
      'nothing odd in 41 s; still learning what is normal here (63 %): only scans, floods and the like are seen so far',
    ),
  engine: size => startState(size, 'engine'),
  help: size => afterKeys(startState(size), 'help'),
  playing: size => {
    const playing = startState(size, 'packets', { playing: { speed: 1, running: true } });
    const status = {
      ...fakeStatus,
      input: 'capture.pcapng',
      state: 'playing',
      speed: 1,
      progress: 0.42,
    } as const;
    return answered(playing, status);
  },
  lost: size =>
    reduce(afterKeys(startState(size), 'up'), { kind: 'lost', reason: 'it was ended by signal SIGKILL' }),
};
