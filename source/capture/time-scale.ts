import type { PacketBatch } from './source.ts';

/** Nanoseconds in a second. */
const billion = 1_000_000_000;
const two16 = 65_536;
const two32 = 4_294_967_296;

/** Digits that fit a divisor of `divideBy` without leaving exact integers. */
const digitsAtOnce = 9;

/** Product of 64-bit ticks and a billion in 16-bit limbs, lowest first. */
const product = new Uint16Array(6);

/**
 * Turns the 64-bit ticks of a pcapng interface into seconds and nanoseconds: exactly, without BigInt
 * and without allocating. All intermediate values are integers below 2^53, where doubles are exact.
 */
export class TimeScale {
  readonly #binary: boolean;
  readonly #exponent: number;
  readonly #offsetSeconds: number;
  readonly #unitsPerSecond: number;
  readonly #nanosecondsPerUnit: number;
  /** The second of the packet before: its first tick as two halves, and its number. Typed, so that it is stored in place. */
  readonly #second: Float64Array;
  /** Scratch: the ticks still to be divided. */
  #high = 0;
  #low = 0;

  /** `resolution` is the if_tsresol byte: a power of ten, or of two where the top bit is set. */
  constructor(resolution = 6, offsetSeconds = 0) {
    this.#binary = (resolution & 0x80) !== 0;
    this.#exponent = resolution & 0x7f;
    this.#offsetSeconds = offsetSeconds;
    this.#second = new Float64Array([0, 0, offsetSeconds]);
    const digits = Math.min(this.#exponent, digitsAtOnce);
    this.#unitsPerSecond = 10 ** digits;
    this.#nanosecondsPerUnit = 10 ** (digitsAtOnce - digits);
  }

  /** Stores the moment `high`·2^32 + `low` ticks as the stamp of packet `index`. */
  store(high: number, low: number, batch: PacketBatch, index: number): void {
    if (this.#binary) {
      this.#storeBinary(high, low, batch, index);
      return;
    }
    if (this.#exponent > digitsAtOnce) {
      this.#reduce(high, low);
      high = this.#high;
      low = this.#low;
    }
    const units = this.#unitsPerSecond;
    const second = this.#second;
    const inSecond = (high - (second[0] as number)) * two32 + (low - (second[1] as number));
    // Most packets fall into the second of the one before, which spares them the division.
    if (inSecond >= 0 && inSecond < units) {
      batch.seconds[index] = second[2] as number;
      batch.nanoseconds[index] = inSecond * this.#nanosecondsPerUnit;
      return;
    }
    // Long division in two digits of base 2^16 (the first one wide): remainders stay below 2^30.
    const upper = high * two16 + (low >>> 16);
    const upperQuotient = Math.floor(upper / units);
    const lower = (upper - upperQuotient * units) * two16 + (low & 0xffff);
    const lowerQuotient = Math.floor(lower / units);
    const rest = lower - lowerQuotient * units;
    const seconds = upperQuotient * two16 + lowerQuotient + this.#offsetSeconds;
    batch.seconds[index] = seconds;
    batch.nanoseconds[index] = rest * this.#nanosecondsPerUnit;
    second[0] = low >= rest ? high : high - 1;
    second[1] = low >= rest ? low - rest : low - rest + two32;
    second[2] = seconds;
  }

  /** Finer than a nanosecond: divide down to nanoseconds first. Floor of a floor is the floor of both. */
  #reduce(high: number, low: number): void {
    for (let digits = this.#exponent - digitsAtOnce; digits > 0; digits -= digitsAtOnce) {
      const divisor = 10 ** Math.min(digits, digitsAtOnce);
      const highQuotient = Math.floor(high / divisor);
      const middle = (high - highQuotient * divisor) * two16 + (low >>> 16);
      const middleQuotient = Math.floor(middle / divisor);
      const rest = (middle - middleQuotient * divisor) * two16 + (low & 0xffff);
      high = highQuotient;
      low = middleQuotient * two16 + Math.floor(rest / divisor);
      if (high === 0 && low === 0) break;
    }
    this.#high = high;
    this.#low = low;
  }

  #storeBinary(high: number, low: number, batch: PacketBatch, index: number): void {
    const shift = this.#exponent;
    let seconds = 0;
    let fractionHigh = high;
    let fractionLow = low;
    if (shift === 0) {
      seconds = high * two32 + low;
      fractionHigh = 0;
      fractionLow = 0;
    } else if (shift < 32) {
      seconds = high * 2 ** (32 - shift) + (low >>> shift);
      fractionHigh = 0;
      fractionLow = (low & (2 ** shift - 1)) >>> 0;
    } else if (shift === 32) {
      seconds = high;
      fractionHigh = 0;
    } else if (shift < 64) {
      seconds = high >>> (shift - 32);
      fractionHigh = (high & (2 ** (shift - 32) - 1)) >>> 0;
    }
    batch.seconds[index] = seconds + this.#offsetSeconds;
    batch.nanoseconds[index] = nanosecondsOf(fractionHigh, fractionLow, shift);
  }
}

/** floor((high·2^32 + low) · 10^9 / 2^shift), for a fraction below 2^shift. */
function nanosecondsOf(high: number, low: number, shift: number): number {
  let carry = 0;
  for (let limb = 0; limb < 4; limb += 1) {
    const word = limb < 2 ? low : high;
    const sum = ((limb & 1) === 0 ? word & 0xffff : word >>> 16) * billion + carry;
    carry = Math.floor(sum / two16);
    product[limb] = sum - carry * two16;
  }
  product[4] = carry & 0xffff;
  product[5] = carry >>> 16;
  // The quotient is below 2^30, so three limbs from the shift on hold all of it.
  const first = shift >>> 4;
  const bits = shift & 15;
  const value = (product[first] ?? 0) + (product[first + 1] ?? 0) * two16 + (product[first + 2] ?? 0) * two32;
  return Math.floor(value / 2 ** bits);
}
