import { ipv4At } from './address.ts';
import { u16, u32 } from './bytes.ts';
import { skipDnsName } from './dns-name.ts';
import { netbiosNameText, netbiosServiceText } from './netbios-name.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const nbnsId = protocolId('NBNS');
const headerBytes = 12;
const plausibleCount = 64;

/** NetBIOS names over TCP/IP: DNS messages with names of their own. */
export const nbns: Protocol = {
  name: 'NBNS',
  tcpPorts: [137],
  udpPorts: [137],
  application: decodeNbns,
};

// biome-ignore format: a table
const operations: Readonly<Record<number, string>> = {
  0: 'Name query', 5: 'Registration', 6: 'Release', 7: 'WACK', 8: 'Refresh', 9: 'Refresh', 15: 'Multi-homed registration',
};

const types: Readonly<Record<number, string>> = { 1: 'A', 2: 'NS', 10: 'NULL', 32: 'NB', 33: 'NBSTAT' };

function decodeNbns(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const flags = u16(bytes, at + 2);
  if (operations[(flags >> 11) & 15] === undefined) return false;
  for (let offset = 4; offset < headerBytes; offset += 2) {
    if (u16(bytes, at + offset) > plausibleCount) return false;
  }
  p.protocol = nbnsId;
  const hasQuestion = u16(bytes, at + 4) > 0;
  const hasAnswer = u16(bytes, at + 6) > 0;
  if (hasQuestion || hasAnswer) {
    const after = skipDnsName(bytes, at + headerBytes, end);
    if (after < 0 || after + 4 > end) p.tooShort('NBNS name cut short');
  }
  if (p.wantsInfo) p.info = summarize(p, at, end, flags);
  if (p.tree) growTree(p, at, end, flags);
  return true;
}

function summarize(p: Packet, at: number, end: number, flags: number): string {
  const { bytes } = p;
  const isResponse = (flags & 0x8000) !== 0;
  let text = `${operations[(flags >> 11) & 15]}${isResponse ? ' response' : ''}`;
  if (isResponse && (flags & 15) !== 0) text += `, error ${flags & 15}`;
  if (u16(bytes, at + 4) === 0 && u16(bytes, at + 6) === 0) return text;
  const after = skipDnsName(bytes, at + headerBytes, end);
  if (after < 0 || after + 2 > end) return text;
  const type = types[u16(bytes, after)] ?? `type ${u16(bytes, after)}`;
  text += ` ${type} ${netbiosNameText(bytes, at + headerBytes, after)}`;
  if (isResponse && u16(bytes, after) === 32 && u16(bytes, at + 4) === 0 && after + 16 <= end) {
    text += ` ${ipv4At(bytes, after + 12)}`;
  }
  return text;
}

function growTree(p: Packet, at: number, end: number, flags: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('NetBIOS Name Service', at, end);
  tree.field('Transaction id', hexNumber(u16(bytes, at)), at, 2);
  tree.open('Flags', hexNumber(flags), at + 2, 2);
  tree.field('Response', (flags & 0x8000) === 0 ? 'no' : 'yes', at + 2, 1);
  tree.field('Operation', operations[(flags >> 11) & 15] ?? '', at + 2, 1);
  tree.field('Broadcast', (flags >> 4) & 1, at + 3, 1);
  tree.field('Reply code', flags & 15, at + 3, 1);
  tree.close();
  const questions = u16(bytes, at + 4);
  const records = u16(bytes, at + 6) + u16(bytes, at + 8) + u16(bytes, at + 10);
  let next = at + headerBytes;
  for (let index = 0; index < questions + records; index += 1) {
    const after = skipDnsName(bytes, next, end);
    const isRecord = index >= questions;
    if (after < 0 || after + (isRecord ? 10 : 4) > end) return;
    const isPointer = (bytes[next] ?? 0) >= 0xc0;
    const name = isPointer ? 'same name' : netbiosNameText(bytes, next, after);
    const label = isRecord ? 'Record' : 'Question';
    const recordEnd = isRecord ? Math.min(end, after + 10 + u16(bytes, after + 8)) : after + 4;
    tree.open(label, name, next, recordEnd - next);
    tree.field('Name', name + netbiosServiceText(name), next, after - next);
    tree.field('Type', types[u16(bytes, after)] ?? u16(bytes, after), after, 2);
    tree.field('Class', u16(bytes, after + 2), after + 2, 2);
    if (isRecord) {
      tree.field('Time to live', `${u32(bytes, after + 4)} s`, after + 4, 4);
      if (u16(bytes, after) === 32) {
        for (let entry = after + 10; entry + 6 <= recordEnd; entry += 6) {
          tree.field('Address', ipv4At(bytes, entry + 2), entry, 6);
        }
      }
    }
    tree.close();
    next = recordEnd;
  }
}
