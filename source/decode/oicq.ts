import { u8, u16 } from './bytes.ts';
import type { NameTable } from './header-fields.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

// biome-ignore format: a table
const commands: NameTable = {
  1: 'Log out', 2: 'Heart message', 4: 'Set status', 22: 'Send message', 23: 'Receive message',
  29: 'Request key', 34: 'Log in', 38: 'Get list', 39: 'Get online list', 48: 'Group operation',
  88: 'Download group friend', 129: 'Get status of friend',
};

/** Begins with STX and, over UDP, ends with ETX. */
function isOicq(p: Packet, at: number, end: number): boolean {
  return at + 11 <= end && u8(p.bytes, at) === 2 && u8(p.bytes, end - 1) === 3;
}

/** Tencent QQ. */
export const oicq = headerProtocol({
  name: 'OICQ',
  title: 'OICQ',
  udpPorts: [8000],
  accepts: isOicq,
  summarize: (p, at) =>
    `OICQ Protocol, ${commands[u16(p.bytes, at + 3)] ?? `command ${u16(p.bytes, at + 3)}`}`,
  fields: [
    ['Version', 1, 2, 'hex'],
    ['Command', 3, 2, commands],
    ['Sequence', 5, 2],
    ['QQ number', 7, 4],
  ],
});
