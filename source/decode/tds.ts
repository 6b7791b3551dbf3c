import { u8, u16 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeUtf16 } from './utf16.ts';

const tdsId = protocolId('TDS');
const headerBytes = 8;
const sqlBatch = 1;
const summaryBytes = 400;

/** Tabular Data Stream: Microsoft SQL Server, Sybase. */
export const tds: Protocol = {
  name: 'TDS',
  tcpPorts: [1433],
  application: decodeTds,
};

// biome-ignore format: a table
const packetTypes: Readonly<Record<number, string>> = {
  1: 'SQL batch', 2: 'Pre-TDS7 login', 3: 'Remote Procedure Call', 4: 'Response', 6: 'Attention', 7: 'Bulk load data',
  8: 'Federated authentication token', 14: 'Transaction Manager Request', 15: 'TDS5 query', 16: 'TDS7 login',
  17: 'SSPI message', 18: 'TDS7 pre-login message',
};

function decodeTds(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const type = u8(bytes, at);
  const name = packetTypes[type];
  if (name === undefined || u16(bytes, at + 2) < headerBytes || u8(bytes, at + 1) > 0x1f) return false;
  p.protocol = tdsId;
  if (!p.wantsInfo) return true;
  const stop = Math.min(end, at + u16(bytes, at + 2));
  const text = type === sqlBatch ? batchText(p, at + headerBytes, stop) : '';
  p.info = text === '' ? name : `${name}: ${text}`;
  if (p.tree) {
    p.tree.layer('Tabular Data Stream', at, stop);
    growHeader(p.tree, bytes, at, end, [
      ['Type', 0, 1, packetTypes],
      ['Status', 1, 1, 'hex'],
      ['Length', 2, 2],
      ['Channel', 4, 2],
      ['Packet number', 6, 1],
    ]);
    if (text !== '') p.tree.field('Statement', text, at + headerBytes, stop - at - headerBytes);
  }
  return true;
}

/** The statement, behind headers whose total length comes first since version 7.2. */
function batchText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  let text = at;
  if (at + 4 <= end && u16(bytes, at + 2) === 0) {
    const headers = u8(bytes, at) | (u8(bytes, at + 1) << 8);
    if (headers >= 4 && at + headers < end) text = at + headers;
  }
  return safeUtf16(bytes, text, Math.min(end, text + summaryBytes));
}
