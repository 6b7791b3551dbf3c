/** The block of memory that is about one packet, and the tables in it. */

/** Bytes from the beginning of the block of one packet; `../packet-block.ts` has the same. */
export const keysAt: usize = 0;
export const belowKeysAt: usize = 48;
export const placesAt: usize = 72;
export const countsAt: usize = 120;
export const bitsAt: usize = 216;
export const totalsAt: usize = 336;
export const sumAt: usize = 424;
export const logarithmsAt: usize = 432;
export const decaysAt: usize = 16816;
export const foundAt: usize = 33208;
export const rowAt: usize = 33464;

/** log₂ of a finite number above 0; the twin of `fastLog2`. */
export function log2(block: usize, value: f64): f64 {
  const word = reinterpret<u32>(f32(value));
  const mantissa: usize = (word >> 12) & 2047;
  return f64((i32(word) >> 23) - 127) + load<f64>(block + (mantissa << 3), logarithmsAt);
}
