import { i32, u8, u16, u32 } from './bytes.ts';
import { data, decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growTcpOptions, hasMultipathOption, summarizeTcpOptions } from './tcp-options.ts';
import { hexNumber } from './text.ts';

const tcpId = protocolId('TCP');
const multipathId = protocolId('MPTCP');
const leastHeaderBytes = 20;

export const flagFin = 0x01;
export const flagSyn = 0x02;
export const flagRst = 0x04;
export const flagPsh = 0x08;
export const flagAck = 0x10;
export const flagUrg = 0x20;
export const flagEce = 0x40;
export const flagCwr = 0x80;
export const flagAe = 0x100;

/** In the order people read them. */
export const flagNames: readonly (readonly [number, string])[] = [
  [flagFin, 'FIN'],
  [flagSyn, 'SYN'],
  [flagRst, 'RST'],
  [flagPsh, 'PSH'],
  [flagAck, 'ACK'],
  [flagUrg, 'URG'],
  [flagEce, 'ECE'],
  [flagCwr, 'CWR'],
  [flagAe, 'AE'],
];

export const tcp: Protocol = {
  name: 'TCP',
  ipProtocols: [6],
  layer: decodeTcp,
};

/** 'SYN, ACK'; '<none>' for a null scan. */
export function formatTcpFlags(flags: number): string {
  let text = '';
  for (const [bit, name] of flagNames) if ((flags & bit) !== 0) text += text === '' ? name : `, ${name}`;
  return text === '' ? '<none>' : text;
}

function decodeTcp(p: Packet, at: number, end: number): void {
  p.protocol = tcpId;
  const { bytes } = p;
  if (at + leastHeaderBytes > end) {
    // Ports are worth having even from eight bytes of header.
    if (at + 4 <= end && p.isOutermost) {
      p.srcPort = u16(bytes, at);
      p.dstPort = u16(bytes, at + 2);
    }
    p.tooShort('TCP header cut short');
    if (p.wantsInfo) p.info = 'TCP header cut short';
    data(p, at, end);
    return;
  }
  const source = u16(bytes, at);
  const destination = u16(bytes, at + 2);
  const headerBytes = (u8(bytes, at + 12) >> 4) * 4;
  const flags = u16(bytes, at + 12) & 0x0fff;
  const payload = at + headerBytes;
  const payloadBytes = Math.max(0, p.wireEnd - payload);
  p.carrier = 6;
  p.carrierSrcPort = source;
  p.carrierDstPort = destination;
  if (p.isOutermost) {
    p.srcPort = source;
    p.dstPort = destination;
    p.sequence = i32(bytes, at + 4);
    p.acknowledgment = i32(bytes, at + 8);
    p.tcpFlags = flags;
    p.window = u16(bytes, at + 14);
    p.payloadStart = Math.min(payload, end) - p.start;
    p.payloadLength = payloadBytes;
  }
  if (headerBytes < leastHeaderBytes) p.fail('TCP header length below 20');
  const optionsEnd = Math.min(end, payload);
  if (hasMultipathOption(bytes, at + leastHeaderBytes, optionsEnd)) p.protocol = multipathId;
  if (p.wantsInfo) p.info = summarize(p, at, optionsEnd, flags, payloadBytes);
  if (p.tree) growTree(p, at, optionsEnd, flags, payloadBytes);
  if (headerBytes < leastHeaderBytes) return;
  if (payload > end) {
    p.tooShort('TCP options cut short');
    return;
  }
  if (!decodeApplication(p, payload, end)) data(p, payload, end);
}

function summarize(p: Packet, at: number, optionsEnd: number, flags: number, payloadBytes: number): string {
  const { bytes } = p;
  const window = u16(bytes, at + 14);
  const acknowledgment = (flags & flagAck) !== 0 ? ` Ack=${relative(p, at + 8, p.baseAcknowledgment)}` : '';
  return (
    `${noticeable(p, at, flags, payloadBytes)}${u16(bytes, at)} → ${u16(bytes, at + 2)} [${formatTcpFlags(flags)}] ` +
    `Seq=${relative(p, at + 4, p.baseSequence)}${acknowledgment} Win=${window} Len=${payloadBytes}` +
    summarizeTcpOptions(bytes, at + leastHeaderBytes, optionsEnd)
  );
}

/** The number at `at` counted from `base`; segments inside tunnels belong to flows nobody follows. */
function relative(p: Packet, at: number, base: number): number {
  return p.isOutermost ? (i32(p.bytes, at) - base) >>> 0 : u32(p.bytes, at);
}

/** What one packet alone lets us notice; the rest needs its flow. */
function noticeable(p: Packet, at: number, flags: number, payloadBytes: number): string {
  const quiet = (flags & (flagSyn | flagFin | flagRst)) === 0;
  if (quiet && (flags & flagAck) !== 0 && u16(p.bytes, at + 14) === 0) return '[zero window] ';
  // A keep-alive probe re-sends one byte the peer already has, most often a zero.
  if (quiet && flags === flagAck && payloadBytes === 1) {
    const payload = at + (u8(p.bytes, at + 12) >> 4) * 4;
    if (payload < p.end && u8(p.bytes, payload) === 0) return '[keep-alive?] ';
  }
  // A duplicate SACK reports data that arrived twice: this side has seen a retransmission.
  if (quiet && reportsDuplicate(p, at)) return '[peer retransmitted] ';
  return '';
}

/** RFC 2883: the first SACK block lies at or below the acknowledgment number. */
function reportsDuplicate(p: Packet, at: number): boolean {
  const { bytes } = p;
  const end = Math.min(p.end, at + (u8(bytes, at + 12) >> 4) * 4);
  let next = at + leastHeaderBytes;
  while (next + 1 < end) {
    const kind = u8(bytes, next);
    if (kind === 0) return false;
    if (kind === 1) {
      next += 1;
      continue;
    }
    const length = u8(bytes, next + 1);
    if (length < 2) return false;
    if (kind === 5 && length >= 10 && next + 10 <= end) {
      // Serial-number comparison: right edge not after the acknowledgment.
      return ((i32(bytes, at + 8) - i32(bytes, next + 6)) | 0) >= 0;
    }
    next += length;
  }
  return false;
}

function growTree(p: Packet, at: number, optionsEnd: number, flags: number, payloadBytes: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const headerBytes = (u8(bytes, at + 12) >> 4) * 4;
  tree.layer(
    `Transmission Control Protocol, ${u16(bytes, at)} → ${u16(bytes, at + 2)}, ${payloadBytes} bytes`,
    at,
    Math.max(at + leastHeaderBytes, optionsEnd),
  );
  tree.field('Source port', u16(bytes, at), at, 2, 'tcp.srcport');
  tree.field('Destination port', u16(bytes, at + 2), at + 2, 2, 'tcp.dstport');
  growNumber(p, 'Sequence number', at + 4, p.baseSequence);
  growNumber(p, 'Acknowledgment number', at + 8, (flags & flagAck) === 0 ? 0 : p.baseAcknowledgment);
  tree.field('Header length', `${headerBytes} bytes`, at + 12, 1);
  tree.open('Flags', `${hexNumber(flags, 3)} (${formatTcpFlags(flags)})`, at + 12, 2);
  for (const [bit, name] of flagNames) tree.field(name, (flags & bit) !== 0 ? 'set' : 'not set', at + 12, 2);
  tree.close();
  tree.field('Window', u16(bytes, at + 14), at + 14, 2);
  tree.field('Checksum', hexNumber(u16(bytes, at + 16)), at + 16, 2);
  tree.field('Urgent pointer', u16(bytes, at + 18), at + 18, 2);
  growTcpOptions(tree, bytes, at + leastHeaderBytes, optionsEnd);
}

/** Both as it was sent and, where it is known what to count from, as people compare it. */
function growNumber(p: Packet, label: string, at: number, base: number): void {
  const shown = relative(p, at, base);
  const sent = u32(p.bytes, at);
  if (shown !== sent) p.tree?.field(label, `${shown} (relative)`, at, 4);
  p.tree?.field(shown === sent ? label : `${label} (as sent)`, sent, at, 4);
}
