/**
 * HMAC with SHA-256 for the keys of QUIC's first packets. Node's own takes ten times as long for messages of a line,
 * most of it to set itself up, and a handshake wants five. For what everybody may know: takes no care to hide how long
 * it takes.
 */

const blockBytes = 64;
const digestBytes = 32;
const lengthBytes = 8;
const innerPad = 0x36;
const outerPad = 0x5c;

/** The first 32 bits of the fractions of square and cube roots of the first primes, as FIPS 180-4 has it. */
const primes = firstPrimes(blockBytes);
const beginning = Int32Array.from(primes.slice(0, 8), prime => fraction(Math.sqrt(prime)));
const constants = Int32Array.from(primes, prime => fraction(Math.cbrt(prime)));

const schedule = new Int32Array(blockBytes);
const block = new Uint8Array(blockBytes);
const state = new Int32Array(8);

/** One key, to sign short messages with. */
export class HmacSha256 {
  readonly #inner = new Int32Array(8);
  readonly #outer = new Int32Array(8);
  readonly #digest = new Uint8Array(digestBytes);

  /** A key of at most 64 bytes. */
  setKey(key: Uint8Array): void {
    this.#begin(key, innerPad, this.#inner);
    this.#begin(key, outerPad, this.#outer);
  }

  /** 32 bytes, good until the next call. */
  sign(message: Uint8Array): Uint8Array {
    const digest = this.#digest;
    state.set(this.#inner);
    finish(message, digest);
    state.set(this.#outer);
    finish(digest, digest);
    return digest;
  }

  #begin(key: Uint8Array, pad: number, into: Int32Array): void {
    for (let at = 0; at < blockBytes; at += 1) block[at] = (at < key.length ? (key[at] as number) : 0) ^ pad;
    state.set(beginning);
    compress();
    into.set(state);
  }
}

/** Digests what follows the one block `state` stands for. */
function finish(message: Uint8Array, digest: Uint8Array): void {
  const { length } = message;
  let at = 0;
  for (; at + blockBytes <= length; at += blockBytes) {
    for (let index = 0; index < blockBytes; index += 1) block[index] = message[at + index] as number;
    compress();
  }
  block.fill(0);
  for (let index = 0; at + index < length; index += 1) block[index] = message[at + index] as number;
  block[length - at] = 0x80;
  if (length - at >= blockBytes - lengthBytes) {
    compress();
    block.fill(0);
  }
  const bits = (blockBytes + length) * 8;
  for (let byte = 0; byte < 4; byte += 1) block[blockBytes - 1 - byte] = bits >>> (8 * byte);
  compress();
  for (let index = 0; index < digestBytes; index += 1) {
    digest[index] = (state[index >> 2] as number) >>> (24 - 8 * (index & 3));
  }
}

/** Takes `block` into `state`. */
function compress(): void {
  for (let index = 0; index < 16; index += 1) {
    const at = index * 4;
    schedule[index] =
      ((block[at] as number) << 24) |
      ((block[at + 1] as number) << 16) |
      ((block[at + 2] as number) << 8) |
      (block[at + 3] as number);
  }
  for (let index = 16; index < blockBytes; index += 1) {
    const early = schedule[index - 15] as number;
    const late = schedule[index - 2] as number;
    const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const other = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    schedule[index] = ((schedule[index - 16] as number) + one + (schedule[index - 7] as number) + other) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let index = 0; index < blockBytes; index += 1) {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const chosen = (e & f) ^ (~e & g);
    const first = (h + mixed + chosen + (constants[index] as number) + (schedule[index] as number)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every(prime => number % prime !== 0)) found.push(number);
  }
  return found;
}
