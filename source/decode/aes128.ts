/**
 * AES-128 of single blocks, one way: enough to take the protection off QUIC headers and to look at the first bytes
 * behind them. For what everybody may know: takes no care to hide how long it takes.
 */

const blockBytes = 16;
const rounds = 10;
const roundWords = 4;

/** The S-box, and it with the mixing of columns in one: multiplied by 2, 1, 1 and 3. */
const box = substitutions();
const mixed = Int32Array.from(box, byte => {
  const double = doubled(byte);
  return (double << 24) | (byte << 16) | (byte << 8) | (double ^ byte);
});

/** One key, to encrypt blocks with. */
export class Aes128 {
  readonly #keys = new Int32Array((rounds + 1) * roundWords);
  readonly #block = new Uint8Array(blockBytes);

  /** A key of 16 bytes. */
  setKey(key: Uint8Array): void {
    const keys = this.#keys;
    for (let index = 0; index < roundWords; index += 1) keys[index] = word(key, index * 4);
    let constant = 1;
    for (let index = roundWords; index < keys.length; index += 1) {
      let next = keys[index - 1] as number;
      if (index % roundWords === 0) {
        next = substituted((next << 8) | (next >>> 24)) ^ (constant << 24);
        constant = doubled(constant);
      }
      keys[index] = (keys[index - roundWords] as number) ^ next;
    }
  }

  /** 16 bytes, good until the next call, of the 16 of `bytes` that begin at `at`. */
  encrypt(bytes: Uint8Array, at = 0): Uint8Array {
    const keys = this.#keys;
    let a = word(bytes, at) ^ (keys[0] as number);
    let b = word(bytes, at + 4) ^ (keys[1] as number);
    let c = word(bytes, at + 8) ^ (keys[2] as number);
    let d = word(bytes, at + 12) ^ (keys[3] as number);
    for (let round = 1; round < rounds; round += 1) {
      const key = round * roundWords;
      const nextA = mixedWord(a, b, c, d) ^ (keys[key] as number);
      const nextB = mixedWord(b, c, d, a) ^ (keys[key + 1] as number);
      const nextC = mixedWord(c, d, a, b) ^ (keys[key + 2] as number);
      d = mixedWord(d, a, b, c) ^ (keys[key + 3] as number);
      a = nextA;
      b = nextB;
      c = nextC;
    }
    const last = rounds * roundWords;
    const block = this.#block;
    write(block, 0, lastWord(a, b, c, d) ^ (keys[last] as number));
    write(block, 4, lastWord(b, c, d, a) ^ (keys[last + 1] as number));
    write(block, 8, lastWord(c, d, a, b) ^ (keys[last + 2] as number));
    write(block, 12, lastWord(d, a, b, c) ^ (keys[last + 3] as number));
    return block;
  }
}

function mixedWord(a: number, b: number, c: number, d: number): number {
  const one = mixed[a >>> 24] as number;
  const two = mixed[(b >>> 16) & 255] as number;
  const three = mixed[(c >>> 8) & 255] as number;
  const four = mixed[d & 255] as number;
  return one ^ turned(two, 8) ^ turned(three, 16) ^ turned(four, 24);
}

function lastWord(a: number, b: number, c: number, d: number): number {
  return (
    ((box[a >>> 24] as number) << 24) |
    ((box[(b >>> 16) & 255] as number) << 16) |
    ((box[(c >>> 8) & 255] as number) << 8) |
    (box[d & 255] as number)
  );
}

function substituted(value: number): number {
  return lastWord(value, value, value, value);
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function write(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function turned(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** In the field of 256 elements AES works in. */
function doubled(byte: number): number {
  return ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 255;
}

/** Inverses in that field, each with five of its turns added. */
function substitutions(): Uint8Array {
  const boxed = new Uint8Array(256);
  let power = 1;
  let inverse = 1;
  do {
    // 3 generates all elements but 0; its inverse, 0xf6, goes round the other way.
    power ^= doubled(power);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 255;
    if (inverse & 0x80) inverse ^= 0x09;
    let value = 0x63;
    for (let turns = 0; turns < 5; turns += 1)
      value ^= ((inverse << turns) | (inverse >>> (8 - turns))) & 255;
    boxed[power] = value;
  } while (power !== 1);
  boxed[0] = 0x63;
  return boxed;
}
