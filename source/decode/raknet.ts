import { i32, u8, u16 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const raknetId = protocolId('RakNet');
const negativeAcknowledgment = 0xa0;
const acknowledgment = 0xc0;
const splitFlag = 0x10;

/** RakNet, which many games talk. Only messages with its magic are certain. */
export const raknet: Protocol = {
  name: 'RakNet',
  udpPorts: [19132],
  application: decodeRaknet,
  guess: { over: 'udp', firstBytes: [0x01, 0x02, 0x05, 0x06, 0x07, 0x08, 0x19, 0x1c], accepts: isOffline },
};

/** What travels inside a connection has no magic, but must fill its datagram to the last byte. */
export const raknetConnected: Protocol = {
  name: 'RakNet connected',
  application: decodeRaknet,
  guess: { over: 'udp', firstBytes: [0x80, 0x84, 0x88, 0x8c, 0xa0, 0xc0], accepts: isConnected },
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

function isAcknowledgment(type: number): boolean {
  return type === negativeAcknowledgment || type === acknowledgment;
}

/** Frame sets and acknowledgments whose parts add up to exactly the datagram. */
function isConnected(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (end !== p.wireEnd || at + 7 > end) return false;
  if (isAcknowledgment(u8(bytes, at))) {
    const count = u16(bytes, at + 1);
    let next = at + 3;
    for (let index = 0; index < count && next < end; index += 1) next += u8(bytes, next) === 1 ? 4 : 7;
    return count > 0 && next === end && u8(bytes, at + 3) <= 1;
  }
  // An unreliable frame alone is too little to tell from voice, whose timestamp stands where its length would.
  if (u8(bytes, at + 4) >> 5 === 0) return false;
  let next = at + 4;
  while (next + 3 < end) {
    const flags = u8(bytes, next);
    const size = (u16(bytes, next + 1) + 7) >> 3;
    if (size === 0 || (flags & 0x0f) !== 0) return false;
    next += frameHeaderBytes(flags) + size;
  }
  return next === end;
}

/** Reliability, in the upper three bits, decides which counters follow; fragments add their place. */
function frameHeaderBytes(flags: number): number {
  const reliability = flags >> 5;
  let size = 3;
  if (reliability === 2 || reliability === 3 || reliability === 4 || reliability >= 6) size += 3;
  if (reliability === 1 || reliability === 4) size += 3;
  if (reliability === 1 || reliability === 3 || reliability === 4 || reliability === 7) size += 4;
  return (flags & splitFlag) === 0 ? size : size + 10;
}

function decodeRaknet(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const type = u8(bytes, at);
  const isMarked = isOffline(p, at, end);
  // On the port of Minecraft also what travels inside a connection: frame sets and acknowledgments.
  if (!isMarked && !(type >= 0x80 && type <= 0x8f) && !isAcknowledgment(type)) return false;
  p.protocol = raknetId;
  const name = isMarked
    ? offlineMessages[type]
    : type === negativeAcknowledgment
      ? 'NAK'
      : type === acknowledgment
        ? 'ACK'
        : 'Frame set';
  if (p.wantsInfo) p.info = name ?? 'RakNet';
  if (p.tree) {
    p.tree.layer(`RakNet, ${name}`, at, end);
    p.tree.field('Message', name ?? '', at, 1);
    if (!isMarked && isAcknowledgment(type)) growHeader(p.tree, bytes, at, end, [['Records', 1, 2]]);
    else if (!isMarked) growHeader(p.tree, bytes, at, end, [['Sequence', 1, 3, 'little']]);
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
