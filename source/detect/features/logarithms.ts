/** Logarithms good to 10⁻³ bits, several times faster than exact ones: a packet takes dozens. */
const mantissaBits = 11;
const floatMantissaBits = 23;
const exponentBias = 127;
const mantissas = 1 << mantissaBits;
/** Of what a number's mantissa counts. */
export const logarithmTable = Float64Array.from({ length: mantissas }, (_, index) =>
  Math.log2(1 + (index + 0.5) / mantissas),
);
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const naturalPerBit = Math.LN2;

/** log₂ of a finite number above 0. */
export function fastLog2(value: number): number {
  float[0] = value;
  const word = bits[0] as number;
  const mantissa = (word >>> (floatMantissaBits - mantissaBits)) & (mantissas - 1);
  return (word >> floatMantissaBits) - exponentBias + (logarithmTable[mantissa] as number);
}

/** ln(1 + value) for values from 0; exactly 0 for 0. */
export function fastLog1p(value: number): number {
  return value > 0 ? fastLog2(1 + value) * naturalPerBit : 0;
}
