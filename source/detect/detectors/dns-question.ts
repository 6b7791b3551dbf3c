import { u8, u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';

const headerBytes = 12;
const tcpNumber = 6;
const mostLabels = 64;
const answerFlag = 0x8000;
/** Second-level names this short below a country are registries (co.uk, com.au), not anybody's. */
const registryLabel = 3;
const countryLabel = 2;
/** in-addr and ip6, below which .arpa holds addresses. */
const inAddrBytes = 7;
const ip6Bytes = 3;
const lowerCase = 0x20;
const digitZero = 0x30;
const digitNine = 0x39;
const letterA = 0x61;
const letterZ = 0x7a;

/** A DNS message's question, read from the wire into numbers; one object is reused for all. */
export class DnsQuestion {
  isAnswer = false;
  responseCode = 0;
  type = 0;
  /** Stands for the domain somebody can have: example.com, example.co.uk. */
  domain = 0;
  /** Where the name begins and the domain in it, as indexes into the bytes. */
  nameAt = 0;
  domainAt = 0;
  nameEnd = 0;
  /** Stands for what is below the domain, and how many bytes it has. */
  below = 0;
  belowBytes = 0;
  labels = 0;
  /** Bytes of the whole message. */
  bytes = 0;
  /** Names made of addresses (in-addr.arpa, ip6.arpa and lists of bad addresses). */
  isOfAddress = false;
  readonly #labelAt = new Int32Array(mostLabels);

  /** False where there is no question to be read. */
  read(p: Packet): boolean {
    const { bytes, end } = p;
    if (p.payloadStart < 0) return false;
    const at = p.start + p.payloadStart + (p.ipProtocol === tcpNumber ? 2 : 0);
    if (at + headerBytes > end || u16(bytes, at + 4) !== 1) return false;
    const flags = u16(bytes, at + 2);
    this.isAnswer = (flags & answerFlag) !== 0;
    this.responseCode = flags & 15;
    this.bytes = p.payloadLength;
    return this.#readName(bytes, at + headerBytes, end);
  }

  /** Of the message just read: whether its name is one of these domains (by `dnsDomainKey`), or below one. */
  endsIn(bytes: Uint8Array, domains: readonly number[]): boolean {
    for (let label = 0; label < this.labels; label += 1) {
      const key = hashName(bytes, this.#labelAt[label] as number, this.nameEnd);
      for (let index = 0; index < domains.length; index += 1) if (domains[index] === key) return true;
    }
    return false;
  }

  #readName(bytes: Uint8Array, from: number, end: number): boolean {
    let at = from;
    let labels = 0;
    for (; labels < mostLabels; labels += 1) {
      if (at >= end) return false;
      const length = u8(bytes, at);
      if (length === 0) break;
      if (length > 63 || at + 1 + length > end) return false;
      this.#labelAt[labels] = at;
      at += 1 + length;
    }
    if (labels === mostLabels || at + 5 > end) return false;
    this.type = u16(bytes, at + 1);
    this.labels = labels;
    this.nameAt = from;
    this.nameEnd = at;
    const own = Math.max(0, labels - this.#domainLabels(bytes, labels));
    this.domainAt = own < labels ? (this.#labelAt[own] as number) : at;
    this.below = hashName(bytes, from, this.domainAt);
    this.belowBytes = this.domainAt - from;
    this.domain = hashName(bytes, this.domainAt, at);
    this.isOfAddress = this.#isOfAddress(bytes, labels, own);
    return true;
  }

  #domainLabels(bytes: Uint8Array, labels: number): number {
    if (labels < 3) return 2;
    const top = u8(bytes, this.#labelAt[labels - 1] as number);
    const second = u8(bytes, this.#labelAt[labels - 2] as number);
    return top === countryLabel && second <= registryLabel ? 3 : 2;
  }

  /** Below in-addr.arpa or ip6.arpa, or at least four numbers (or sixteen single digits) in front. */
  #isOfAddress(bytes: Uint8Array, labels: number, own: number): boolean {
    const top = labels === 0 ? 0 : (this.#labelAt[labels - 1] as number);
    // Others there are names like any (home.arpa).
    const second = labels < 2 ? 0 : u8(bytes, this.#labelAt[labels - 2] as number);
    if ((second === inAddrBytes || second === ip6Bytes) && u8(bytes, top) === 4 && isArpa(bytes, top + 1))
      return true;
    if (own < 4) return false;
    let numbers = 0;
    let digits = 0;
    for (let index = 0; index < own; index += 1) {
      const at = this.#labelAt[index] as number;
      const length = u8(bytes, at);
      if (length <= 3 && isNumber(bytes, at + 1, length)) numbers += 1;
      if (length === 1) digits += 1;
      if (numbers <= index && digits <= index) break;
    }
    return numbers >= 4 || digits >= 16;
  }
}

function isArpa(bytes: Uint8Array, at: number): boolean {
  return (
    (u8(bytes, at) | lowerCase) === 0x61 &&
    (u8(bytes, at + 1) | lowerCase) === 0x72 &&
    (u8(bytes, at + 2) | lowerCase) === 0x70 &&
    (u8(bytes, at + 3) | lowerCase) === 0x61
  );
}

function isNumber(bytes: Uint8Array, at: number, length: number): boolean {
  for (let index = at; index < at + length; index += 1) {
    const value = u8(bytes, index);
    if (value < digitZero || value > digitNine) return false;
  }
  return true;
}

/** What `domain` is for a domain written with dots. */
export function dnsDomainKey(text: string): number {
  const bytes = text.split('.').flatMap(label => [label.length, ...Buffer.from(label, 'latin1')]);
  return hashName(Uint8Array.from(bytes), 0, bytes.length);
}

/** Letters in either case are the same. */
function hashName(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) {
    const value = u8(bytes, at);
    const lower = value | lowerCase;
    hash = (Math.imul(hash, 31) + (lower >= letterA && lower <= letterZ ? lower : value)) | 0;
  }
  return mix(hash, to - from);
}
