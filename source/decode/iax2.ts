import { u8, u16, u32 } from './bytes.ts';
import { growHeader, numbered } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const iax2Id = protocolId('IAX2');
const fullHeaderBytes = 12;
const fullFrameBit = 0x8000;

/** Inter-Asterisk eXchange: calls and their signalling on one port. */
export const iax2: Protocol = {
  name: 'IAX2',
  udpPorts: [4569],
  application: decodeIax2,
};

// biome-ignore format: a table
const frameTypes: Readonly<Record<number, string>> = {
  1: 'DTMF', 2: 'Voice', 3: 'Video', 4: 'Control', 5: 'NULL', 6: 'IAX', 7: 'Text', 8: 'Image', 9: 'HTML',
  10: 'Comfort noise', 12: 'DTMF begin',
};

// biome-ignore format: a table
const iaxCommands: readonly string[] = [
  '', 'NEW', 'PING', 'PONG', 'ACK', 'HANGUP', 'REJECT', 'ACCEPT', 'AUTHREQ', 'AUTHREP', 'INVAL', 'LAGRQ', 'LAGRP',
  'REGREQ', 'REGAUTH', 'REGACK', 'REGREJ', 'REGREL', 'VNAK', 'DPREQ', 'DPREP', 'DIAL', 'TXREQ', 'TXCNT', 'TXACC',
  'TXREADY', 'TXREL', 'TXREJ', 'QUELCH', 'UNQUELCH', 'POKE', 'PAGE', 'MWI', 'UNSUPPORT', 'TRANSFER', 'PROVISION',
  'FWDOWNL', 'FWDATA',
];

// biome-ignore format: a table
const controls: Readonly<Record<number, string>> = {
  1: 'HANGUP', 2: 'RING', 3: 'RINGING', 4: 'ANSWER', 5: 'BUSY', 8: 'CONGESTION', 9: 'FLASH', 14: 'PROGRESS',
  15: 'PROCEEDING', 16: 'HOLD', 17: 'UNHOLD',
};

function decodeIax2(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const first = u16(bytes, at);
  const isFull = (first & fullFrameBit) !== 0;
  if (isFull && (at + fullHeaderBytes > end || frameTypes[u8(bytes, at + 10)] === undefined)) return false;
  p.protocol = iax2Id;
  if (!p.wantsInfo) return true;
  p.info = isFull ? fullText(p, at) : first === 0 ? 'Meta frame' : `Mini packet, source call# ${first}`;
  if (p.tree) {
    p.tree.layer('Inter-Asterisk eXchange v2', at, end);
    p.tree.field('Source call', first & 0x7fff, at, 2);
    if (isFull) {
      p.tree.field('Destination call', u16(bytes, at + 2) & 0x7fff, at + 2, 2);
      p.tree.field('Retransmission', u16(bytes, at + 2) >>> 15, at + 2, 1);
      growHeader(p.tree, bytes, at, end, [
        ['Timestamp', 4, 4],
        ['Outbound sequence', 8, 1],
        ['Inbound sequence', 9, 1],
        ['Type', 10, 1, frameTypes],
      ]);
      const code = u8(bytes, at + 11);
      const names = u8(bytes, at + 10) === 6 ? Object.fromEntries(iaxCommands.entries()) : controls;
      p.tree.field('Subclass', numbered(names, code), at + 11, 1);
    } else if (first !== 0) growHeader(p.tree, bytes, at, end, [['Timestamp', 2, 2]]);
  }
  return true;
}

function fullText(p: Packet, at: number): string {
  const { bytes } = p;
  const type = u8(bytes, at + 10);
  const code = u8(bytes, at + 11);
  const name = type === 6 ? iaxCommands[code] : type === 4 ? controls[code] : undefined;
  const call = u16(bytes, at) & 0x7fff;
  return `${frameTypes[type]}, source call# ${call}, timestamp ${u32(bytes, at + 4)}ms ${name ?? `subclass ${code}`}`;
}
