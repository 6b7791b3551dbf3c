import { ipv4At } from './address.ts';
import { u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Label Distribution Protocol: hellos over UDP, sessions over TCP. */

const ldpId = protocolId('LDP');
const headerBytes = 10;
const maxMessages = 64;

export const ldp: Protocol = {
  name: 'LDP',
  udpPorts: [646],
  tcpPorts: [646],
  application: decodeLdp,
};

const messages: Readonly<Record<number, string>> = {
  1: 'Notification Message',
  256: 'Hello Message',
  512: 'Initialization Message',
  513: 'Keep Alive Message',
  514: 'Capability Message',
  768: 'Address Message',
  769: 'Address Withdrawal Message',
  1024: 'Label Mapping Message',
  1025: 'Label Request Message',
  1026: 'Label Withdrawal Message',
  1027: 'Label Release Message',
  1028: 'Label Abort Request Message',
};

function decodeLdp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u16(bytes, at) !== 1) {
    // A session's segment may begin inside a message.
    if (p.carrier !== 6) return false;
    p.protocol = ldpId;
    if (p.wantsInfo) p.info = `Continuation, ${end - at} bytes`;
    return true;
  }
  p.protocol = ldpId;
  if (p.wantsInfo) p.info = '';
  if (p.tree) {
    p.tree.layer('Label Distribution Protocol', at, end);
    p.tree.field('Version', u16(bytes, at), at, 2);
    p.tree.field('Length', u16(bytes, at + 2), at + 2, 2);
    p.tree.field('Router', ipv4At(bytes, at + 4), at + 4, 4);
    p.tree.field('Label space', u16(bytes, at + 8), at + 8, 2);
  }
  const stop = Math.min(end, at + 4 + u16(bytes, at + 2));
  let next = at + headerBytes;
  for (let count = 0; next + 8 <= stop && count < maxMessages; count += 1) {
    const type = u16(bytes, next) & 0x7fff;
    const length = u16(bytes, next + 2);
    if (length < 4) {
      p.fail('LDP message length below 4');
      break;
    }
    if (next + 4 + length > stop) p.tooShort('LDP message exceeds the packet');
    const name = p.wantsInfo ? (messages[type] ?? `message ${hexNumber(type)}`) : '';
    if (p.wantsInfo) p.info += `${count === 0 ? '' : ' '}${name}`;
    if (p.tree) {
      const messageEnd = Math.min(stop, next + 4 + length);
      p.tree.open(name, '', next, messageEnd - next);
      p.tree.field('Identifier', hexNumber(u32(bytes, next + 4), 8), next + 4, 4);
      if (messageEnd > next + 8) {
        p.tree.field('Content', hex(bytes, next + 8, messageEnd), next + 8, messageEnd - next - 8);
      }
      p.tree.close();
    }
    next += 4 + length;
  }
  return true;
}
