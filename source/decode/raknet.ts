import { i32, u8, u16 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const raknetId = protocolId('RakNet');

/** RakNet, which many games talk. Only messages with its magic are certain. */
export const raknet: Protocol = {
  name: 'RakNet',
  udpPorts: [19132],
  application: decodeRaknet,
  guess: { over: 'udp', firstBytes: [0x01, 0x02, 0x05, 0x06, 0x07, 0x08, 0x19, 0x1c], accepts: isOffline },
};

const offlineMessages: Readonly<Record<number, string>> = {
  1: 'Unconnected Ping',
  2: 'Unconnected Ping Open Connections',
  5: 'Open Connection Request 1',
  6: 'Open Connection Reply 1',
  7: 'Open Connection Request 2',
  8: 'Open Connection Reply 2',
  25: 'Incompatible Protocol Version',
  28: 'Unconnected Pong',
};

/** Where the magic stands in a message of this type. */
function magicOffset(type: number): number {
  return type === 0x01 || type === 0x02 ? 9 : type === 0x1c ? 17 : type === 0x19 ? 2 : 1;
}

function isOffline(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const magic = at + magicOffset(u8(bytes, at));
  return (
    offlineMessages[u8(bytes, at)] !== undefined &&
    magic + 16 <= end &&
    i32(bytes, magic) === 0x00ffff00 &&
    u8(bytes, magic + 4) === 0xfe &&
    i32(bytes, magic + 12) === 0x12345678
  );
}

function decodeRaknet(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const type = u8(bytes, at);
  const isMarked = isOffline(p, at, end);
  // On the port of Minecraft also what travels inside a connection: frame sets and acknowledgments.
  if (!isMarked && !(type >= 0x80 && type <= 0x8f) && type !== 0xa0 && type !== 0xc0) return false;
  p.protocol = raknetId;
  const name = isMarked ? offlineMessages[type] : type === 0xa0 ? 'NAK' : type === 0xc0 ? 'ACK' : 'Frame set';
  if (p.wantsInfo) p.info = name ?? 'RakNet';
  if (p.tree) {
    p.tree.layer(`RakNet, ${name}`, at, end);
    p.tree.field('Message', name ?? '', at, 1);
    if (!isMarked) growHeader(p.tree, bytes, at, end, [['Sequence', 1, 3, 'little']]);
    else if (type === 0x05) growHeader(p.tree, bytes, at, end, [['Protocol version', 17, 1]]);
    else if (type === 0x06) {
      growHeader(p.tree, bytes, at, end, [
        ['Server', 17, 8, 'hex'],
        ['Uses security', 25, 1],
      ]);
      if (at + 28 <= end) p.tree.field('Largest packet', u16(bytes, at + 26), at + 26, 2);
    }
  }
  return true;
}
