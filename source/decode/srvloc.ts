import { u8, u16, u24 } from './bytes.ts';
import { growHeader, numbered } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const srvlocId = protocolId('SRVLOC');
const version1Bytes = 12;
const version2Bytes = 14;

export const srvloc: Protocol = {
  name: 'SRVLOC',
  tcpPorts: [427],
  udpPorts: [427],
  application: decodeSrvloc,
};

// biome-ignore format: a table
const functions: Readonly<Record<number, string>> = {
  1: 'Service Request', 2: 'Service Reply', 3: 'Service Registration', 4: 'Service Deregister',
  5: 'Service Acknowledge', 6: 'Attribute Request', 7: 'Attribute Reply', 8: 'DA Advertisement',
  9: 'Service Type Request', 10: 'Service Type Reply', 11: 'SA Advertisement',
};

function decodeSrvloc(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 2 > end) return false;
  const version = u8(bytes, at);
  const code = u8(bytes, at + 1);
  if ((version !== 1 && version !== 2) || functions[code] === undefined) return false;
  p.protocol = srvlocId;
  if (at + (version === 1 ? version1Bytes : version2Bytes) > end) p.tooShort('SRVLOC header cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end, version, code);
  if (p.tree) growTree(p, at, end, version);
  return true;
}

/** Where what follows the header and language tag begins. */
function bodyAt(p: Packet, at: number, end: number): number {
  if (u8(p.bytes, at) === 1) return at + version1Bytes;
  return at + version2Bytes > end ? end : at + version2Bytes + u16(p.bytes, at + 12);
}

function summarize(p: Packet, at: number, end: number, version: number, code: number): string {
  const { bytes } = p;
  const id = at + 10;
  let text = `${functions[code]}, V${version}`;
  if (id + 2 <= end) text += ` ${version === 1 ? 'Transaction ID' : 'XID'} - ${u16(bytes, id)}`;
  // Requests begin with the list of who answered already, then what is wanted.
  const previous = bodyAt(p, at, end);
  if ((code === 1 || code === 6) && previous + 2 <= end) {
    const wanted = previous + 2 + u16(bytes, previous);
    if (wanted + 2 <= end)
      text += ` ${safeText(bytes, wanted + 2, Math.min(end, wanted + 2 + u16(bytes, wanted)))}`;
  }
  return text;
}

function growTree(p: Packet, at: number, end: number, version: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Service Location Protocol', at, end);
  growHeader(tree, bytes, at, end, [
    ['Version', 0, 1],
    ['Function', 1, 1, functions],
  ]);
  if (version === 1) {
    growHeader(tree, bytes, at, end, [
      ['Length', 2, 2],
      ['Flags', 4, 1, 'hex'],
      ['Dialect', 5, 1],
      ['Language', 6, 2, 'text'],
      ['Encoding', 8, 2],
      ['Transaction id', 10, 2],
    ]);
    return;
  }
  if (at + version2Bytes > end) return;
  tree.field('Length', u24(bytes, at + 2), at + 2, 3);
  growHeader(tree, bytes, at, end, [
    ['Flags', 5, 2, 'hex'],
    ['Next extension', 7, 3],
    ['Transaction id', 10, 2],
  ]);
  const language = at + version2Bytes;
  const body = Math.min(end, bodyAt(p, at, end));
  tree.field('Language', safeText(bytes, language, body), at + 12, body - at - 12);
  const error = u8(bytes, at + 1);
  if ((error === 2 || error === 5 || error === 7 || error === 10) && body + 2 <= end) {
    tree.field('Error', numbered({ 0: 'none' }, u16(bytes, body)), body, 2);
  }
}
