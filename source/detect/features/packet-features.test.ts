import { beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../decode/decode.ts';
import { Packet } from '../../decode/packet.ts';
import { Tracker } from '../../flows/tracker.ts';
import { type FlowPacket, flowPacket } from '../../testing/flow-packets.ts';
import { mutate } from '../../testing/mutate.ts';
import { Random } from '../../testing/random.ts';
import { handMadeFrames, type SeedFrame } from '../../testing/seed-frames.ts';
import { MutablePacketContext } from '../context.ts';
import { FlowFeatures, flowSchema } from './flow-features.ts';
import { PacketFeatures, packetSchema } from './packet-features.ts';

const columns = packetSchema.columns.map(column => column.name);

/** Features over packets of their own tracker. */
class Stand {
  readonly tracker: Tracker;
  readonly features: PacketFeatures;
  readonly flowFeatures: FlowFeatures;
  readonly row = new Float32Array(columns.length);
  readonly flowRow = new Float32Array(flowSchema.columns.length);
  readonly #context = new MutablePacketContext(new Packet());
  #number = 0;

  constructor(seed = 1, maxFlows = 64, maxHosts = 32) {
    this.tracker = new Tracker({ seed: 1, maxFlows, maxHosts });
    this.features = new PacketFeatures({ tracker: this.tracker, seed });
    this.flowFeatures = new FlowFeatures({ tracker: this.tracker, packets: this.features });
  }

  add(p: Packet, learns = true): boolean {
    this.#number += 1;
    this.#context.fill(p, this.tracker, this.tracker.add(p), this.#number);
    this.features.write(this.#context, this.row);
    const isDue = this.flowFeatures.due(this.#context);
    if (isDue) this.flowFeatures.write(this.#context, this.flowRow);
    if (learns) this.features.learn(this.#context);
    return isDue;
  }

  value(name: string): number {
    return this.row[columns.indexOf(name)] as number;
  }
}

function frame(p: Packet, seed: SeedFrame, bytes: Uint8Array, seconds: number): Packet {
  p.bytes = bytes;
  p.start = 0;
  p.end = bytes.length;
  p.length = bytes.length;
  p.linkType = seed.linkType;
  p.seconds = seconds | 0;
  decode(p);
  return p;
}

describe('features of packets', () => {
  let frames: SeedFrame[] = [];
  beforeAll(async () => {
    frames = await handMadeFrames();
  });

  it('are finite whatever the packet is', () => {
    const stand = new Stand();
    const random = new Random(3);
    const p = new Packet();
    for (let count = 0; count < 20_000; count += 1) {
      const seed = random.pick(frames);
      const bytes = random.chance(0.2) ? seed.bytes : mutate(seed.bytes, random);
      const time = random.chance(0.01) ? random.unsigned() : 1000 + (count >> 4);
      stand.add(frame(p, seed, bytes, time), random.chance(0.8));
      if (!stand.row.every(Number.isFinite) || !stand.flowRow.every(Number.isFinite)) {
        throw new Error(`${seed.origin}: ${Buffer.from(bytes).toString('hex')} gives ${stand.row}`);
      }
    }
    expect(stand.tracker.evictedFlows).toBeGreaterThan(0);
  });

  it('are the same for the same seed, and after a round trip', () => {
    const random = new Random(4);
    const chosen = Array.from({ length: 1500 }, () => random.pick(frames));
    const p = new Packet();
    const [one, other] = [new Stand(9), new Stand(9)];
    for (const [index, seed] of chosen.entries()) {
      one.add(frame(p, seed, seed.bytes, 1000 + index));
      other.add(frame(p, seed, seed.bytes, 1000 + index));
      expect(one.row).toEqual(other.row);
    }
    const section = one.features.save();
    const third = new Stand(77);
    expect(third.features.load(structuredClone(section))).toBeUndefined();
    expect(third.features.save()).toEqual(section);
    const names = [
      'tuple',
      'pair',
      'source',
      'service',
      'lengthGiven',
      'rareness',
      'flags',
      'destinationService',
    ];
    for (const seed of chosen.slice(0, 300)) {
      one.add(frame(p, seed, seed.bytes, 9000), false);
      third.add(frame(p, seed, seed.bytes, 9000), false);
      for (const name of names) expect(third.value(name)).toBe(one.value(name));
    }
    // Nothing of it was learned.
    expect(one.features.save()).toEqual(section);
  });

  it('refuse a damaged memory and change nothing', () => {
    const stand = new Stand();
    for (let count = 0; count < 50; count += 1) stand.add(flowPacket({ fromPort: 4000 + count }));
    const good = stand.features.save();
    const bad = [
      { ...good, facts: {} },
      { ...good, facts: { ...good.facts, seed: 'x' } },
      { ...good, facts: { ...good.facts, learnedSeconds: Number.NaN } },
      { ...good, arrays: {} },
      ...Object.keys(good.arrays).map(name => ({
        ...good,
        arrays: { ...good.arrays, [name]: new Float32Array(3) },
      })),
      { ...good, arrays: { ...good.arrays, totals: new Float64Array(11).fill(-1) } },
      { ...good, arrays: { ...good.arrays, frequencies: new Uint32Array(4) } },
    ];
    for (const section of bad) {
      expect(stand.features.load(section)).toBeTypeOf('string');
      expect(stand.features.save()).toEqual(good);
    }
  });

  it('are rare where something is new, and what is new everywhere is no news', () => {
    const stand = new Stand(1, 4096, 1024);
    const ask = (packet: FlowPacket): number => {
      stand.add(flowPacket(packet));
      return stand.features.rareness;
    };
    for (let count = 0; count < 500; count += 1) ask({ at: 1000 + count });
    expect(ask({ at: 1600 })).toBeLessThan(0.5);
    const newPort = ask({ at: 1600, toPort: 23, fromPort: 5000 });
    expect(newPort).toBeGreaterThan(10);
    expect(ask({ at: 1600, to: 7, from: 9, toPort: 2323 })).toBeGreaterThan(newPort);
    const surfer = new Stand(1, 4096, 4096);
    for (let site = 0; site < 1500; site += 1)
      surfer.add(flowPacket({ at: 1000 + site, to: 0x5000_0000 + site }));
    surfer.add(flowPacket({ at: 3000, to: 0x6000_0000 }));
    expect(surfer.features.rareness).toBeLessThan(3);
  });

  it('do not mix up hosts and flows that were given the same slot', () => {
    const stand = new Stand(1, 1, 2);
    for (let count = 0; count < 20; count += 1) stand.add(flowPacket({ at: 1000, length: 1000 }));
    expect(stand.value('flowWeight1')).toBeGreaterThan(2);
    stand.add(flowPacket({ at: 1000, from: 5, to: 6 }));
    for (const name of ['flowWeight1', 'flowLength', 'sourceWeight1', 'sourceLength', 'channelWeight1']) {
      expect(stand.value(name)).toBe(0);
    }
  });

  it('have a name each, and fit the schema', () => {
    expect(new Set(columns).size).toBe(columns.length);
    expect(columns).toHaveLength(32);
    expect(columns.slice(30)).toEqual(['rareness', 'messageRareness']);
    const stand = new Stand();
    stand.row.fill(Number.NaN);
    stand.add(flowPacket());
    expect(stand.row.every(Number.isFinite)).toBe(true);
  });
});
