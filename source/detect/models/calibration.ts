/**
 * Scores become frequencies: 10·log10(N) for "1 in N of what is normal here scores as high". Inside what was seen
 * by counting; beyond the 95th to 98th percentile by a generalised Pareto distribution fitted to the excesses (peaks over
 * threshold), which goes on where there was nothing to count. Fitted on scores of rows no model was trained on.
 */

/** Plain data: kept in files and sent between threads. */
export type Calibration = {
  /** Scores it was fitted on. */
  readonly rows: number;
  /** Different scores that were seen, ascending, up to the threshold; and their oddness. */
  readonly knots: Float64Array;
  readonly oddness: Float64Array;
  /** Of the excesses over the last knot. */
  readonly scale: number;
  readonly shape: number;
  /** How fast oddness goes to 0 below the first knot. */
  readonly lowerScale: number;
};

const maxKnots = 1024;
/** Excesses a fit wants, and the share of rows it may take for them. */
const wantedExcesses = 60;
const smallestTail = 0.02;
const largestTail = 0.05;
/** Fewer say nothing of a shape. */
const leastForShape = 20;
/** Heavier than this one cannot tell from so few; lighter claims "1 in 10,000" of what comes once in a thousand. */
const heaviestShape = 0.5;
const lightestShape = -0.05;
/** Shapes are mostly near 0, and those of few excesses mostly noise: as if there were so many more, of shape 0. */
const excessesOfShapeZero = 40;
/** Where nothing varies: scores of forests lie between 0 and 1. */
const leastScale = 1e-4;
/** Rows that stand behind each claim of "1 in N". */
const rowsPerClaim = 10;

export function fitCalibration(scores: Float64Array): Calibration {
  const sorted = scores.filter(score => Number.isFinite(score)).sort();
  const rows = sorted.length;
  if (rows === 0) {
    const none = new Float64Array(0);
    return { rows, knots: none, oddness: none, scale: 1, shape: 0, lowerScale: 1 };
  }
  const share = Math.min(largestTail, Math.max(smallestTail, wantedExcesses / rows));
  const threshold = sorted[Math.max(0, Math.ceil(rows * (1 - share)) - 1)] as number;
  const { knots, oddness } = knotsOf(sorted, threshold);
  const excesses = sorted.filter(score => score > threshold).map(score => score - threshold);
  const spread = (threshold - (sorted[rows >>> 1] as number)) / 3;
  return {
    rows,
    knots,
    oddness,
    ...fitTail(excesses, spread),
    lowerScale: Math.max(leastScale, ((sorted[rows >>> 1] as number) - (sorted[0] as number)) / 2),
  };
}

/** Each different score with the share of rows at least as high, thinned where there are more than need be. */
function knotsOf(
  sorted: Float64Array,
  threshold: number,
): { readonly knots: Float64Array; readonly oddness: Float64Array } {
  const rows = sorted.length;
  const knots: number[] = [];
  const oddness: number[] = [];
  const step = Math.max(1, Math.floor(rows / maxKnots));
  let last = -step;
  for (let place = 0; place < rows; place += 1) {
    const score = sorted[place] as number;
    if (score > threshold) break;
    if (knots.at(-1) === score || (place - last < step && score !== threshold)) continue;
    knots.push(score);
    // Half a row more than were as high: nothing that was seen is below "1 in 1", and the first knot is above 0.
    oddness.push(-10 * Math.log10((rows - place) / (rows + 0.5)));
    last = place;
  }
  return { knots: Float64Array.from(knots), oddness: Float64Array.from(oddness) };
}

/** Probability-weighted moments: steadier than likelihood on few values, and always there. */
function fitTail(excesses: Float64Array, spread: number): { readonly scale: number; readonly shape: number } {
  const count = excesses.length;
  const fallback = Math.max(leastScale, spread);
  if (count === 0) return { scale: fallback, shape: 0 };
  let mean = 0;
  let weighted = 0;
  for (let place = 0; place < count; place += 1) {
    const excess = excesses[place] as number;
    mean += excess / count;
    weighted += ((1 - (place + 0.65) / count) * excess) / count;
  }
  // A few excesses say less than the spread of all rows does.
  if (count < leastForShape)
    return { scale: Math.max(leastScale, (mean * count + fallback * 5) / (count + 5)), shape: 0 };
  const difference = mean - 2 * weighted;
  const free = difference > 0 ? ((2 - mean / difference) * count) / (count + excessesOfShapeZero) : 0;
  const shape = Math.min(heaviestShape, Math.max(lightestShape, Number.isFinite(free) ? free : 0));
  // With the shape held where it is, the scale that has the mean that was seen.
  return { scale: Math.max(leastScale, mean * (1 - shape)), shape };
}

/** Whether there are too few rows behind "1 in N" at this oddness. */
export function isProvisionalAt(calibration: Calibration, oddness: number): boolean {
  return calibration.rows < rowsPerClaim * 10 ** (oddness / 10);
}
