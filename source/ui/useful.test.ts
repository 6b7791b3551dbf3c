import { describe, expect, it } from 'vitest';
import { fakeStatus } from '../testing/fake-engine.ts';
import { afterKeys, answered, startState } from '../testing/screen-states.ts';
import { isUseful, refusalOf } from './useful.ts';

const size = { columns: 80, rows: 24 };
const ended = { ...fakeStatus, state: 'ended' } as const;

describe('a key that does nothing now says why', () => {
  it('does not pause what has ended', () => {
    const recording = startState(size, 'odd', { playing: { speed: 1, running: true } });
    expect(refusalOf(recording, 'pause')).toBeUndefined();
    const over = answered(recording, ended);
    expect(refusalOf(over, 'pause')).toBe('the recording has ended: nothing moves any more');
    expect(isUseful(over, 'pause')).toBe(false);
    expect(refusalOf(answered(startState(size), ended), 'pause')).toContain('the capture has ended');
    // What was paused before goes on.
    const paused = answered({ ...over, frozenAt: 400 }, ended);
    expect([refusalOf(paused, 'pause'), isUseful(paused, 'pause')]).toEqual([undefined, true]);
  });

  it('has no room for the chart on a small odd screen', () => {
    expect(refusalOf(startState(size, 'odd'), 'chart')).toContain('no room');
    expect(refusalOf(startState(size), 'chart')).toBeUndefined();
    expect(refusalOf(startState({ columns: 120, rows: 40 }, 'odd'), 'chart')).toBeUndefined();
    expect(refusalOf(afterKeys(startState(size, 'odd'), 'help'), 'chart')).toBeUndefined();
  });
});
