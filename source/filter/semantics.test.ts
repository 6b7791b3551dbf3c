/** Random filters on random packets, against an evaluator that works on the exported record of each packet. */
import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { type PacketObject, packetObject } from '../export/packet-object.ts';
import { ringOf, selected } from '../testing/filter-rows.ts';
import { ethernetFrame, fromHex, fromText, ipv6Frame, tcpFrame, udpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';

/** A filter as text, and whether a packet matches, worked out without the compiler. */
type Pair = { readonly text: string; readonly holds: (packet: PacketObject) => boolean };

const flagBits: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ECE: 64,
  CWR: 128,
  AE: 256,
};

function randomFrame(random: Random): Uint8Array {
  const port = (): number => random.pick([22, 53, 80, 443, 8080, random.between(1, 65_535)]);
  const payload = random.chance(0.2)
    ? fromText('GET /login HTTP/1.1\r\nHost: example.com\r\n\r\n')
    : random.bytes(random.below(60));
  const kind = random.below(4);
  if (kind === 3) return ipv6Frame(17, fromHex('1388 1389 000a 0000 ffff'));
  if (kind === 2 && random.chance(0.3))
    return ethernetFrame(0x0806, fromHex('0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202'));
  const frame =
    kind === 0 ? tcpFrame(port(), port(), payload, random.below(512)) : udpFrame(port(), port(), payload);
  frame.set([10, 0, random.below(3), random.below(4)], 26);
  frame.set([10, 0, random.below(3), random.below(4)], 30);
  frame[22] = random.below(256);
  return frame;
}

function addresses({ src, dst }: PacketObject): string[] {
  return [src, dst].filter(one => one !== null);
}

function ports({ src_port, dst_port }: PacketObject): number[] {
  return [src_port, dst_port].filter(one => one !== null);
}

function valueOf4(address: string): number {
  return address.includes(':') ? -1 : address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function flags(packet: PacketObject): number {
  if (packet.transport !== 'TCP') return -1;
  return (packet.flags ?? '').split(',').reduce((sum, name) => sum | (flagBits[name] ?? 0), 0);
}

function randomTest(random: Random): Pair {
  const address = `10.0.${random.below(3)}.${random.below(4)}`;
  const port = random.pick([22, 53, 80, 443, 8080]);
  const length = random.between(40, 120);
  const bits = random.pick([1, 2, 16, 18, 24]);
  const base = valueOf4(address);
  return random.pick<Pair>([
    { text: address, holds: packet => addresses(packet).includes(address) },
    { text: `ip != ${address}`, holds: packet => addresses(packet).length > 0 && !addresses(packet).includes(address) },
    { text: `ip.src eq ${address}`, holds: packet => packet.src === address },
    { text: `dst ${address}`, holds: packet => packet.dst === address },
    { text: `net ${address}/23`, holds: packet => addresses(packet).some(one => valueOf4(one) >>> 9 === base >>> 9 && valueOf4(one) >= 0) },
    { text: `ip in {${address}..10.0.2.9, 2001:db8::1}`, holds: packet => addresses(packet).some(one => (valueOf4(one) >= base && valueOf4(one) <= valueOf4('10.0.2.9')) || one === '2001:db8::1') },
    { text: `port ${port}`, holds: packet => ports(packet).includes(port) },
    { text: `port != ${port}`, holds: packet => ports(packet).length > 0 && !ports(packet).includes(port) },
    { text: `tcp.port in {${port}, 1000..2000}`, holds: packet => packet.transport === 'TCP' && ports(packet).some(one => one === port || (one >= 1000 && one <= 2000)) },
    { text: `udp.dstport < ${port}`, holds: packet => packet.transport === 'UDP' && packet.dst_port !== null && packet.dst_port < port },
    { text: 'tcp', holds: packet => packet.transport === 'TCP' },
    { text: 'udp', holds: packet => packet.transport === 'UDP' },
    { text: 'arp', holds: packet => packet.protocol === 'ARP' },
    { text: 'ipv6', holds: packet => packet.src?.includes(':') === true },
    { text: `proto == http`, holds: packet => packet.protocol === 'HTTP' },
    { text: `len >= ${length}`, holds: packet => packet.length >= length },
    { text: `len < ${length}`, holds: packet => packet.length < length },
    { text: `ttl > ${length}`, holds: packet => packet.ttl !== null && packet.ttl > length },
    { text: `ttl != ${length}`, holds: packet => packet.ttl !== null && packet.ttl !== length },
    { text: `tcp.flags has 0x${bits.toString(16)}`, holds: packet => flags(packet) >= 0 && (flags(packet) & bits) === bits },
    { text: `tcp.flags & ${bits}`, holds: packet => flags(packet) >= 0 && (flags(packet) & bits) !== 0 },
    { text: `tcp.flags == ${bits}`, holds: packet => flags(packet) === bits },
    { text: 'tcp.flags.syn == 0', holds: packet => flags(packet) >= 0 && (flags(packet) & 2) === 0 },
    { text: `no <= ${length}`, holds: packet => packet.no <= length },
    { text: 'host example.com', holds: packet => packet.http_host === 'example.com' },
    { text: 'login', holds: packet => packet.info.toLowerCase().includes('login') },
    { text: `"len=${length % 10}"`, holds: packet => packet.info.toLowerCase().includes(`len=${length % 10}`) },
    { text: 'time > 1970-01-01T00:01:00Z', holds: packet => packet.time >= 61 },
  ]); // biome-ignore format: a table
}

function randomFilter(random: Random, depth: number): Pair {
  const kind = depth === 0 ? 0 : random.below(5);
  if (kind === 1) {
    const { text, holds } = randomFilter(random, depth - 1);
    return { text: `${random.pick(['not ', '!', 'NOT '])}(${text})`, holds: packet => !holds(packet) };
  }
  if (kind < 2) return randomTest(random);
  const parts = Array.from({ length: random.between(2, 5) }, () => randomFilter(random, depth - 1));
  const isAnd = random.chance(0.5);
  const joint = isAnd ? random.pick([' and ', ' && ', ' ']) : random.pick([' or ', ' || ']);
  return {
    text: parts.map(part => `(${part.text})`).join(joint),
    holds: packet =>
      isAnd ? parts.every(part => part.holds(packet)) : parts.some(part => part.holds(packet)),
  };
}

describe('compiled filters', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => [seed + 1]))(
    'agree with a naive evaluator (seed %d)',
    seed => {
      const random = new Random(seed);
      const frames = Array.from({ length: 120 }, (_, second) => ({
        bytes: randomFrame(random),
        seconds: second,
      }));
      const ring = ringOf(frames);
      const packets = frames.map((_, index) => {
        const p = new Packet();
        ring.load(index + 1, p);
        p.wantsInfo = true;
        decode(p);
        return packetObject(p, index + 1);
      });
      for (let round = 0; round < 60; round += 1) {
        const { text, holds } = randomFilter(random, random.below(4));
        const expected = packets.filter(holds).map(packet => packet.no);
        expect(selected(text, ring), text).toEqual(expected);
      }
    },
  );
});
