import { parseAddress } from '../flows/address-words.ts';
import { worldAddresses, worldPrefixes } from './world-addresses.ts';

/** What stands for what, as bytes and as text of equal length. */
type Replacement = { readonly from: Uint8Array; readonly to: Uint8Array };

const hexDigit = /[0-9a-fA-F.:]/;

/** Finds addresses of the lab in bytes and puts others there. */
export class Replacements {
  /** By first byte, longest first. */
  readonly #bytes = new Map<number, Replacement[]>();
  readonly #texts = new Map<number, Replacement[]>();

  constructor(
    addresses: readonly (readonly [from: string, to: string, ...rest: string[]])[] = worldAddresses,
    prefixes: readonly (readonly [from: string, to: string])[] = worldPrefixes,
  ) {
    for (const [from, to] of addresses) {
      add(this.#bytes, bytesOf(from), bytesOf(to));
      add(this.#texts, textOf(from), textOf(to));
    }
    for (const [from, to] of prefixes) {
      add(this.#bytes, prefixBytes(from), prefixBytes(to));
      add(this.#texts, textOf(from), textOf(to));
    }
  }

  inBytes(bytes: Uint8Array, start: number, end: number): void {
    replaceIn(this.#bytes, bytes, start, end, () => true);
  }

  inText(bytes: Uint8Array, start: number, end: number): void {
    replaceIn(this.#texts, bytes, start, end, (at, { from }) => isWholeText(bytes, at, from, end));
  }
}

/** Not the middle of a longer number: `198.51.100.10` does not stand in `198.51.100.101`. */
function isWholeText(bytes: Uint8Array, at: number, from: Uint8Array, end: number): boolean {
  const before = at === 0 ? 0 : (bytes[at - 1] ?? 0);
  if (hexDigit.test(String.fromCharCode(before)) && before !== 0x3a) return false;
  const last = from[from.length - 1] ?? 0;
  // A prefix goes on with whatever it is the prefix of.
  if (last === 0x2e || last === 0x3a) return true;
  const after = at + from.length < end ? (bytes[at + from.length] ?? 0) : 0;
  return !/[0-9]/.test(String.fromCharCode(after));
}

function replaceIn(
  table: ReadonlyMap<number, readonly Replacement[]>,
  bytes: Uint8Array,
  start: number,
  end: number,
  fits: (at: number, replacement: Replacement) => boolean,
): void {
  for (let at = start; at < end; at += 1) {
    const candidates = table.get(bytes[at] ?? 0);
    if (candidates === undefined) continue;
    const found = candidates.find(one => startsWith(bytes, at, end, one.from) && fits(at, one));
    if (found === undefined) continue;
    bytes.set(found.to, at);
    at += found.from.length - 1;
  }
}

function startsWith(bytes: Uint8Array, at: number, end: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > end) return false;
  for (let index = 0; index < wanted.length; index += 1)
    if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function add(table: Map<number, Replacement[]>, from: Uint8Array, to: Uint8Array): void {
  if (from.length !== to.length) throw new Error('an address and its replacement differ in length');
  const first = from[0] ?? 0;
  const list = table.get(first) ?? [];
  list.push({ from, to });
  table.set(
    first,
    list.sort((one, other) => other.from.length - one.from.length),
  );
}

function bytesOf(address: string): Uint8Array {
  const words = parseAddress(address);
  if (words === undefined) throw new Error(`no address: ${address}`);
  const [kind, ...parts] = words;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of parts.entries()) view.setInt32(index * 4, word);
  return kind === 4 ? bytes.subarray(12) : bytes;
}

/** The bytes a prefix fixes: three of `192.0.2.`, eight of `2001:db8:1::`. */
function prefixBytes(prefix: string): Uint8Array {
  return prefix.includes(':') ? bytesOf(prefix).subarray(0, 8) : bytesOf(`${prefix}0`).subarray(0, 3);
}

function textOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
