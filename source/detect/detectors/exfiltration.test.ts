import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { tcpFrame } from '../../testing/frames.ts';
import { between } from '../../testing/name-frames.ts';
import { Exfiltration } from './exfiltration.ts';

const inside = '192.168.7.2';
const outside = '203.0.113.9';
const syn = 2;
const packetBytes = 1400;

type Load = { readonly from: string; readonly to: string; readonly bytes: number; readonly begins?: string };

/** As much as that within ten seconds. */
function send(stand: DetectorStand, { from, to, bytes, begins = from }: Load, time: number): void {
  const isBegun = begins === from;
  const [fromPort, toPort] = isBegun ? [40_000 + (time % 1000), 443] : [443, 40_000 + (time % 1000)];
  const first = isBegun
    ? between(from, to, tcpFrame(fromPort, toPort, new Uint8Array(0), syn))
    : between(to, from, tcpFrame(toPort, fromPort, new Uint8Array(0), syn));
  stand.frame(first, time);
  const packets = Math.ceil(bytes / packetBytes);
  const frame = between(from, to, tcpFrame(fromPort, toPort, new Uint8Array(packetBytes)));
  for (let index = 0; index < packets; index += 1) stand.frame(frame, time + (10 * index) / packets);
  stand.pass(time + 11);
}

function stand(): DetectorStand {
  return new DetectorStand(tools => [new Exfiltration(tools)]);
}

describe('a large upload', () => {
  it('is noticed while it goes on', () => {
    const tried = stand();
    send(tried, { from: inside, to: outside, bytes: 5_000_000 }, 1000);
    expect(tried.kinds).toEqual(['exfiltration']);
    expect(tried.found[0]?.time).toBeLessThanOrEqual(1005);
  });

  it('is not odd where so much is sent every few minutes', () => {
    const tried = stand();
    for (let index = 0; index < 300; index += 1)
      send(tried, { from: inside, to: `203.0.113.${index % 9}`, bytes: 700_000 }, 1000 + index * 300);
    const before = tried.found.length;
    send(tried, { from: inside, to: '203.0.113.77', bytes: 700_000 }, 200_000);
    expect(before).toBe(0);
    expect(tried.found).toEqual([]);
    send(tried, { from: inside, to: '203.0.113.78', bytes: 9_000_000 }, 210_000);
    expect(tried.kinds).toEqual(['exfiltration']);
  });

  it('is none when it is fetched: from outside by us, or from us by visitors', () => {
    const tried = stand();
    send(tried, { from: outside, to: inside, bytes: 9_000_000, begins: inside }, 1000);
    send(tried, { from: inside, to: outside, bytes: 9_000_000, begins: outside }, 2000);
    expect(tried.kinds).toEqual([]);
  });

  it('may go to a machine inside', () => {
    const tried = stand();
    send(tried, { from: inside, to: '192.168.7.30', bytes: 9_000_000 }, 1000);
    expect(tried.kinds).toEqual([]);
  });
});
