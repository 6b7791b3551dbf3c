import { formatIpv4, ipv6At } from './address.ts';
import { type Bytes, i32, u8, u16 } from './bytes.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

const magicCookie = 0x2112a442;
const maxAttributes = 64;
const familyIpv4 = 1;
const familyIpv6 = 2;

const attributeError = 0x0009;
const attributeUser = 0x0006;
/** Addresses in the clear, and those whose bytes are XORed with the cookie so that middleboxes leave them alone. */
const plainAddresses: readonly number[] = [0x0001, 0x0002, 0x0004, 0x0005, 0x000b, 0x8023, 0x802b, 0x802c];
const xorAddresses: readonly number[] = [0x0012, 0x0016, 0x0020, 0x8020];
const texts: readonly number[] = [attributeUser, 0x0014, 0x0015, 0x8022];

// biome-ignore format: a table
const attributeNames: Readonly<Record<number, string>> = {
  1: 'MAPPED-ADDRESS', 2: 'RESPONSE-ADDRESS', 3: 'CHANGE-REQUEST', 4: 'SOURCE-ADDRESS',
  5: 'CHANGED-ADDRESS', 6: 'USERNAME', 7: 'PASSWORD', 8: 'MESSAGE-INTEGRITY',
  9: 'ERROR-CODE', 10: 'UNKNOWN-ATTRIBUTES', 11: 'REFLECTED-FROM', 12: 'CHANNEL-NUMBER',
  13: 'LIFETIME', 18: 'XOR-PEER-ADDRESS', 19: 'DATA', 20: 'REALM', 21: 'NONCE',
  22: 'XOR-RELAYED-ADDRESS', 23: 'REQUESTED-ADDRESS-FAMILY', 24: 'EVEN-PORT',
  25: 'REQUESTED-TRANSPORT', 26: 'DONT-FRAGMENT', 28: 'MESSAGE-INTEGRITY-SHA256',
  32: 'XOR-MAPPED-ADDRESS', 34: 'RESERVATION-TOKEN', 36: 'PRIORITY', 37: 'USE-CANDIDATE',
  42: 'CONNECTION-ID', 32800: 'XOR-MAPPED-ADDRESS (old)', 32802: 'SOFTWARE', 32803: 'ALTERNATE-SERVER',
  32808: 'FINGERPRINT', 32809: 'ICE-CONTROLLED', 32810: 'ICE-CONTROLLING', 32811: 'RESPONSE-ORIGIN',
  32812: 'OTHER-ADDRESS', 49239: 'GOOG-NETWORK-INFO',
};

/** What the summary shows of the attributes of [at, end): addresses, user, error. */
export function summarizeStunAttributes(bytes: Bytes, at: number, end: number): string {
  let text = '';
  let next = at;
  for (let count = 0; count < maxAttributes && next + 4 <= end; count += 1) {
    const type = u16(bytes, next);
    const stop = next + 4 + u16(bytes, next + 2);
    if (stop > end) break;
    // The transaction id precedes the attributes by twelve bytes, the cookie by sixteen.
    if (isAddress(type))
      text += ` ${attributeNames[type] ?? ''}: ${addressText(bytes, type, next + 4, stop, at - 16)}`;
    else if (type === attributeUser) text += ` user: ${safeText(bytes, next + 4, stop)}`;
    else if (type === attributeError) text += ` error-code: ${errorText(bytes, next + 4, stop)}`;
    next += 4 + ((u16(bytes, next + 2) + 3) & ~3);
  }
  return text;
}

/** `cookie` is the position of the cookie and the transaction id behind it. */
export function growStunAttributes(tree: Tree, bytes: Bytes, at: number, end: number, cookie: number): void {
  let next = at;
  for (let count = 0; count < maxAttributes && next + 4 <= end; count += 1) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    const stop = Math.min(end, next + 4 + length);
    let value = hex(bytes, next + 4, stop);
    if (isAddress(type)) value = addressText(bytes, type, next + 4, stop, cookie);
    else if (texts.includes(type)) value = safeText(bytes, next + 4, stop);
    else if (type === attributeError) value = errorText(bytes, next + 4, stop);
    tree.field(
      attributeNames[type] ?? `Attribute 0x${type.toString(16).padStart(4, '0')}`,
      value,
      next,
      4 + length,
    );
    next += 4 + ((length + 3) & ~3);
  }
}

function isAddress(type: number): boolean {
  return plainAddresses.includes(type) || xorAddresses.includes(type);
}

function addressText(bytes: Bytes, type: number, at: number, end: number, cookie: number): string {
  if (at + 8 > end) return '';
  const family = u8(bytes, at + 1);
  const isXor = xorAddresses.includes(type);
  const port = isXor ? u16(bytes, at + 2) ^ (magicCookie >>> 16) : u16(bytes, at + 2);
  if (family === familyIpv4) {
    return `${formatIpv4(isXor ? i32(bytes, at + 4) ^ magicCookie : i32(bytes, at + 4))}:${port}`;
  }
  if (family !== familyIpv6 || at + 20 > end) return '';
  const address = bytes.slice(at + 4, at + 20);
  if (isXor)
    for (let index = 0; index < 16; index += 1)
      address[index] = u8(address, index) ^ u8(bytes, cookie + index);
  return `[${ipv6At(address, 0)}]:${port}`;
}

/** Hundreds and the rest stand apart. */
function errorText(bytes: Bytes, at: number, end: number): string {
  if (at + 4 > end) return '';
  const code = (u8(bytes, at + 2) & 7) * 100 + u8(bytes, at + 3);
  return `${code} ${safeText(bytes, at + 4, end)}`;
}
