import { ipv4At, ipv6At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { hex, hexNumber } from './text.ts';

const names: Readonly<Record<number, string>> = {
  0: 'DATA',
  1: 'INIT',
  2: 'INIT_ACK',
  3: 'SACK',
  4: 'HEARTBEAT',
  5: 'HEARTBEAT_ACK',
  6: 'ABORT',
  7: 'SHUTDOWN',
  8: 'SHUTDOWN_ACK',
  9: 'ERROR',
  10: 'COOKIE_ECHO',
  11: 'COOKIE_ACK',
  12: 'ECNE',
  13: 'CWR',
  14: 'SHUTDOWN_COMPLETE',
  15: 'AUTH',
  64: 'I_DATA',
  128: 'ASCONF_ACK',
  129: 'PKTDROP',
  130: 'RE_CONFIG',
  132: 'PAD',
  192: 'FORWARD_TSN',
  193: 'ASCONF',
  194: 'I_FORWARD_TSN',
};

/** Payload protocol identifiers worth a name. */
const payloadNames: Readonly<Record<number, string>> = {
  1: 'IUA',
  2: 'M2UA',
  3: 'M3UA',
  4: 'SUA',
  5: 'M2PA',
  18: 'S1AP',
  27: 'X2AP',
  46: 'Diameter',
  47: 'Diameter over DTLS',
  50: 'WebRTC control',
  51: 'WebRTC string',
  53: 'WebRTC binary',
  60: 'NGAP',
  61: 'XnAP',
};

export function sctpChunkName(type: number): string {
  return names[type] ?? `chunk ${type}`;
}

export function growSctpChunk(p: Packet, type: number, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.open(`${sctpChunkName(type)} chunk`, '', at, end - at);
  tree.field('Flags', hexNumber(u8(bytes, at + 1), 2), at + 1, 1);
  tree.field('Length', u16(bytes, at + 2), at + 2, 2);
  if (type === 0 && at + 16 <= end) {
    const payload = u32(bytes, at + 12);
    tree.field('Sequence number', u32(bytes, at + 4), at + 4, 4);
    tree.field('Stream', u16(bytes, at + 8), at + 8, 2);
    tree.field('Stream sequence', u16(bytes, at + 10), at + 10, 2);
    tree.field(
      'Payload protocol',
      `${payload}${payloadNames[payload] === undefined ? '' : ` (${payloadNames[payload]})`}`,
      at + 12,
      4,
    );
  } else if ((type === 1 || type === 2) && at + 20 <= end) {
    tree.field('Initiate tag', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
    tree.field('Window credit', u32(bytes, at + 8), at + 8, 4);
    tree.field('Outbound streams', u16(bytes, at + 12), at + 12, 2);
    tree.field('Inbound streams', u16(bytes, at + 14), at + 14, 2);
    tree.field('Initial sequence number', u32(bytes, at + 16), at + 16, 4);
    growParameters(p, at + 20, end);
  } else if (type === 3 && at + 16 <= end) {
    tree.field('Cumulative acknowledgment', u32(bytes, at + 4), at + 4, 4);
    tree.field('Window credit', u32(bytes, at + 8), at + 8, 4);
    tree.field('Gap blocks', u16(bytes, at + 12), at + 12, 2);
    tree.field('Duplicates', u16(bytes, at + 14), at + 14, 2);
  } else if (end > at + 4) tree.field('Content', hex(bytes, at + 4, end), at + 4, end - at - 4);
  tree.close();
}

function growParameters(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 4 <= end) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (length < 4 || next + length > end) {
      tree?.field('Parameter', `${type}, wrong length ${length}`, next, end - next);
      return;
    }
    if (type === 5 && length === 8) tree?.field('IPv4 address', ipv4At(bytes, next + 4), next, length);
    else if (type === 6 && length === 20) tree?.field('IPv6 address', ipv6At(bytes, next + 4), next, length);
    else tree?.field(`Parameter ${hexNumber(type)}`, hex(bytes, next + 4, next + length), next, length);
    next += (length + 3) & ~3;
  }
}
