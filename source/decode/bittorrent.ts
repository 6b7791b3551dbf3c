import { startsWith, u8, u16, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';

const bittorrentId = protocolId('BitTorrent');
const dhtId = protocolId('BT-DHT', 'bittorrent');
const utpId = protocolId('BT-uTP', 'bittorrent');
const handshakeText = '\x13BitTorrent protocol';
const handshakeBytes = 68;
const utpHeaderBytes = 20;
const dictionary = 0x64;
const maxTextShown = 300;

export const bittorrent: Protocol = {
  name: 'BitTorrent',
  tcpPorts: [6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889],
  application: decodeBittorrent,
  guess: { over: 'tcp', firstBytes: [0x13], accepts: isHandshake },
};

export const bittorrentDht: Protocol = {
  name: 'BT-DHT',
  application: decodeDht,
  guess: { over: 'udp', firstBytes: [dictionary], accepts: isDht },
};

export const bittorrentUtp: Protocol = {
  name: 'BT-uTP',
  application: decodeUtp,
  // SYN, version 1: the one that is recognisable alone.
  guess: { over: 'udp', firstBytes: [0x41], accepts: isUtpSyn },
};

const messages: Readonly<Record<number, string>> = {
  0: 'Choke',
  1: 'Unchoke',
  2: 'Interested',
  3: 'Not Interested',
  4: 'Have',
  5: 'Bitfield',
  6: 'Request',
  7: 'Piece',
  8: 'Cancel',
  9: 'Port',
  20: 'Extended',
};

function isHandshake(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, handshakeText);
}

function decodeBittorrent(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  p.protocol = bittorrentId;
  const handshake = isHandshake(p, at, end);
  const isMessage =
    !handshake && at + 5 <= end && u32(bytes, at) < 1 << 18 && messages[u8(bytes, at + 4)] !== undefined;
  if (p.wantsInfo) {
    if (handshake) p.info = 'Handshake';
    else
      p.info = isMessage
        ? `${messages[u8(bytes, at + 4)]}, Len:0x${u32(bytes, at).toString(16)}`
        : 'Continuation data';
  }
  if (p.tree) {
    p.tree.layer('BitTorrent', at, end);
    if (handshake && at + handshakeBytes <= end) {
      p.tree.field('Reserved', hex(bytes, at + 20, at + 28), at + 20, 8);
      p.tree.field('Info hash', hex(bytes, at + 28, at + 48), at + 28, 20);
      p.tree.field('Peer id', safeText(bytes, at + 48, at + handshakeBytes), at + 48, 20);
    } else if (isMessage)
      growHeader(p.tree, bytes, at, end, [
        ['Length', 0, 4],
        ['Message', 4, 1, messages],
      ]);
  }
  return true;
}

/** A bencoded query or response: 'd1:ad2:id20:', 'd1:rd2:id20:', or an error. */
function isDht(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    startsWith(bytes, at, end, 'd1:ad2:id20:') ||
    startsWith(bytes, at, end, 'd1:rd2:id20:') ||
    startsWith(bytes, at, end, 'd1:eli20') ||
    startsWith(bytes, at, end, 'd2:ip6:')
  );
}

function decodeDht(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  p.protocol = dhtId;
  if (p.wantsInfo) {
    const kind = startsWith(bytes, at, end, 'd1:a')
      ? 'query'
      : startsWith(bytes, at, end, 'd1:e')
        ? 'error'
        : 'response';
    p.info = `BitTorrent DHT Protocol, ${kind}`;
  }
  if (p.tree) {
    p.tree.layer('BitTorrent distributed hash table', at, end);
    if (at + 32 <= end) p.tree.field('Node id', hex(bytes, at + 12, at + 32), at + 12, 20);
    p.tree.field('Message', safeText(bytes, at, Math.min(end, at + maxTextShown)), at, end - at);
  }
  return true;
}

function isUtpSyn(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    at + utpHeaderBytes <= end &&
    u8(bytes, at + 1) <= 2 &&
    u16(bytes, at + 16) === 1 &&
    u16(bytes, at + 18) === 0 &&
    p.wireEnd - at <= utpHeaderBytes + 10
  );
}

function decodeUtp(p: Packet, at: number, end: number): boolean {
  p.protocol = utpId;
  if (p.wantsInfo) p.info = `Connection ID:${u16(p.bytes, at + 2)} [Syn]`;
  if (p.tree) {
    p.tree.layer('BitTorrent micro transport', at, end);
    growHeader(p.tree, p.bytes, at, end, [
      ['Type and version', 0, 1, 'hex'],
      ['Extension', 1, 1],
      ['Connection id', 2, 2],
      ['Timestamp', 4, 4],
      ['Timestamp difference', 8, 4],
      ['Window', 12, 4],
      ['Sequence number', 16, 2],
      ['Acknowledgment number', 18, 2],
    ]);
  }
  return true;
}
