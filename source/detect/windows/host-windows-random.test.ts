import { describe, expect, it } from 'vitest';
import { answerTo, type FlowPacket } from '../../testing/flow-packets.ts';
import { WindowStand } from '../../testing/window-stand.ts';
import { seededRandom } from '../forest/seeded-random.ts';

describe('random traffic', () => {
  type Event = {
    readonly second: number;
    readonly from: number;
    readonly to: number;
    readonly port: number;
    readonly isAnswer: boolean;
    readonly length: number;
  };

  it.each([1, 2])('gives what a plain list gives, and nearly so for different things (%i)', seed => {
    const random = seededRandom(seed);
    const stand = new WindowStand();
    const events: Event[] = [];
    const upTo = (most: number): number => Math.floor(random() * most);
    for (let second = 5000; second < 5150; second += 1 + (random() < 0.1 ? upTo(20) : 0)) {
      for (let packets = upTo(40); packets > 0; packets -= 1) {
        const from = 1 + upTo(5);
        const to = 10 + upTo(40);
        const port = 1 + upTo(60);
        const asked: FlowPacket = {
          from,
          to,
          fromPort: 7000 + port,
          toPort: port,
          at: second,
          ipProtocol: 17,
        };
        const length = 60 + upTo(1000);
        stand.send({ ...asked, length });
        events.push({ second, from, to, port, isAnswer: false, length });
        if (random() < 0.5) continue;
        stand.send(answerTo(asked, { length: 100 }));
        events.push({ second, from: to, to: from, port, isAnswer: true, length: 100 });
      }
      for (const slot of stand.visited(second + 1)) {
        const me = stand.windows.keyOf(slot).d;
        const isShort = (event: Event): boolean => Math.floor(event.second / 2) > Math.floor(second / 2) - 5;
        const isLong = (event: Event): boolean => Math.floor(event.second / 10) > Math.floor(second / 10) - 6;
        expect(stand.windows.source).toBeGreaterThanOrEqual(0);
        const sent = events.filter(event => event.from === me);
        const got = events.filter(event => event.to === me);
        const bytes = (list: readonly Event[]): number => list.reduce((sum, event) => sum + event.length, 0);
        const did = stand.read(slot, 'source');
        const suffered = stand.read(slot, 'target');
        expect(did['packets10']).toBeCloseTo(sent.filter(isShort).length, 1);
        expect(((did['bytesOut60'] as number) + 1) / (bytes(sent.filter(isLong)) + 1)).toBeCloseTo(1, 3);
        expect(((suffered['bytesIn10'] as number) + 1) / (bytes(got.filter(isShort)) + 1)).toBeCloseTo(1, 3);
        expect(suffered['asked10']).toBeCloseTo(
          got.filter(isShort).filter(event => !event.isAnswer).length,
          1,
        );
        // Different things are counted by whole seconds.
        const within = (
          window: number,
          list: readonly Event[],
          what: (event: Event) => string | number,
        ): number =>
          new Set(list.filter(event => !event.isAnswer && event.second > second - window).map(what)).size;
        const near = (estimate: number | undefined, exact: number): void => {
          expect(Math.abs((estimate as number) - exact)).toBeLessThanOrEqual(2 + 0.2 * exact);
        };
        near(
          did['hosts10'],
          within(10, sent, event => event.to),
        );
        near(
          did['ports60'],
          within(60, sent, event => event.port),
        );
        near(
          did['sockets60'],
          within(60, sent, event => `${event.to} ${event.port}`),
        );
        near(
          suffered['sources60'],
          within(60, got, event => event.from),
        );
        near(
          suffered['ports10'],
          within(10, got, event => event.port),
        );
      }
    }
  });
});
