import { type Bytes, i32, u16, u32 } from '../decode/bytes.ts';
import { dnsNameText, skipDnsName } from '../decode/dns-name.ts';
import { addressIpv4, addressIpv6 } from '../decode/packet.ts';

/** Told of each address a DNS message names: kind, four words, the name in lower case, its life in seconds. */
export type AddressNamed = (
  kind: number,
  a: number,
  b: number,
  c: number,
  d: number,
  name: string,
  life: number,
) => void;

const headerBytes = 12;
const recordHeaderBytes = 10;
/** More addresses than this in one answer name nothing in particular. */
const maxRecords = 64;
const responseBit = 0x8000;
const errorBits = 0x000f;
const addressType = 1;
const address6Type = 28;
const internetClass = 1;

/**
 * The addresses in the answer at `message`, named as they were asked for: behind aliases that is the name a
 * person would know, not that of the machine at the end. Stops quietly at whatever is broken.
 */
export function readAnswers(bytes: Bytes, message: number, end: number, named: AddressNamed): void {
  if (message + headerBytes > end) return;
  const flags = u16(bytes, message + 2);
  if ((flags & responseBit) === 0 || (flags & errorBits) !== 0 || u16(bytes, message + 4) !== 1) return;
  const question = message + headerBytes;
  const after = skipDnsName(bytes, question, end);
  if (after < 0 || after + 4 > end) return;
  const name = plainName(bytes, message, question, end);
  if (name === '') return;
  readRecords(bytes, message, after + 4, end, u16(bytes, message + 6), name, named);
}

/** The addresses announced by mDNS at `message`, each named by its own record. */
export function readAnnouncements(bytes: Bytes, message: number, end: number, named: AddressNamed): void {
  if (message + headerBytes > end || (u16(bytes, message + 2) & responseBit) === 0) return;
  let at = message + headerBytes;
  for (let questions = Math.min(maxRecords, u16(bytes, message + 4)); questions > 0; questions -= 1) {
    const after = skipDnsName(bytes, at, end);
    if (after < 0) return;
    at = after + 4;
  }
  const records = u16(bytes, message + 6) + u16(bytes, message + 8) + u16(bytes, message + 10);
  readRecords(bytes, message, at, end, records, '', named);
}

/** With `name` '' each record is named by its owner. */
function readRecords(
  bytes: Bytes,
  message: number,
  start: number,
  end: number,
  count: number,
  name: string,
  named: AddressNamed,
): void {
  let at = start;
  for (let index = 0; index < count && index < maxRecords; index += 1) {
    const after = skipDnsName(bytes, at, end);
    if (after < 0 || after + recordHeaderBytes > end) return;
    const data = after + recordHeaderBytes;
    const size = u16(bytes, after + 8);
    if (data + size > end) return;
    const type = u16(bytes, after);
    // The top bit of the class is mDNS's "forget older ones".
    if ((u16(bytes, after + 2) & 0x7fff) === internetClass) {
      const isAddress = (type === addressType && size === 4) || (type === address6Type && size === 16);
      const called = !isAddress || name !== '' ? name : plainName(bytes, message, at, end);
      const life = u32(bytes, after + 4);
      if (isAddress && called !== '') tell(bytes, data, size, called, life, named);
    }
    at = data + size;
  }
}

function tell(bytes: Bytes, at: number, size: number, name: string, life: number, named: AddressNamed): void {
  if (size === 4) named(addressIpv4, 0, 0, 0, i32(bytes, at), name, life);
  else {
    const last = i32(bytes, at + 12);
    named(addressIpv6, i32(bytes, at), i32(bytes, at + 4), i32(bytes, at + 8), last, name, life);
  }
}

/** '' for names that are broken (the decoder marks them with an angle bracket) or empty. */
function plainName(bytes: Bytes, message: number, at: number, end: number): string {
  const name = dnsNameText(bytes, message, at, end);
  return name.includes('<') ? '' : name.toLowerCase();
}
