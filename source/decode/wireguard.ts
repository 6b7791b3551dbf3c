import { u8, u32le, u64le } from './bytes.ts';
import { growHeader, type HeaderField } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const wireguardId = protocolId('WireGuard');
const initiation = 1;
const response = 2;
const cookieReply = 3;
const transportData = 4;
/** Header of 16 bytes and a tag of 16; the content is padded to 16. */
const leastTransportBytes = 32;

export const wireguard: Protocol = {
  name: 'WireGuard',
  udpPorts: [51820],
  application: decodeWireguard,
  guess: {
    over: 'udp',
    firstBytes: [initiation, response, cookieReply, transportData],
    accepts: isWireguard,
  },
};

const typeNames: Readonly<Record<number, string>> = {
  [initiation]: 'Handshake Initiation',
  [response]: 'Handshake Response',
  [cookieReply]: 'Cookie Reply',
  [transportData]: 'Transport Data',
};

/** Types 1 to 4 with three reserved zeros and exactly the length of the type. */
function isWireguard(p: Packet, at: number, end: number): boolean {
  if (at + 16 > end) return false;
  const type = u32le(p.bytes, at);
  const length = p.wireEnd - at;
  if (type === initiation) return length === 148;
  if (type === response) return length === 92;
  if (type === cookieReply) return length === 64;
  return type === transportData && length >= leastTransportBytes && length % 16 === 0;
}

function decodeWireguard(p: Packet, at: number, end: number): boolean {
  if (!isWireguard(p, at, end)) return false;
  p.protocol = wireguardId;
  const { bytes } = p;
  const type = u8(bytes, at);
  if (p.wantsInfo) {
    const first = hexNumber(u32le(bytes, at + 4), 8);
    let text = typeNames[type] ?? 'WireGuard';
    if (type === initiation || type === response) text += `, sender=${first}`;
    if (type === response) text += `, receiver=${hexNumber(u32le(bytes, at + 8), 8)}`;
    if (type === cookieReply || type === transportData) text += `, receiver=${first}`;
    if (type === transportData) {
      const length = p.wireEnd - at - leastTransportBytes;
      text += length === 0 ? ', keep-alive' : `, counter=${u64le(bytes, at + 8)}, datalen=${length + 16}`;
    }
    p.info = text;
  }
  if (p.tree) {
    p.tree.layer('WireGuard', at, end);
    p.tree.field('Type', `${typeNames[type]} (${type})`, at, 1);
    growHeader(p.tree, bytes, at, end, fieldsOf(type));
  }
  return true;
}

function fieldsOf(type: number): readonly HeaderField[] {
  if (type === initiation) {
    return [
      ['Sender', 4, 4, 'littleHex'],
      ['Ephemeral key', 8, 32, 'bytes'],
      ['Encrypted static key', 40, 48, 'bytes'],
      ['Encrypted timestamp', 88, 28, 'bytes'],
      ['MAC 1', 116, 16, 'bytes'],
      ['MAC 2', 132, 16, 'bytes'],
    ];
  }
  if (type === response) {
    return [
      ['Sender', 4, 4, 'littleHex'],
      ['Receiver', 8, 4, 'littleHex'],
      ['Ephemeral key', 12, 32, 'bytes'],
      ['Encrypted nothing', 44, 16, 'bytes'],
      ['MAC 1', 60, 16, 'bytes'],
      ['MAC 2', 76, 16, 'bytes'],
    ];
  }
  if (type === cookieReply) {
    return [
      ['Receiver', 4, 4, 'littleHex'],
      ['Nonce', 8, 24, 'bytes'],
      ['Encrypted cookie', 32, 32, 'bytes'],
    ];
  }
  return [
    ['Receiver', 4, 4, 'littleHex'],
    ['Counter', 8, 8, 'little'],
  ];
}
