import { describe, expect, it } from 'vitest';
import { batchOf } from '../testing/batches.ts';
import { FakeAnalysis, fakeFinds } from '../testing/fake-analysis.ts';
import { oddFrames, watched } from '../testing/odd-session.ts';
import { OddnessHistory } from './oddness-chart.ts';

describe('the oddness chart', () => {
  it('changes once a second, and with its width', () => {
    let now = 0;
    const analysis = new FakeAnalysis();
    const { session } = watched(4, analysis);
    const history = new OddnessHistory(analysis, () => now);
    const first = history.recent(3);
    expect(first).toEqual({ values: [7, 12, 31], alarmLine: 33, budget: 6 });
    session.core.packets(batchOf(oddFrames(2, 5)));
    now = 999;
    expect(history.recent(3)).toBe(first);
    now = 1000;
    expect(history.recent(3).values).toEqual([null, 50, 50]);
    expect(history.recent(4).values).toHaveLength(4);
  });

  it('has no line where there is none', () => {
    const analysis = new FakeAnalysis(fakeFinds, {}, Number.POSITIVE_INFINITY);
    const { snapshot } = watched(3, analysis);
    expect(snapshot().oddness.alarmLine).toBeUndefined();
    expect(watched(3, 'off').snapshot().oddness).toEqual({ values: [], alarmLine: undefined, budget: 0 });
  });
});
