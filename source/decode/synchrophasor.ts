import { u8, u16, u24, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

const synchrophasorId = protocolId('SYNCHROPHASOR');
const syncByte = 0xaa;
/** Sync, size, identifier, seconds, fraction; a checksum ends the frame. */
const headerBytes = 14;
const checksumBytes = 2;
const command = 4;

/** IEEE C37.118: phasor measurements of the power grid. */
export const synchrophasor: Protocol = {
  name: 'SYNCHROPHASOR',
  tcpPorts: [4712],
  udpPorts: [4713],
  application: decodeSynchrophasor,
  guess: { over: 'both', firstBytes: [syncByte], accepts: isWholeFrame },
};

// biome-ignore format: a table
const frameTypes: readonly string[] = [
  'Data Frame', 'Header Frame', 'Configuration Frame 1', 'Configuration Frame 2', 'Command Frame',
  'Configuration Frame 3',
];

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  1: 'data transmission off', 2: 'data transmission on', 3: 'send HDR frame', 4: 'send CFG-1 frame',
  5: 'send CFG-2 frame', 6: 'send CFG-3 frame', 8: 'extended frame',
};

function isFrame(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) !== syncByte) return false;
  const second = u8(bytes, at + 1);
  const version = second & 15;
  return second < 0x60 && version >= 1 && version <= 3 && u16(bytes, at + 2) >= headerBytes + checksumBytes;
}

function isWholeFrame(p: Packet, at: number, end: number): boolean {
  return isFrame(p, at, end) && u16(p.bytes, at + 2) === p.wireEnd - at;
}

function decodeSynchrophasor(p: Packet, at: number, end: number): boolean {
  if (!isFrame(p, at, end)) return false;
  p.protocol = synchrophasorId;
  const { bytes } = p;
  const type = (u8(bytes, at + 1) >> 4) & 7;
  const frameEnd = at + u16(bytes, at + 2);
  if (p.carrier === 17 && frameEnd > end) p.tooShort('synchrophasor frame cut short');
  if (p.wantsInfo) {
    p.info = frameTypes[type] ?? 'Frame';
    if (type === command && at + headerBytes + 2 <= end) {
      const code = u16(bytes, at + headerBytes);
      p.info += `, ${commands[code] ?? `command ${code}`}`;
    }
    p.info += `, id ${u16(bytes, at + 4)}`;
  }
  if (p.tree) growTree(p, at, Math.min(end, frameEnd), type);
  return true;
}

function growTree(p: Packet, at: number, end: number, type: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`IEEE C37.118 Synchrophasor, ${frameTypes[type]}`, at, end);
  tree.field('Frame type', `${frameTypes[type]} (${type})`, at + 1, 1);
  tree.field('Version', u8(bytes, at + 1) & 15, at + 1, 1);
  tree.field('Frame size', u16(bytes, at + 2), at + 2, 2);
  tree.field('Station id', u16(bytes, at + 4), at + 4, 2);
  const time = new Date(u32(bytes, at + 6) * 1000).toISOString().replace('T', ' ').slice(0, 19);
  tree.field('Time', `${time} UTC`, at + 6, 4);
  tree.field('Time quality', hexNumber(u8(bytes, at + 10), 2), at + 10, 1);
  tree.field('Fraction', u24(bytes, at + 11), at + 11, 3);
  const content = at + headerBytes;
  if (type === command && content + 2 <= end) {
    tree.field('Command', commands[u16(bytes, content)] ?? u16(bytes, content), content, 2);
  } else if (content + checksumBytes < end) {
    tree.field('Data', hex(bytes, content, end - checksumBytes), content, end - checksumBytes - content);
  }
  if (content + checksumBytes <= end) {
    tree.field('Checksum', hexNumber(u16(bytes, end - checksumBytes)), end - checksumBytes, checksumBytes);
  }
}
