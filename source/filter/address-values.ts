import type { AddressRange, HardwareRange } from './syntax.ts';

type Words = readonly [number, number, number, number];
type Address = { readonly version: 4 | 6; readonly words: Words };

/** `bad` says what is the matter; `partial` when typing on may make it right. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly bad: string; readonly partial: boolean };

const allOnes = 0xffff_ffff;
const wordBits = 32;

/** Digits and dots, or groups of hexadecimal digits and colons: was meant as an address, whatever it is. */
export function looksLikeAddress(word: string): boolean {
  return (
    /^\d{1,3}\.[\d.]*(\/.*|(-|\.\.)\d.*)?$/.test(word) ||
    /^\[?[0-9a-f]{0,4}:[0-9a-f:.]*\]?(\/.*|(-|\.\.)[0-9a-f:].*)?$/i.test(word)
  );
}

/** An address, a network (10.0.0.0/8) or a range (10.0.0.1-10.0.0.9, also with two dots). */
export function parseAddressRange(word: string): Parsed<AddressRange> {
  const slash = word.indexOf('/');
  if (slash >= 0) return parseNetwork(word.slice(0, slash), word.slice(slash + 1));
  const between = /^(.*?[^.])(?:-|\.\.)([^.].*)$/.exec(word);
  if (between === null) {
    const address = parseAddress(word);
    if (!address.ok) return address;
    const { version, words } = address.value;
    return { ok: true, value: { version, low: words, high: words } };
  }
  const low = parseAddress(between[1] ?? '');
  if (!low.ok) return { ...low, partial: false };
  const high = parseAddress(between[2] ?? '');
  if (!high.ok) return high;
  if (low.value.version !== high.value.version) return bad('a range stays within one version of IP');
  if (compare(low.value.words, high.value.words) > 0) return bad('this range runs backwards', true);
  return { ok: true, value: { version: low.value.version, low: low.value.words, high: high.value.words } };
}

function parseNetwork(base: string, lengthText: string): Parsed<AddressRange> {
  const address = parseAddress(base);
  if (!address.ok) return { ...address, partial: false };
  const { version, words } = address.value;
  const most = version === 4 ? wordBits : wordBits * 4;
  if (lengthText === '') return bad(`a prefix length from 0 to ${most} must follow "/"`, true);
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (!(length <= most)) return bad(`a prefix length is 0–${most} here`);
  const low = words.map((word, index) => (word & mask(version, index, length)) >>> 0);
  const high = words.map((word, index) => (word | ~mask(version, index, length)) >>> 0);
  // IPv4 uses the last word only; the others stay zero.
  if (version === 4) high.fill(0, 0, 3);
  return { ok: true, value: { version, low: quartet(low), high: quartet(high) } };
}

/** The bits of word `index` that belong to the first `length` bits. */
function mask(version: 4 | 6, index: number, length: number): number {
  const bits = version === 4 ? (index === 3 ? length : 0) : length - index * wordBits;
  if (bits <= 0) return 0;
  return bits >= wordBits ? allOnes : ~(allOnes >>> bits) >>> 0;
}

function quartet(values: readonly number[]): Words {
  return [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0, values[3] ?? 0];
}

function compare(left: Words, right: Words): number {
  for (let index = 0; index < 4; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parseAddress(text: string): Parsed<Address> {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return bare.includes(':') ? parseVersion6(bare) : parseVersion4(bare);
}

function parseVersion4(text: string): Parsed<Address> {
  const parts = text.split('.');
  const numbers = parts.map(part => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.some((value, index) => value > 255 || (Number.isNaN(value) && parts[index] !== ''))) {
    return bad('each part of an IPv4 address is 0–255');
  }
  if (parts.length === 4 && numbers.every(value => value <= 255)) {
    const value = numbers.reduce((sum, part) => sum * 256 + part, 0);
    return { ok: true, value: { version: 4, words: [0, 0, 0, value] } };
  }
  // Between the dots there must be something, after the last one it may still come.
  const gap = parts.slice(0, -1).includes('') || parts.length > 4;
  return bad('an IPv4 address has four parts', !gap);
}

function parseVersion6(text: string): Parsed<Address> {
  const halves = text.split('::');
  if (halves.length > 2) return bad('"::" stands only once in an IPv6 address');
  const front = groups(halves[0] ?? '', halves.length === 1);
  const back = groups(halves[1] ?? '', true);
  if (front === undefined || back === undefined) {
    return bad('an IPv6 address has groups of up to four hexadecimal digits', text.endsWith(':'));
  }
  const given = front.length + back.length;
  if (halves.length === 1 && given < 8) return bad('an IPv6 address has eight groups, or "::"', true);
  if (given > (halves.length === 1 ? 8 : 7)) return bad('an IPv6 address has eight groups');
  const all = [...front, ...Array.from({ length: 8 - given }, () => 0), ...back];
  const word = (index: number): number => (all[index] ?? 0) * 0x1_0000 + (all[index + 1] ?? 0);
  return { ok: true, value: { version: 6, words: [word(0), word(2), word(4), word(6)] } };
}

/** 16-bit groups; the last one may be an IPv4 address, which is two of them. */
function groups(text: string, mayEndInVersion4: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      found.push(Number.parseInt(part, 16));
      continue;
    }
    const last = index === parts.length - 1 && mayEndInVersion4 ? parseVersion4(part) : undefined;
    if (last?.ok !== true) return undefined;
    const value = last.value.words[3];
    found.push(Math.floor(value / 0x1_0000), value % 0x1_0000);
  }
  return found;
}

const hardwareBits = 48;

/** 00:1b:21:aa:bb:cc, with hyphens, or as 001b.21aa.bbcc; with /24 every address of that maker. */
export function parseHardwareRange(word: string): Parsed<HardwareRange> {
  const [address = '', lengthText] = word.split('/');
  const digits = hardwareDigits(address);
  if (digits === undefined) {
    const begun = /^([0-9a-f]{2}[:-]){0,5}[0-9a-f]{0,2}$/i.test(address) && lengthText === undefined;
    return bad('a hardware address has six pairs of hexadecimal digits', begun);
  }
  if (lengthText === '') return bad(`a prefix length from 0 to ${hardwareBits} must follow "/"`, true);
  const length =
    lengthText === undefined ? hardwareBits : /^\d{1,2}$/.test(lengthText) ? Number(lengthText) : 99;
  if (length > hardwareBits) return bad(`a prefix length is 0–${hardwareBits} here`);
  const free = 2 ** (hardwareBits - length);
  const value = Number.parseInt(digits, 16);
  const low = value - (value % free);
  const high = low + free - 1;
  const half = 2 ** wordBits;
  return {
    ok: true,
    value: {
      lowHigh: Math.floor(low / half),
      lowLow: low % half,
      highHigh: Math.floor(high / half),
      highLow: high % half,
    },
  };
}

function hardwareDigits(text: string): string | undefined {
  if (/^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$/i.test(text)) return text.replace(/[:-]/g, '');
  if (/^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i.test(text)) return text.replace(/\./g, '');
  return undefined;
}

export function looksLikeHardware(word: string): boolean {
  return hardwareDigits(word.split('/')[0] ?? '') !== undefined;
}

function bad(text: string, partial = false): { ok: false; bad: string; partial: boolean } {
  return { ok: false, bad: text, partial };
}
