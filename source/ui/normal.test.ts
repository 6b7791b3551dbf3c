import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.ts';
import { afterKeys, startState } from '../testing/screen-states.ts';
import { Effects } from './effects.ts';
import { incidentWords, SelectionWatch } from './normal.ts';
import { reduce } from './reduce.ts';
import type { State } from './state.ts';

const odd = (): State => startState({ columns: 80, rows: 24 }, 'odd');

function pressN(state: State): { readonly engine: FakeEngine; readonly next: State } {
  const engine = new FakeEngine();
  let next = state;
  const effects = new Effects({
    engine,
    writeTerminal: () => undefined,
    suspend: () => undefined,
    rememberFilter: () => undefined,
  });
  const stop = effects.connect(
    action => {
      next = reduce(next, action);
    },
    () => undefined,
  );
  effects.command(state, 'normal');
  stop();
  return { engine, next };
}

describe('marking an incident as normal', () => {
  it('holds the cursor on it and names it', () => {
    const { engine, next } = pressN(odd());
    expect(engine.sent).toContainEqual({ kind: 'normal', incident: 6, isNormal: true });
    expect(next.tables.odd.cursor).toEqual({ at: 6, offset: 0, screenRow: 0 });
    expect(next.message?.text).toBe('port scan of 10.0.0.5: remembered as normal here; n takes it back');
  });

  it('takes it back by name', () => {
    const { engine, next } = pressN(afterKeys(odd(), 'last', 'up'));
    expect(engine.sent).toContainEqual({ kind: 'normal', incident: 2, isNormal: false });
    expect(next.message?.text).toContain('DNS tunnel of 192.168.1.31');
  });

  it('calls what nobody does by what it is done to', () => {
    expect(incidentWords({ cells: ['', '!', 'SYN flood', '', '10.0.0.1:80'] })).toBe(
      'SYN flood at 10.0.0.1:80',
    );
    expect(incidentWords({ cells: ['', '', 'all is different', '', ''] })).toBe('all is different');
  });

  it('waits for a second look where another incident has just come under the cursor', () => {
    let time = 0;
    const watch = new SelectionWatch(() => time);
    const first = odd();
    const other = afterKeys(odd(), 'down');
    if (first.snapshot === undefined || other.snapshot === undefined) throw new Error('not answered');
    watch.take(first.snapshot);
    expect(watch.hasJustChanged(first)).toBe(false);
    // By a key, which asks for another view.
    watch.take({ ...other.snapshot, view: 2 });
    expect(watch.hasJustChanged(first)).toBe(false);
    watch.take({ ...first.snapshot, view: 2 });
    expect(watch.hasJustChanged(first)).toBe(true);
    // The cursor was put there by hand.
    expect(watch.hasJustChanged(other)).toBe(false);
    time = 2000;
    expect(watch.hasJustChanged(first)).toBe(false);
  });
});
