import { u8, u16 } from './bytes.ts';
import { dnsNameText, skipDnsName } from './dns-name.ts';
import { dnsTypeName, growDnsRecords, summarizeDnsAnswers } from './dns-records.ts';
import { nameDnsQuery, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const dnsId = protocolId('DNS');
const mdnsId = protocolId('mDNS');
const llmnrId = protocolId('LLMNR');
export const dnsHeaderBytes = 12;
const mdnsPort = 5353;
const llmnrPort = 5355;
/** More questions or records than this in one message is not DNS. */
const plausibleCount = 1000;
const longestLabel = 63;
const internetClass = 1;

export const dns: Protocol = {
  name: 'DNS',
  tcpPorts: [53, mdnsPort, llmnrPort],
  udpPorts: [53, mdnsPort, llmnrPort],
  application: decodeDns,
  guess: { over: 'udp', accepts: isUnmistakable },
};

const operations: Readonly<Record<number, string>> = {
  0: 'Standard query',
  1: 'Inverse query',
  2: 'Server status request',
  4: 'Zone change notification',
  5: 'Dynamic update',
  6: 'Stateful operation',
};

const responseCodes: readonly string[] = [
  'No error',
  'Format error',
  'Server failure',
  'No such name',
  'Not implemented',
  'Refused',
  'Name exists',
  'Record set exists',
  'No such record set',
  'Not authoritative',
  'Name out of zone',
];

function decodeDns(p: Packet, at: number, end: number): boolean {
  // Over TCP each message is preceded by its length; a segment may begin in the middle of one.
  const message = p.carrier === 6 ? at + 2 : at;
  if (!isPlausible(p, message, end)) return false;
  const port = Math.min(p.carrierSrcPort, p.carrierDstPort);
  const either = Math.max(p.carrierSrcPort, p.carrierDstPort);
  if (port === mdnsPort || either === mdnsPort) p.protocol = mdnsId;
  else if (port === llmnrPort || either === llmnrPort) p.protocol = llmnrId;
  else p.protocol = dnsId;

  const question = message + dnsHeaderBytes;
  if (u16(p.bytes, message + 4) > 0) {
    const next = skipDnsName(p.bytes, question, end);
    if (next < 0) p.tooShort('DNS question name is broken');
    else p.name(nameDnsQuery, question, next - question);
  }
  if (p.wantsInfo) p.info = summarize(p, message, end);
  if (p.tree) growTree(p, at, message, end);
  return true;
}

function isPlausible(p: Packet, message: number, end: number): boolean {
  if (message + dnsHeaderBytes > end) return false;
  return hasPlausibleHeader(p, message) || hasReadableQuestion(p, message, end);
}

function hasPlausibleHeader(p: Packet, message: number): boolean {
  const { bytes } = p;
  const operation = (u16(bytes, message + 2) >> 11) & 15;
  return (
    operations[operation] !== undefined &&
    u16(bytes, message + 4) <= plausibleCount &&
    u16(bytes, message + 6) <= plausibleCount &&
    u16(bytes, message + 8) <= plausibleCount &&
    u16(bytes, message + 10) <= plausibleCount
  );
}

/** A question whose name has labels of printable characters: then the odd header is damage, not another protocol. */
function hasReadableQuestion(p: Packet, message: number, end: number): boolean {
  const { bytes } = p;
  if (u16(bytes, message + 4) === 0) return false;
  let at = message + dnsHeaderBytes;
  for (let labels = 0; labels < 32 && at < end; labels += 1) {
    const length = u8(bytes, at);
    if (length === 0) return labels > 0 && at + 5 <= end;
    if (length > longestLabel || at + 1 + length > end) return false;
    for (let index = at + 1; index <= at + length; index += 1) {
      const character = u8(bytes, index);
      if (character < 0x21 || character > 0x7e) return false;
    }
    at += 1 + length;
  }
  return false;
}

/** On any port: one question of the Internet's class with a readable name and no odd bit in the header. */
function isUnmistakable(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + dnsHeaderBytes + 5 > end || u16(bytes, at + 4) !== 1) return false;
  const flags = u16(bytes, at + 2);
  const isResponse = (flags & 0x8000) !== 0;
  // Operation 0, the reserved bit clear; only responses carry answers and reply codes.
  if ((flags & 0x7840) !== 0 || (!isResponse && (flags & 0x000f) !== 0)) return false;
  if (!isResponse && (u16(bytes, at + 6) !== 0 || u16(bytes, at + 8) !== 0)) return false;
  if (u16(bytes, at + 6) > 100 || u16(bytes, at + 8) > 100 || u16(bytes, at + 10) > 100) return false;
  if (!hasReadableQuestion(p, at, end)) return false;
  const next = skipDnsName(bytes, at + dnsHeaderBytes, end);
  return next + 4 <= end && (u16(bytes, next + 2) & 0x7fff) === internetClass;
}

function summarize(p: Packet, message: number, end: number): string {
  const { bytes } = p;
  const flags = u16(bytes, message + 2);
  const isResponse = (flags & 0x8000) !== 0;
  let text = operations[(flags >> 11) & 15] ?? 'DNS';
  if (isResponse) text += ' response';
  text += ` ${hexNumber(u16(bytes, message))}`;
  if (isResponse && (flags & 15) !== 0) text += ` ${responseCodes[flags & 15] ?? `error ${flags & 15}`}`;
  let next = message + dnsHeaderBytes;
  const questions = u16(bytes, message + 4);
  for (let index = 0; index < questions && index < 4; index += 1) {
    const after = skipDnsName(bytes, next, end);
    if (after < 0 || after + 4 > end) return text;
    text += ` ${dnsTypeName(u16(bytes, after))} ${dnsNameText(bytes, message, next, end)}`;
    next = after + 4;
  }
  return (
    text + (questions <= 4 ? summarizeDnsAnswers(bytes, message, next, end, u16(bytes, message + 6)) : ' …')
  );
}

function growTree(p: Packet, at: number, message: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const flags = u16(bytes, message + 2);
  const isResponse = (flags & 0x8000) !== 0;
  tree.layer(`Domain Name System (${isResponse ? 'response' : 'query'})`, at, end);
  if (message > at) tree.field('Length', u16(bytes, at), at, 2);
  tree.field('Transaction id', hexNumber(u16(bytes, message)), message, 2);
  tree.open('Flags', hexNumber(flags), message + 2, 2);
  tree.field('Response', isResponse ? 'yes' : 'no', message + 2, 1);
  tree.field('Operation', operations[(flags >> 11) & 15] ?? (flags >> 11) & 15, message + 2, 1);
  tree.field('Authoritative', (flags >> 10) & 1, message + 2, 1);
  tree.field('Truncated', (flags >> 9) & 1, message + 2, 1);
  tree.field('Recursion desired', (flags >> 8) & 1, message + 2, 1);
  tree.field('Recursion available', (flags >> 7) & 1, message + 3, 1);
  if (isResponse)
    tree.field('Reply code', `${responseCodes[flags & 15] ?? 'unknown'} (${flags & 15})`, message + 3, 1);
  tree.close();
  growDnsRecords(tree, bytes, message, end);
}
