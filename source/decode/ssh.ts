import { type Bytes, startsWith, u8, u32 } from './bytes.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';
import { lineEnd, nextLine } from './text-lines.ts';

const sshId = protocolId('SSH', 'ssh');
const ssh2Id = protocolId('SSHv2', 'ssh');
const sshPort = 22;
/** Length, padding length, message number. */
const packetHeaderBytes = 6;
const maxPacketBytes = 35_000;
const maxPackets = 32;
const messageKexInit = 20;
const cookieBytes = 16;

// biome-ignore format: a table
const messageNames: Readonly<Record<number, string>> = {
  1: 'Disconnect', 2: 'Ignore', 3: 'Unimplemented', 4: 'Debug', 5: 'Service Request', 6: 'Service Accept',
  7: 'Extension Information', 20: 'Key Exchange Init', 21: 'New Keys', 30: 'Key Exchange (30)',
  31: 'Key Exchange Reply (31)', 32: 'Diffie-Hellman Group Exchange Init',
  33: 'Diffie-Hellman Group Exchange Reply', 34: 'Diffie-Hellman Group Exchange Request',
};

const algorithmLists: readonly string[] = [
  'Key exchange',
  'Server host key',
  'Encryption, client to server',
  'Encryption, server to client',
  'MAC, client to server',
  'MAC, server to client',
  'Compression, client to server',
  'Compression, server to client',
  'Languages, client to server',
  'Languages, server to client',
];

export const ssh: Protocol = {
  name: 'SSH',
  tcpPorts: [sshPort],
  application: decodeSsh,
  guess: { over: 'tcp', firstBytes: [0x53], accepts: isBanner },
};

function isBanner(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    startsWith(bytes, at, end, 'SSH-') &&
    at + 5 < end &&
    (u8(bytes, at + 4) === 0x31 || u8(bytes, at + 4) === 0x32)
  );
}

/** A message before encryption begins: its lengths fit and its number is one of the transport's. */
function isPlain(bytes: Bytes, at: number, end: number): boolean {
  if (at + packetHeaderBytes > end) return false;
  const length = u32(bytes, at);
  const padding = u8(bytes, at + 4);
  return (
    length >= 8 &&
    length <= maxPacketBytes &&
    padding >= 4 &&
    padding < length &&
    messageNames[u8(bytes, at + 5)] !== undefined
  );
}

function decodeSsh(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (isBanner(p, at, end)) {
    p.protocol = u8(bytes, at + 4) === 0x32 || startsWith(bytes, at, end, 'SSH-1.99') ? ssh2Id : sshId;
    p.name(nameBanner, at, lineEnd(bytes, at, end) - at);
    if (p.wantsInfo) showBanner(p, at, end);
    return true;
  }
  // One byte is a keep-alive probe.
  if (end - at < 2) return false;
  p.protocol = ssh2Id;
  if (p.wantsInfo) showPackets(p, at, end);
  return true;
}

function side(p: Packet): string {
  return p.carrierSrcPort === sshPort ? 'Server' : 'Client';
}

function showBanner(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  const stop = lineEnd(bytes, at, end);
  const banner = safeText(bytes, at, stop);
  p.info = `${side(p)}: Protocol (${banner})`;
  tree?.layer('SSH Protocol', at, end);
  tree?.field('Protocol', banner, at, stop - at);
  const next = nextLine(bytes, stop, end);
  // Some clients send their first message in the same segment.
  if (isPlain(bytes, next, end)) p.info += `, ${packetTexts(p, next, end)}`;
}

function showPackets(p: Packet, at: number, end: number): void {
  p.tree?.layer('SSH Protocol', at, end);
  p.info = `${side(p)}: ${packetTexts(p, at, end)}`;
}

function packetTexts(p: Packet, at: number, end: number): string {
  const { bytes, tree } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxPackets && next < end; count += 1) {
    if (text !== '') text += ', ';
    if (!isPlain(bytes, next, end)) {
      const size = Math.max(end, p.wireEnd) - next;
      tree?.field('Encrypted packet', `${size} bytes`, next, size);
      return `${text}Encrypted packet (len=${size})`;
    }
    const length = u32(bytes, next);
    const type = u8(bytes, next + 5);
    const stop = Math.min(end, next + 4 + length);
    text += messageNames[type] ?? '';
    if (tree) {
      tree.open('Packet', messageNames[type] ?? '', next, 4 + length);
      tree.field('Packet length', length, next, 4);
      tree.field('Padding length', u8(bytes, next + 4), next + 4, 1);
      tree.field('Message', `${messageNames[type] ?? ''} (${type})`, next + 5, 1);
      if (type === messageKexInit) growAlgorithms(p, next + packetHeaderBytes, stop);
      tree.close();
    }
    next += 4 + length;
  }
  return text;
}

function growAlgorithms(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree || at + cookieBytes > end) return;
  tree.field('Cookie', hex(bytes, at, at + cookieBytes), at, cookieBytes);
  let next = at + cookieBytes;
  for (let index = 0; index < algorithmLists.length && next + 4 <= end; index += 1) {
    const length = u32(bytes, next);
    const stop = Math.min(end, next + 4 + length);
    tree.field(algorithmLists[index] ?? '', safeText(bytes, next + 4, stop), next, 4 + length);
    next += 4 + length;
  }
}
