import { i32le, u32le } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safePadded } from './text.ts';

const query = 2004;
const maxMessageBytes = 48_000_000;

// biome-ignore format: a table
const operations: Readonly<Record<number, string>> = {
  1: 'Reply', 1000: 'Message', 2001: 'Update document', 2002: 'Insert document', 2004: 'Query', 2005: 'Get More',
  2006: 'Delete document', 2007: 'Kill Cursors', 2010: 'Command', 2011: 'Command Reply', 2012: 'Compressed Data',
  2013: 'Extensible Message Format',
};

function isMongo(p: Packet, at: number, end: number): boolean {
  if (at + 16 > end) return false;
  const length = i32le(p.bytes, at);
  return length >= 16 && length <= maxMessageBytes && operations[u32le(p.bytes, at + 12)] !== undefined;
}

export const mongodb = headerProtocol({
  name: 'MONGO',
  title: 'MongoDB wire protocol',
  tcpPorts: [27017],
  accepts: isMongo,
  summarize: (p, at, end) => {
    const operation = u32le(p.bytes, at + 12);
    const name = `${i32le(p.bytes, at + 8) === 0 ? 'Request' : 'Response'} : ${operations[operation]}`;
    return operation === query && at + 20 < end ? `${name} ${safePadded(p.bytes, at + 20, end)}` : name;
  },
  fields: [
    ['Length', 0, 4, 'little'],
    ['Request id', 4, 4, 'little'],
    ['Response to', 8, 4, 'little'],
    ['Operation', 12, 4, 'little'],
  ],
});
