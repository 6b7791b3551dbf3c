import { describe, expect, it } from 'vitest';
import { Packet } from '../decode/packet.ts';
import { Random } from '../testing/random.ts';
import { PacketRing } from './ring.ts';

const megabyte = 1024 * 1024;

/** Bytes that tell which packet they belong to and where. */
function fill(bytes: Uint8Array, number: number): void {
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (number * 31 + at * 7) & 0xff;
}

function append(ring: PacketRing, p: Packet, number: number, size: number): void {
  const bytes = new Uint8Array(size);
  fill(bytes, number);
  p.bytes = bytes;
  p.start = 0;
  p.end = size;
  p.length = size;
  ring.append(p);
}

function expectIntact(ring: PacketRing, sizes: readonly number[]): void {
  const p = new Packet();
  for (let number = ring.oldest; number <= ring.newest; number += 1) {
    expect(ring.load(number, p)).toBe(true);
    const size = sizes[number - 1] as number;
    expect(p.end - p.start).toBe(size);
    const wanted = new Uint8Array(size);
    fill(wanted, number);
    if (Buffer.compare(p.bytes.subarray(p.start, p.end), wanted) !== 0)
      throw new Error(`packet ${number} changed`);
  }
}

describe('the growing byte ring', () => {
  it('keeps as many packets as promised while sizes change, each intact', () => {
    const random = new Random(5);
    const ring = new PacketRing({ maxPackets: 3000, maxBytes: 6 * megabyte });
    const p = new Packet();
    const sizes: number[] = [];
    // Small, then large, small again, then mixed: the ring goes round several times in each phase.
    for (const [least, most] of [
      [60, 100],
      [1200, 1500],
      [60, 80],
      [0, 4000],
      [900, 1000],
    ] as const) {
      for (let index = 0; index < 9000; index += 1) {
        const size = least + random.below(most - least + 1);
        sizes.push(size);
        append(ring, p, sizes.length, size);
      }
      expectIntact(ring, sizes);
      const fitting = Math.floor((5 * megabyte) / most);
      expect(ring.count).toBeGreaterThanOrEqual(Math.min(3000, fitting));
    }
    expect(ring.newest).toBe(sizes.length);
  });

  it('fills all of its memory before a packet is let go for its bytes', () => {
    const ring = new PacketRing({ maxPackets: 100_000, maxBytes: 4 * megabyte });
    const p = new Packet();
    for (let number = 1; number <= 4000; number += 1) append(ring, p, number, 1024);
    expect(ring.evictedPackets).toBe(0);
    expect(ring.keptBytes).toBe(4000 * 1024);
    for (let number = 4001; number <= 5000; number += 1) append(ring, p, number, 1024);
    expect(ring.count).toBe(4096);
  });

  it('grows in the middle of a round', () => {
    const ring = new PacketRing({ maxPackets: 1000, maxBytes: 8 * megabyte });
    const p = new Packet();
    const sizes: number[] = [];
    const push = (size: number): void => {
      sizes.push(size);
      append(ring, p, sizes.length, size);
    };
    // Round and round in about 600 KB, stopping in the middle; then packets ten times as large.
    for (let index = 0; index < 2700; index += 1) push(600);
    for (let index = 0; index < 500; index += 1) {
      push(6000);
      if (index % 50 === 0) expectIntact(ring, sizes);
    }
    expectIntact(ring, sizes);
    expect(ring.count).toBe(1000);
    expect(ring.evictedPackets).toBe(sizes.length - 1000);
  });
});
