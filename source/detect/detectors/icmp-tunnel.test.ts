import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { echoFrame } from '../../testing/neighbour-frames.ts';
import { Random } from '../../testing/random.ts';
import { IcmpTunnel } from './icmp-tunnel.ts';

const random = new Random(9);

function stand(): DetectorStand {
  return new DetectorStand(tools => [new IcmpTunnel(tools)]);
}

/** As Linux pings: a time stamp, then the same bytes each time. */
function ping(sequence: number, length: number): Uint8Array {
  const content = Uint8Array.from({ length }, (_, index) => index & 255);
  content.set(random.bytes(16).subarray(0, Math.min(16, length)));
  content[0] = sequence & 255;
  return content;
}

describe('a tunnel in pings', () => {
  it('is noticed by answers unlike their questions', () => {
    const tried = stand();
    for (let index = 0; index < 8; index += 1) {
      tried.frame(echoFrame(8, index, random.bytes(90 + random.below(20))), 1000 + index * 3);
      tried.frame(echoFrame(0, index, random.bytes(90 + random.below(20))), 1000 + index * 3 + 0.1);
    }
    tried.pass(1060);
    expect(tried.kinds).toEqual(['icmp-tunnel']);
    expect(tried.found[0]?.time).toBeLessThanOrEqual(1010);
  });

  it('is noticed where nobody answers, by contents that change', () => {
    const tried = stand();
    for (let index = 0; index < 30; index += 1)
      tried.frame(echoFrame(8, index, random.bytes(400)), 1000 + index);
    tried.pass(1060);
    expect(tried.kinds).toEqual(['icmp-tunnel']);
  });

  it('is not seen in pings, however large or many, nor in looking for the largest packet', () => {
    const tried = stand();
    for (let index = 0; index < 4000; index += 1) {
      const content = ping(index, 56 + (index > 3000 ? 1344 : 0));
      tried.frame(echoFrame(8, index & 0xffff, content), 1000 + index / 50);
      tried.frame(echoFrame(0, index & 0xffff, content), 1000 + index / 50 + 0.01);
    }
    for (let index = 0; index < 12; index += 1) {
      const content = ping(index, 1500 - index * 60);
      tried.frame(echoFrame(8, index, content), 2000 + index);
    }
    tried.pass(2100);
    expect(tried.kinds).toEqual([]);
  });
});
