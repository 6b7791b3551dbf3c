import { ipv4At, ipv6At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded } from './text.ts';

/** Cisco's Hot Standby Router Protocol: version 1 a fixed message, version 2 a list of typed ones. */

const version1Id = protocolId('HSRP');
const version2Id = protocolId('HSRPv2', 'hsrp');
const version1Bytes = 20;
const groupStateBytes = 40;

export const hsrp: Protocol = {
  name: 'HSRP',
  udpPorts: [1985, 2029],
  application: decodeHsrp,
};

const operations: readonly string[] = ['Hello', 'Coup', 'Resign', 'Advertise'];
const states1: Readonly<Record<number, string>> = {
  0: 'Initial',
  1: 'Learn',
  2: 'Listen',
  4: 'Speak',
  8: 'Standby',
  16: 'Active',
};
const states2: readonly string[] = ['Disabled', 'Initial', 'Learn', 'Listen', 'Speak', 'Standby', 'Active'];

function decodeHsrp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const first = u8(bytes, at);
  const operation = u8(bytes, at + 1);
  if (first === 0 && operation === 3) {
    p.protocol = version1Id;
    if (p.wantsInfo) p.info = 'Advertise, interface state';
    p.tree?.layer('Hot Standby Router Protocol, interface state', at, end);
    return true;
  }
  if (first === 0 && operation < 3) {
    p.protocol = version1Id;
    if (at + version1Bytes > end) p.tooShort('HSRP message cut short');
    if (p.wantsInfo)
      p.info = `${operations[operation]} (state ${states1[u8(bytes, at + 2)] ?? u8(bytes, at + 2)})`;
    if (p.tree) growVersion1(p, at, end);
    return true;
  }
  if (first < 1 || first > 4) return false;
  p.protocol = version2Id;
  decodeVersion2(p, at, end);
  return true;
}

function growVersion1(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Hot Standby Router Protocol', at, end);
  tree.field('Operation', operations[u8(bytes, at + 1)] ?? u8(bytes, at + 1), at + 1, 1);
  tree.field('State', states1[u8(bytes, at + 2)] ?? u8(bytes, at + 2), at + 2, 1);
  if (at + version1Bytes > end) return;
  tree.field('Hello time', `${u8(bytes, at + 3)} s`, at + 3, 1);
  tree.field('Hold time', `${u8(bytes, at + 4)} s`, at + 4, 1);
  tree.field('Priority', u8(bytes, at + 5), at + 5, 1);
  tree.field('Group', u8(bytes, at + 6), at + 6, 1);
  tree.field('Authentication', safePadded(bytes, at + 8, at + 16), at + 8, 8);
  tree.field('Virtual address', ipv4At(bytes, at + 16), at + 16, 4);
}

function decodeVersion2(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  if (p.wantsInfo) p.info = 'HSRP version 2';
  p.tree?.layer('Hot Standby Router Protocol, version 2', at, end);
  let next = at;
  while (next + 2 <= end) {
    const type = u8(bytes, next);
    const length = u8(bytes, next + 1);
    const value = next + 2;
    if (value + length > end) {
      p.tooShort('HSRP element exceeds the packet');
      return;
    }
    if (p.wantsInfo && type === 1 && length >= groupStateBytes) {
      const operation = operations[u8(bytes, value + 1)] ?? `operation ${u8(bytes, value + 1)}`;
      const state = states2[u8(bytes, value + 2)] ?? u8(bytes, value + 2);
      p.info = `${operation} (state ${state})`;
      if (p.tree) {
        const isIpv6 = u8(bytes, value + 3) === 6;
        p.tree.open('Group state', `${operation}, ${state}`, next, 2 + length);
        p.tree.field('Group', u16(bytes, value + 4), value + 4, 2);
        p.tree.field('Priority', u32(bytes, value + 12), value + 12, 4);
        p.tree.field('Hello time', `${u32(bytes, value + 16)} ms`, value + 16, 4);
        p.tree.field('Hold time', `${u32(bytes, value + 20)} ms`, value + 20, 4);
        p.tree.field(
          'Virtual address',
          isIpv6 ? ipv6At(bytes, value + 24) : ipv4At(bytes, value + 24),
          value + 24,
          isIpv6 ? 16 : 4,
        );
        p.tree.close();
      }
    } else p.tree?.field(`Element ${type}`, `${length} bytes`, next, 2 + length);
    next += 2 + length;
  }
}
