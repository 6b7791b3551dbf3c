import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { sourceEndpoint } from '../decode/row.ts';
import { ethernetFrame, fromHex, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { defaultMaxBytes, defaultMaxPackets, PacketRing } from './ring.ts';

function packetOf(bytes: Uint8Array, length = bytes.length): Packet {
  const p = new Packet();
  p.bytes = bytes;
  p.end = bytes.length;
  p.length = length;
  decode(p);
  return p;
}

function bytesOf(ring: PacketRing, number: number): Uint8Array | undefined {
  const p = new Packet();
  return ring.load(number, p) ? p.bytes.slice(p.start, p.end) : undefined;
}

describe('PacketRing', () => {
  it('gives back what was decoded, bytes and columns', () => {
    const ring = new PacketRing({ maxPackets: 10 });
    const frame = tcpFrame(40000, 40443, fromHex('aabb'));
    // Somewhere inside a larger memory, as a batch holds it.
    const p = new Packet();
    p.bytes = join(fromHex('ffffff'), frame, fromHex('ffff'));
    p.start = 3;
    p.end = 3 + frame.length;
    p.length = 1500;
    p.seconds = 1_700_000_000;
    p.nanoseconds = 999_999_999;
    p.interfaceId = 3;
    decode(p);
    ring.append(p);

    const found = new Packet();
    expect(ring.loadColumns(1, found)).toBe(true);
    expect(found.bytes.slice(found.start, found.end)).toEqual(frame);
    const place = { bytes: undefined, start: 0, end: 0, wireEnd: 0 };
    const passing = {
      depth: 0,
      networkLayers: 0,
      carrier: -1,
      carrierSrcPort: -1,
      carrierDstPort: -1,
      ...place,
    };
    expect({ ...found, ...passing }).toEqual({ ...p, ...passing });
    expect(sourceEndpoint(found)).toBe('192.0.2.1:40000');

    found.wantsInfo = true;
    expect(ring.load(1, found)).toBe(true);
    decode(found);
    expect(found.info).toContain('40000 → 40443 [PSH, ACK]');
  });

  it('keeps why a packet is malformed', () => {
    const ring = new PacketRing({ maxPackets: 10 });
    ring.append(packetOf(ethernetFrame(0x0800, fromHex('4f00'))));
    ring.append(packetOf(udpFrame(1, 2, fromHex('00'))));
    const p = new Packet();
    ring.loadColumns(1, p);
    expect(p.malformed).toBe('IPv4 header cut short');
    ring.loadColumns(2, p);
    expect(p.malformed).toBe('');
  });

  it('evicts the oldest when there are too many packets, and counts it', () => {
    const ring = new PacketRing({ maxPackets: 3 });
    for (let count = 0; count < 5; count += 1) ring.append(packetOf(fromHex('00112233')));
    expect([ring.oldest, ring.newest, ring.count]).toEqual([3, 5, 3]);
    expect([ring.evictedPackets, ring.evictedBytes, ring.keptBytes]).toEqual([2, 8, 12]);
    expect([ring.has(2), ring.has(3), ring.has(5), ring.has(6)]).toEqual([false, true, true, false]);
    expect([ring.rowOf(2), ring.rowOf(6), ring.load(2, new Packet())]).toEqual([-1, -1, false]);
  });

  it('keeps only the start of a packet that is too long, and says so', () => {
    const ring = new PacketRing({ maxBytes: 100, maxPacketBytes: 40 });
    const long = Uint8Array.from({ length: 60 }, (_, index) => index);
    ring.append(packetOf(long));
    expect(bytesOf(ring, 1)).toEqual(long.slice(0, 40));
    expect(ring.columns.captured[ring.rowOf(1)]).toBe(60);
    expect([ring.snappedPackets, ring.snappedBytes]).toEqual([1, 20]);
  });

  it('survives a ring smaller than a packet', () => {
    const ring = new PacketRing({ maxPackets: 1, maxBytes: 1 });
    for (let count = 0; count < 4; count += 1) ring.append(packetOf(fromHex('0a0b')));
    expect(bytesOf(ring, 4)).toEqual(fromHex('0a'));
    expect(ring.count).toBe(1);
  });

  it('goes on numbering after it was cleared', () => {
    const ring = new PacketRing({ maxPackets: 4, maxBytes: 64 });
    for (let count = 0; count < 6; count += 1) ring.append(packetOf(fromHex('00112233')));
    ring.clear();
    expect([ring.count, ring.keptBytes, ring.oldest, ring.newest]).toEqual([0, 0, 7, 6]);
    ring.append(packetOf(fromHex('77')));
    expect(bytesOf(ring, 7)).toEqual(fromHex('77'));
    expect([ring.evictedPackets, ring.evictedBytes]).toEqual([6, 24]);
  });

  it('holds 200,000 packets or 64 MiB unless told otherwise, in memory that does not grow', () => {
    const ring = new PacketRing();
    expect([ring.maxPackets, ring.maxBytes]).toEqual([defaultMaxPackets, defaultMaxBytes]);
    const before = ring.memoryBytes;
    ring.append(packetOf(udpFrame(1, 2, new Uint8Array(1000))));
    expect(ring.memoryBytes).toBe(before);
    expect(before).toBeLessThan(100 * 1024 * 1024);
  });
});

/** What a ring must do, without any ring: the newest packets that fit both limits, as plain copies. */
class Model {
  kept: { readonly number: number; readonly bytes: Uint8Array }[] = [];
  appended = 0;
  /** Everything up to this number was thrown away on purpose. */
  cleared = 0;
  append(bytes: Uint8Array, maxPackets: number, maxPacketBytes: number): void {
    this.appended += 1;
    this.kept.push({ number: this.appended, bytes: bytes.slice(0, maxPacketBytes) });
    if (this.kept.length > maxPackets) this.kept.shift();
  }
}

describe('PacketRing against a naive model', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    it(`keeps exactly the newest packets that fit (seed ${seed})`, () => {
      const random = new Random(seed);
      const maxPackets = random.between(1, 40);
      const maxBytes = random.between(1, 600);
      const ring = new PacketRing({ maxPackets, maxBytes, maxPacketBytes: random.between(1, 700) });
      const model = new Model();
      const largest = random.pick([0, 1, 20, 150, 800]);
      for (let step = 0; step < 200; step += 1) {
        if (random.chance(0.01)) {
          ring.clear();
          model.cleared = model.appended;
        }
        const bytes = random.bytes(random.chance(0.1) ? 0 : random.between(0, largest));
        const p = new Packet();
        p.bytes = bytes;
        p.end = bytes.length;
        p.seconds = step;
        ring.append(p);
        model.append(bytes, maxPackets, ring.maxPacketBytes);
        if (step < 30 || step % 8 === 0) compare(ring, model);
      }
    });
  }

  function compare(ring: PacketRing, model: Model): void {
    expect(ring.newest).toBe(model.appended);
    expect(ring.count).toBeGreaterThan(0);
    expect(ring.count).toBeLessThanOrEqual(ring.maxPackets);
    let kept = 0;
    let row = ring.firstRow;
    for (let number = ring.oldest; number <= ring.newest; number += 1) {
      const { bytes } = model.kept[model.kept.length - 1 - (ring.newest - number)] ?? {};
      expect(bytesOf(ring, number)).toEqual(bytes);
      expect([ring.rowOf(number), ring.numberOf(row)]).toEqual([row, number]);
      expect(ring.columns.seconds[row]).toBe(number - 1);
      expect(ring.rowBefore(ring.rowAfter(row))).toBe(row);
      kept += ring.storedLength(row);
      row = ring.rowAfter(row);
    }
    expect(ring.keptBytes).toBe(kept);
    expect(kept).toBeLessThanOrEqual(ring.maxBytes);
    const total = model.appended - ring.count;
    expect(ring.evictedPackets).toBe(total);
    // No packet is given up while it would still fit beside the tail skipped at a wrap, which is shorter
    // than the packet that did not fit there.
    const given = model.kept[model.kept.length - 1 - ring.count];
    if (given && given.number > model.cleared && ring.count < ring.maxPackets) {
      const widest = Math.max(...model.kept.map(packet => packet.bytes.length));
      expect(kept + given.bytes.length + widest).toBeGreaterThan(ring.maxBytes);
    }
  }
});
