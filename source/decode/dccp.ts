import { broken, cutShort } from './broken.ts';
import { u8, u16, u24, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const dccpId = protocolId('DCCP');
const shortHeaderBytes = 12;
const longHeaderBytes = 16;

export const dccp: Protocol = {
  name: 'DCCP',
  ipProtocols: [33],
  layer: decodeDccp,
};

const types: readonly string[] = [
  'Request',
  'Response',
  'Data',
  'Ack',
  'DataAck',
  'CloseReq',
  'Close',
  'Reset',
  'Sync',
  'SyncAck',
];

function decodeDccp(p: Packet, at: number, end: number): void {
  p.protocol = dccpId;
  const { bytes } = p;
  if (at + shortHeaderBytes > end) return cutShort(p, at, end, 'DCCP header cut short');
  const source = u16(bytes, at);
  const destination = u16(bytes, at + 2);
  const offset = u8(bytes, at + 4) * 4;
  const type = (u8(bytes, at + 8) >> 1) & 15;
  const isLong = (u8(bytes, at + 8) & 1) !== 0;
  if (p.isOutermost) {
    p.srcPort = source;
    p.dstPort = destination;
    p.payloadStart = Math.min(at + offset, end) - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - at - offset);
  }
  if (isLong && at + longHeaderBytes > end) return cutShort(p, at, end, 'DCCP header cut short');
  const sequence = !p.wantsInfo
    ? 0
    : isLong
      ? u16(bytes, at + 10) * 2 ** 32 + u32(bytes, at + 12)
      : u24(bytes, at + 9);
  if (p.wantsInfo) {
    p.info = `${source} → ${destination} [${types[type] ?? `type ${type}`}] Seq=${sequence}`;
  }
  if (p.tree) {
    p.tree.layer(
      `Datagram Congestion Control Protocol, ${source} → ${destination}`,
      at,
      Math.min(end, at + offset),
    );
    p.tree.field('Source port', source, at, 2);
    p.tree.field('Destination port', destination, at + 2, 2);
    p.tree.field('Data offset', `${offset} bytes`, at + 4, 1);
    p.tree.field('Checksum coverage', u8(bytes, at + 5) & 15, at + 5, 1);
    p.tree.field('Checksum', hexNumber(u16(bytes, at + 6)), at + 6, 2);
    p.tree.field('Type', types[type] ?? type, at + 8, 1);
    p.tree.field('Sequence number', sequence, isLong ? at + 10 : at + 9, isLong ? 6 : 3);
  }
  if (offset < (isLong ? longHeaderBytes : shortHeaderBytes))
    return broken(p, at, end, 'DCCP data offset too small');
  if (at + offset > end) return cutShort(p, at, end, 'DCCP options cut short');
  data(p, at + offset, end);
}
