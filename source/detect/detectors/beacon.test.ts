import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { fromText, tcpFrame } from '../../testing/frames.ts';
import { between } from '../../testing/name-frames.ts';
import { Random } from '../../testing/random.ts';
import { Beacon } from './beacon.ts';

const client = '192.168.7.2';
const place = '203.0.113.9';
const syn = 2;

/** After ten minutes in which nothing happened, or right at the beginning. */
function stand(learnedSeconds = 86_400): DetectorStand {
  const made = new DetectorStand(tools => [new Beacon(tools)], { learnedSeconds: () => learnedSeconds });
  if (learnedSeconds > 0) for (let time = 100; time < 900; time += 30) made.pass(time);
  return made;
}

type Report = {
  readonly from?: string;
  readonly to?: string;
  readonly bytes?: number;
  readonly answer?: number;
};

let port = 20_000;

/** A connection of its own for each report. */
function report(
  tried: DetectorStand,
  time: number,
  { from = client, to = place, bytes = 200, answer = 300 }: Report = {},
) {
  port = 20_000 + ((port + 1) % 40_000);
  const there = (payload: Uint8Array, flags?: number): Uint8Array =>
    between(from, to, tcpFrame(port, 443, payload, flags));
  tried.frame(there(new Uint8Array(0), syn), time);
  tried.frame(there(fromText('x'.repeat(bytes))), time + 0.02);
  tried.frame(between(to, from, tcpFrame(443, port, new Uint8Array(answer))), time + 0.04);
}

describe('a beacon', () => {
  it.each([0, 0.2, 0.35, 0.5])('is noticed at a pace that is off by up to %d of it', jitter => {
    const random = new Random(3);
    const tried = stand();
    for (let index = 0, time = 1000; index < 24; index += 1) {
      report(tried, time);
      time += 60 * (1 + jitter * (2 * random.fraction() - 1));
    }
    tried.pass(9000);
    expect(tried.kinds).toEqual(['beacon']);
  });

  it('is noticed inside one long connection', () => {
    const tried = stand();
    for (let index = 0; index < 12; index += 1) {
      const frame = between(
        client,
        place,
        tcpFrame(1234, 4444, new Uint8Array(80), index === 0 ? syn : 0x18),
      );
      tried.frame(frame, 1000 + index * 5);
    }
    tried.pass(1100);
    expect(tried.kinds).toEqual(['beacon']);
  });
});

describe('no beacon is', () => {
  it('what people do', () => {
    const random = new Random(4);
    const tried = stand();
    for (let index = 0, time = 1000; index < 2000; index += 1) {
      report(tried, time, { to: `203.0.113.${1 + random.below(8)}`, bytes: 100 + random.below(1400) });
      time += -20 * Math.log(1 - random.fraction());
    }
    expect(tried.kinds).toEqual([]);
  });

  it('what several do at the same place', () => {
    const tried = stand();
    for (let index = 0; index < 60; index += 1)
      report(tried, 1000 + index * 20, { from: `192.168.7.${2 + (index % 4)}` });
    expect(tried.kinds).toEqual([]);
  });

  it('what brings much and asks for little', () => {
    const tried = stand();
    for (let index = 0; index < 30; index += 1) report(tried, 1000 + index * 4, { answer: 30_000 });
    expect(tried.kinds).toEqual([]);
  });

  it('what was done before, by anybody', () => {
    const tried = stand();
    for (let index = 0; index < 10; index += 1) report(tried, 1000 + index * 90, { from: '192.168.7.9' });
    const learned = tried.detectors[0]?.save();
    const later = stand();
    expect(learned && later.detectors[0]?.load(learned)).toBeUndefined();
    for (let index = 0; index < 20; index += 1) report(later, 9000 + index * 30);
    expect(later.kinds).toEqual([]);
  });

  it('what goes on since before anybody looked, unless it is fast', () => {
    const tried = stand(0);
    for (let index = 0; index < 40; index += 1) report(tried, 1000 + index * 30);
    expect(tried.kinds).toEqual([]);
  });
});
