import { u8, u24, u32 } from './bytes.ts';
import { data, decodeEtherType, enterLayer } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Locator/Identifier Separation Protocol: packets in UDP 4341, their control in 4342. */

const lispId = protocolId('LISP');
const dataHeaderBytes = 8;

export const lispData: Protocol = { name: 'LISP', udpPorts: [4341], application: decodeData };
export const lispControl: Protocol = {
  name: 'LISP',
  udpPorts: [4342],
  tcpPorts: [4342],
  application: decodeControl,
};

const types: Readonly<Record<number, string>> = {
  1: 'Map-Request',
  2: 'Map-Reply',
  3: 'Map-Register',
  4: 'Map-Notify',
  5: 'Map-Notify-Ack',
  6: 'Map-Referral',
  7: 'Info',
  8: 'Encapsulated Control Message',
  15: 'Shared Extension Message',
};

function decodeData(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const content = at + dataHeaderBytes;
  if (content >= end) return false;
  const version = u8(bytes, content) >> 4;
  if (version !== 4 && version !== 6) return false;
  p.protocol = lispId;
  if (p.tree) {
    p.tree.layer('LISP data', at, content);
    p.tree.field('Flags', hexNumber(u8(bytes, at), 2), at, 1);
    p.tree.field('Nonce', hexNumber(u24(bytes, at + 1), 6), at + 1, 3);
    p.tree.field('Locator status', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  }
  if (enterLayer(p)) decodeEtherType(p, version === 4 ? 0x0800 : 0x86dd, content, end);
  return true;
}

function decodeControl(p: Packet, at: number, end: number): boolean {
  if (at + 4 > end) return false;
  const type = u8(p.bytes, at) >> 4;
  // Over TCP messages are typed by 16 bits instead, the first of which are zero.
  const isReliable = p.carrier === 6;
  if (!isReliable && types[type] === undefined) return false;
  p.protocol = lispId;
  const name = isReliable ? 'Reliable transport message' : (types[type] ?? '');
  if (p.wantsInfo) p.info = name;
  if (p.tree) {
    p.tree.layer(`LISP control, ${name}`, at, end);
    if (!isReliable) p.tree.field('Type', `${type} (${name})`, at, 1);
    data(p, at + 4, end);
  }
  return true;
}
