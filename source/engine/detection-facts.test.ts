import { describe, expect, it } from 'vitest';
import { FakeAnalysis } from '../testing/fake-analysis.ts';
import { detectionGroups } from './detection-facts.ts';

const seen = { incidents: 3, seconds: 180 };

describe('what the engine screen says of detection', () => {
  it('tells models of this network from those of another, and from none', () => {
    const groups = detectionGroups(new FakeAnalysis().facts, 1100, seen);
    const told = Object.fromEntries(
      groups.flatMap(group => group.facts.map(fact => [fact.label, fact.value])),
    );
    expect(told).toMatchObject({
      'of packets': expect.stringMatching(/^from 8\.2k, \d\d:\d\d:40, 412 ms$/),
      'of flows': expect.stringMatching(/^from 512, \d\d:\d\d:40, 38 ms, provisional$/),
      'of senders': 'nothing yet, 90 seen',
      'of receivers': 'of another network; 95 seen of this',
      'learned too late': 'once',
    });
  });

  it('says so when there is none', () => {
    expect(detectionGroups(undefined, 0, seen)).toMatchObject([
      { title: 'detection', facts: [{ value: 'off' }] },
    ]);
  });
});
