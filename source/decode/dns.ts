import { u16 } from './bytes.ts';
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

export const dns: Protocol = {
  name: 'DNS',
  tcpPorts: [53, mdnsPort, llmnrPort],
  udpPorts: [53, mdnsPort, llmnrPort],
  application: decodeDns,
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
