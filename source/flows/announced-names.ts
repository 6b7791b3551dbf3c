import { type Bytes, i32, u8, u16, u32 } from '../decode/bytes.ts';
import { skipDnsName } from '../decode/dns-name.ts';
import { netbiosNameText } from '../decode/netbios-name.ts';
import { safeText } from '../decode/text.ts';

/** Names hosts give themselves where there is no DNS: NetBIOS registrations and DHCP requests. */

export type Announced = {
  readonly name: string;
  /** IPv4. */
  readonly address: number;
};

const headerBytes = 12;
const netbiosType = 32;
/** Unique names of a workstation or file server; the others name groups and services. */
const hostSuffixes = /<(00|20)>$/;
const groupBit = 0x8000;

/** The host that registers or refreshes its name, or answers for it, in the NBNS message at `at`. */
export function netbiosHost(bytes: Bytes, at: number, end: number): Announced | undefined {
  if (at + headerBytes > end) return undefined;
  const flags = u16(bytes, at + 2);
  const operation = (flags >> 11) & 15;
  const isResponse = (flags & 0x8000) !== 0;
  const registers =
    !isResponse && (operation === 5 || operation === 8 || operation === 9 || operation === 15);
  const answers = isResponse && operation === 0 && (flags & 15) === 0;
  if (!registers && !answers) return undefined;
  const name = at + headerBytes;
  let next = skipDnsName(bytes, name, end);
  if (next < 0) return undefined;
  const text = netbiosNameText(bytes, name, next);
  if (!hostSuffixes.test(text)) return undefined;
  if (u16(bytes, at + 4) > 0) {
    // Question first; the record that follows repeats the name.
    next = skipDnsName(bytes, next + 4, end);
    if (next < 0) return undefined;
  }
  const data = next + 10;
  if (data + 6 > end || u16(bytes, next) !== netbiosType || (u16(bytes, data) & groupBit) !== 0)
    return undefined;
  return { name: text.replace(hostSuffixes, '').toLowerCase(), address: i32(bytes, data + 2) };
}

const fixedBytes = 236;
const cookie = 0x63825363;
const hostNameOption = 12;
const requestedOption = 50;
const messageTypeOption = 53;
const requestMessage = 3;
const endOption = 255;

/** The client that asks for an address under its name, in the DHCP message at `at`. */
export function dhcpHost(bytes: Bytes, at: number, end: number): Announced | undefined {
  if (at + fixedBytes + 4 > end || u8(bytes, at) !== 1 || u32(bytes, at + fixedBytes) !== cookie)
    return undefined;
  let name = '';
  let requested = i32(bytes, at + 12);
  let type = 0;
  for (let next = at + fixedBytes + 4; next + 1 < end; ) {
    const code = u8(bytes, next);
    if (code === endOption) break;
    if (code === 0) {
      next += 1;
      continue;
    }
    const length = u8(bytes, next + 1);
    const value = next + 2;
    if (value + length > end) break;
    if (code === hostNameOption) name = safeText(bytes, value, value + length);
    else if (code === requestedOption && length === 4) requested = i32(bytes, value);
    else if (code === messageTypeOption && length === 1) type = u8(bytes, value);
    next = value + length;
  }
  // Only who requests an address means to have it.
  if (type !== requestMessage || name === '' || requested === 0) return undefined;
  return { name: name.toLowerCase(), address: requested };
}
