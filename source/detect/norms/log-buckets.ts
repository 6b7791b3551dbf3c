/** Buckets on a logarithmic scale: four to a doubling, from about a thousandth to about ten million millions. */
const bucketsPerDoubling = 4;
const lowestExponent = -10;
const highestExponent = 43;

/** Bucket 0 holds zero and what is next to nothing; the last one everything beyond the scale. */
export const bucketCount = (highestExponent - lowestExponent) * bucketsPerDoubling + 2;

/** Larger values are taken for this one. */
export const largestValue = 2 ** 50;

/** Where a value belongs. NaN and negative ones count as nothing. */
export function bucketOf(value: number): number {
  if (!(value > 0)) return 0;
  const bucket = Math.floor((Math.log2(value) - lowestExponent) * bucketsPerDoubling) + 1;
  return bucket < 0 ? 0 : bucket >= bucketCount ? bucketCount - 1 : bucket;
}

/** As it is kept: finite, not negative, single precision. */
export function keptValue(value: number): number {
  if (!(value > 0)) return 0;
  return Math.fround(value > largestValue ? largestValue : value);
}
