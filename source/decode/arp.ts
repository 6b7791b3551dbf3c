import { ipv4At, macAt } from './address.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

const arpId = protocolId('ARP');
const rarpId = protocolId('RARP');
const inverseId = protocolId('Inverse ARP', 'arp');
const dynamicRarpId = protocolId('DRARP', 'rarp');
const headerBytes = 8;
const ethernetHardware = 1;
const ipv4Type = 0x0800;

export const arp: Protocol = {
  name: 'ARP',
  etherTypes: [0x0806, 0x8035],
  layer: decodeArp,
};

const operations: Readonly<Record<number, string>> = {
  1: 'request',
  2: 'reply',
  3: 'reverse request',
  4: 'reverse reply',
  5: 'dynamic reverse request',
  6: 'dynamic reverse reply',
  7: 'dynamic reverse error',
  8: 'inverse request',
  9: 'inverse reply',
  10: 'negative acknowledgment',
};

function decodeArp(p: Packet, at: number, end: number): void {
  p.protocol = arpId;
  const { bytes } = p;
  if (at + headerBytes > end) {
    p.tooShort('ARP header cut short');
    if (p.wantsInfo) p.info = 'ARP header cut short';
    return;
  }
  const operation = u16(bytes, at + 6);
  const hardwareBytes = u8(bytes, at + 4);
  const protocolBytes = u8(bytes, at + 5);
  if (p.networkLayers === 0) p.arpOpcode = operation;
  if (operation === 3 || operation === 4) p.protocol = rarpId;
  else if (operation >= 5 && operation <= 7) p.protocol = dynamicRarpId;
  else if (operation === 8 || operation === 9) p.protocol = inverseId;
  const total = headerBytes + 2 * (hardwareBytes + protocolBytes);
  if (at + total > end) p.tooShort('ARP addresses cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end, operation);
  if (p.tree) growTree(p, at, Math.min(end, at + total));
}

/** Ethernet and IPv4 with all addresses present: what nearly every ARP packet is. */
function isOrdinary(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    u16(bytes, at + 2) === ipv4Type &&
    u8(bytes, at + 4) === 6 &&
    u8(bytes, at + 5) === 4 &&
    at + headerBytes + 20 <= end
  );
}

function summarize(p: Packet, at: number, end: number, operation: number): string {
  const { bytes } = p;
  if (!isOrdinary(p, at, end)) {
    return `ARP ${operations[operation] ?? `operation ${operation}`}, hardware type ${u16(bytes, at)}, protocol ${hexNumber(u16(bytes, at + 2))}`;
  }
  const senderMac = macAt(bytes, at + 8);
  const sender = ipv4At(bytes, at + 14);
  const targetMac = macAt(bytes, at + 18);
  const target = ipv4At(bytes, at + 24);
  if (sender === target && (operation === 1 || operation === 2)) {
    return `Gratuitous ARP for ${sender} (${operations[operation]}), ${senderMac}`;
  }
  if (operation === 1) {
    return sender === '0.0.0.0' ? `Who has ${target}? (probe)` : `Who has ${target}? Tell ${sender}`;
  }
  if (operation === 2) return `${sender} is at ${senderMac}`;
  if (operation === 3) return `Who is ${targetMac}? Tell ${senderMac}`;
  if (operation === 4) return `${targetMac} is at ${target}`;
  return `ARP ${operations[operation] ?? `operation ${operation}`}, ${senderMac} (${sender}) → ${targetMac} (${target})`;
}

function growTree(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const hardwareType = u16(bytes, at);
  const hardwareBytes = u8(bytes, at + 4);
  const protocolBytes = u8(bytes, at + 5);
  const operation = u16(bytes, at + 6);
  tree.layer(`Address Resolution Protocol, ${operations[operation] ?? `operation ${operation}`}`, at, end);
  tree.field('Hardware type', hardwareType === ethernetHardware ? 'Ethernet (1)' : hardwareType, at, 2);
  tree.field('Protocol type', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  tree.field('Hardware address size', hardwareBytes, at + 4, 1);
  tree.field('Protocol address size', protocolBytes, at + 5, 1);
  tree.field('Operation', `${operations[operation] ?? 'unknown'} (${operation})`, at + 6, 2);
  let next = at + headerBytes;
  for (const side of ['Sender', 'Target']) {
    for (const [kind, size] of [
      ['hardware', hardwareBytes],
      ['protocol', protocolBytes],
    ] as const) {
      if (next + size > end) return;
      const value =
        kind === 'hardware' && size === 6
          ? macAt(bytes, next)
          : kind === 'protocol' && size === 4
            ? ipv4At(bytes, next)
            : hex(bytes, next, next + size);
      tree.field(`${side} ${kind} address`, value, next, size);
      next += size;
    }
  }
}
