import { i32, u8, u16 } from './bytes.ts';
import { decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';
import { isConvincingRecord, recordHeaderBytes } from './tls-record.ts';

const rdpUdpId = protocolId('RDPUDP');
const rdpUdp2Id = protocolId('RDPUDP2', 'rdpudp');
const headerBytes = 8;
/** How far into the datagram TLS may begin: headers, acknowledgements, sequence numbers. */
const searchBytes = 40;

const flagNames: readonly string[] = [
  'SYN',
  'FIN',
  'ACK',
  'DATA',
  'FEC',
  'CN',
  'CWR',
  'SACK OPTION',
  'ACK OF ACKS',
  'SYN LOSSY',
  'ACK DELAYED',
  'CORRELATION ID',
  'SYN EX',
];

/** Remote desktop over UDP: a reliable transport around TLS. */
export const rdpUdp: Protocol = { name: 'RDPUDP', udpPorts: [3389], application: decodeRdpUdp };

/** Where a TLS record begins that ends with the datagram (or is followed by another); -1 for nowhere. */
function recordAt(p: Packet, at: number, end: number): number {
  const stop = Math.min(end - recordHeaderBytes, at + searchBytes);
  for (let next = at + 4; next < stop; next += 1) {
    if (u8(p.bytes, next) < 20 || u8(p.bytes, next) > 23 || !isConvincingRecord(p.bytes, next, end)) continue;
    let recordEnd = next;
    while (recordEnd + recordHeaderBytes <= end) recordEnd += recordHeaderBytes + u16(p.bytes, recordEnd + 3);
    if (recordEnd === p.wireEnd) return next;
  }
  return -1;
}

function decodeRdpUdp(p: Packet, at: number, end: number): boolean {
  // What it carries comes back here by its port.
  if (at + headerBytes > end || isConvincingRecord(p.bytes, at, end)) return false;
  const { bytes } = p;
  const record = recordAt(p, at, end);
  // Version 1 begins with the acknowledged sequence number, all ones in a first packet; then a window.
  const flags = u16(bytes, at + 6);
  const isFirst = i32(bytes, at) === -1 && (flags & 1) === 1;
  const isVersion1 = isFirst || (flags & 0xe001) === 0;
  p.protocol = isVersion1 ? rdpUdpId : rdpUdp2Id;
  if (p.wantsInfo) p.info = isVersion1 ? flagsText(flags) : 'Version 2';
  if (p.tree) {
    p.tree.layer('RDP UDP Transport', at, record < 0 ? end : record);
    if (isVersion1) p.tree.field('Flags', `${hexNumber(flags)} (${flagsText(flags)})`, at + 6, 2);
  }
  if (record >= 0) decodeApplication(p, record, end);
  return true;
}

function flagsText(flags: number): string {
  return flagNames.filter((_, bit) => (flags & (1 << bit)) !== 0).join(', ');
}
