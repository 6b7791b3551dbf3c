import { ipv4At, ipv6At } from './address.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { dnsNameText, skipDnsName } from './dns-name.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** Questions and resource records of a DNS message, for summary and tree. */

const headerBytes = 12;
/** A tree of more records than this helps nobody. */
const maxRecordsShown = 100;
const maxAnswersInSummary = 4;

const typeNames: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  10: 'NULL',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  17: 'RP',
  24: 'SIG',
  25: 'KEY',
  28: 'AAAA',
  29: 'LOC',
  33: 'SRV',
  35: 'NAPTR',
  37: 'CERT',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  44: 'SSHFP',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  52: 'TLSA',
  61: 'OPENPGPKEY',
  64: 'SVCB',
  65: 'HTTPS',
  99: 'SPF',
  249: 'TKEY',
  250: 'TSIG',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  256: 'URI',
  257: 'CAA',
};

export function dnsTypeName(type: number): string {
  return typeNames[type] ?? `type ${type}`;
}

/** ' A 192.0.2.1 A 192.0.2.2' */
export function summarizeDnsAnswers(
  bytes: Bytes,
  message: number,
  at: number,
  end: number,
  count: number,
): string {
  let text = '';
  let next = at;
  for (let index = 0; index < count; index += 1) {
    if (index === maxAnswersInSummary) return `${text} …`;
    const after = skipDnsName(bytes, next, end);
    if (after < 0 || after + 10 > end) return text;
    const type = u16(bytes, after);
    const dataAt = after + 10;
    const dataEnd = dataAt + u16(bytes, after + 8);
    if (dataEnd > end) return text;
    text += ` ${dnsTypeName(type)} ${recordValue(bytes, message, type, dataAt, dataEnd)}`;
    next = dataEnd;
  }
  return text;
}

export function growDnsRecords(tree: Tree, bytes: Bytes, message: number, end: number): void {
  let next = message + headerBytes;
  const questions = u16(bytes, message + 4);
  for (let index = 0; index < questions && index < maxRecordsShown; index += 1) {
    const after = skipDnsName(bytes, next, end);
    if (after < 0 || after + 4 > end) {
      tree.field('Broken question', hex(bytes, next, end), next, end - next);
      return;
    }
    tree.open(
      'Question',
      `${dnsNameText(bytes, message, next, end)} ${dnsTypeName(u16(bytes, after))}`,
      next,
      after + 4 - next,
    );
    tree.field('Name', dnsNameText(bytes, message, next, end), next, after - next, 'host');
    tree.field('Type', `${dnsTypeName(u16(bytes, after))} (${u16(bytes, after)})`, after, 2);
    tree.field('Class', className(u16(bytes, after + 2)), after + 2, 2);
    tree.close();
    next = after + 4;
  }
  const sections = ['Answer', 'Authority', 'Additional'];
  for (let section = 0; section < 3; section += 1) {
    const count = u16(bytes, message + 6 + section * 2);
    for (let index = 0; index < count && index < maxRecordsShown; index += 1) {
      next = growRecord(tree, bytes, message, next, end, sections[section] ?? 'Record');
      if (next < 0) return;
    }
  }
}

/** Shows one record; returns where the next begins, or -1 when this one is broken. */
function growRecord(
  tree: Tree,
  bytes: Bytes,
  message: number,
  at: number,
  end: number,
  section: string,
): number {
  const after = skipDnsName(bytes, at, end);
  const dataAt = after + 10;
  if (after < 0 || dataAt > end || dataAt + u16(bytes, after + 8) > end) {
    tree.field(`Broken ${section.toLowerCase()}`, hex(bytes, at, end), at, end - at);
    return -1;
  }
  const type = u16(bytes, after);
  const dataEnd = dataAt + u16(bytes, after + 8);
  const name = dnsNameText(bytes, message, at, end);
  const value = recordValue(bytes, message, type, dataAt, dataEnd);
  tree.open(section, `${name} ${dnsTypeName(type)} ${value}`, at, dataEnd - at);
  tree.field('Name', name, at, after - at, 'host');
  tree.field('Type', `${dnsTypeName(type)} (${type})`, after, 2);
  if (type === 41) {
    tree.field('UDP payload size', u16(bytes, after + 2), after + 2, 2);
    tree.field('Extended code, version, flags', hex(bytes, after + 4, after + 8), after + 4, 4);
  } else {
    tree.field('Class', className(u16(bytes, after + 2)), after + 2, 2);
    tree.field('Time to live', `${u32(bytes, after + 4)} s`, after + 4, 4);
  }
  tree.field('Data', value, dataAt, dataEnd - dataAt);
  tree.close();
  return dataEnd;
}

/** The top bit is mDNS's "unicast answer please" or "flush your cache". */
function className(value: number): string {
  const plain = value & 0x7fff;
  const name =
    plain === 1 ? 'IN' : plain === 3 ? 'CH' : plain === 4 ? 'HS' : plain === 255 ? 'ANY' : String(plain);
  return value === plain ? name : `${name} (with the mDNS bit)`;
}

function recordValue(bytes: Bytes, message: number, type: number, at: number, end: number): string {
  const size = end - at;
  switch (type) {
    case 1:
      if (size === 4) return ipv4At(bytes, at);
      break;
    case 28:
      if (size === 16) return ipv6At(bytes, at);
      break;
    case 2:
    case 5:
    case 12:
    case 39:
      return dnsNameText(bytes, message, at, end);
    case 6: {
      const mailbox = skipDnsName(bytes, at, end);
      const numbers = mailbox < 0 ? -1 : skipDnsName(bytes, mailbox, end);
      const primary = dnsNameText(bytes, message, at, end);
      return numbers > 0 && numbers + 4 <= end ? `${primary} serial ${u32(bytes, numbers)}` : primary;
    }
    case 15:
      if (size > 2) return `${u16(bytes, at)} ${dnsNameText(bytes, message, at + 2, end)}`;
      break;
    case 16:
    case 99:
      return textStrings(bytes, at, end);
    case 33:
      if (size > 6) {
        return `${u16(bytes, at)} ${u16(bytes, at + 2)} ${u16(bytes, at + 4)} ${dnsNameText(bytes, message, at + 6, end)}`;
      }
      break;
    case 64:
    case 65:
      if (size > 2) return `${u16(bytes, at)} ${dnsNameText(bytes, message, at + 2, end)}`;
      break;
    default:
  }
  return size === 0 ? '' : hex(bytes, at, end);
}

function textStrings(bytes: Bytes, start: number, end: number): string {
  const parts: string[] = [];
  for (let at = start; at < end; ) {
    const length = u8(bytes, at);
    parts.push(`"${safeText(bytes, at + 1, Math.min(end, at + 1 + length))}"`);
    at += 1 + length;
  }
  return parts.join(' ');
}
