import { cutShort } from './broken.ts';
import { u8 } from './bytes.ts';
import { data, decodeEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** ARCNET, with the packet headers of RFC 1201 and the older, shorter ones of RFC 1051. */

const arcnetId = protocolId('ARCNET');
const bacnetId = protocolId('BACnet');

/** BSD: the addresses, then the system code. */
export const arcnet: Protocol = { name: 'ARCNET', linkTypes: [7], layer: decodeArcnet };
/** Linux puts the frame's offset between. */
export const arcnetLinux: Protocol = { name: 'ARCNET', linkTypes: [129], layer: decodeLinux };

const codeBacnet = 0xcd;
const exceptionFlag = 0xff;

function decodeArcnet(p: Packet, at: number, end: number): void {
  p.protocol = arcnetId;
  if (at + 3 > end) return cutShort(p, at, end, 'ARCNET header cut short');
  decodeCode(p, at, at + 2, end);
}

function decodeLinux(p: Packet, at: number, end: number): void {
  p.protocol = arcnetId;
  if (at + 5 > end) return cutShort(p, at, end, 'ARCNET header cut short');
  decodeCode(p, at, at + 4, end);
}

/** The EtherType a system code stands for, -1 for none. */
function etherTypeOf(code: number): number {
  if (code === 0xd4 || code === 0xf0) return 0x0800;
  if (code === 0xd5 || code === 0xf1) return 0x0806;
  if (code === 0xd6) return 0x8035;
  if (code === 0xc4) return 0x86dd;
  return code === 0xfa ? 0x8137 : -1;
}

function decodeCode(p: Packet, at: number, codeAt: number, end: number): void {
  const { bytes } = p;
  const code = u8(bytes, codeAt);
  const isOld = code === 0xf0 || code === 0xf1;
  let content = codeAt + 1;
  const type = etherTypeOf(code);
  // RFC 1201: a split flag and a sequence number; a flag of ff begins four bytes of padding.
  if (!isOld && type >= 0) {
    if (content < end && u8(bytes, content) === exceptionFlag) content += 4;
    content += 3;
  }
  if (p.wantsInfo) p.info = `ARCNET ${u8(bytes, at)} → ${u8(bytes, at + 1)}, code ${hexNumber(code, 2)}`;
  if (p.tree) {
    p.tree.layer('ARCNET', at, Math.min(end, content));
    p.tree.field('Source', u8(bytes, at), at, 1);
    p.tree.field('Destination', u8(bytes, at + 1), at + 1, 1);
    p.tree.field('System code', hexNumber(code, 2), codeAt, 1);
  }
  if (content > end) return cutShort(p, at, end, 'ARCNET header cut short');
  if (code === codeBacnet) p.protocol = bacnetId;
  if (type < 0) data(p, content, end);
  else decodeEtherType(p, type, content, end);
}
