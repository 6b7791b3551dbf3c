/**
 * What is usual in each column on its own: up to 64 points of its distribution, dense in both tails. Says how rare a
 * value is whatever the other columns hold, and in which units rows are near or far from each other.
 */

/** Plain data. Points of column c begin at c · `pointsPerColumn`; `counts[c]` of them are there. */
export type ColumnTails = {
  readonly columns: number;
  /** Rows they are taken from. */
  readonly rows: number;
  readonly counts: Uint8Array;
  /** Different values, ascending. */
  readonly values: Float32Array;
  /** Share of rows below the point, and of rows not above it. */
  readonly below: Float32Array;
  readonly upTo: Float32Array;
  readonly medians: Float32Array;
  /** A robust standard deviation, never 0. */
  readonly scales: Float32Array;
};

export const pointsPerColumn = 64;
/** Beyond the last point, each of these many scales makes a value ten times as rare. */
const scalesPerTenfold = 4;
/** Of that, no more than this. */
export const mostBeyond = 30;
/** Of a normal distribution: from quartile to quartile, and from the 1st percentile to the 99th. */
const quartiles = 1.349;
const percentiles = 4.653;
/** Where nothing varies: the share of a value that counts as a scale, and the least, about a third more or less in logarithms. */
const constantScale = 0.05;
const leastConstantScale = 0.3;

export function fitTails(rows: Float32Array, columns: number): ColumnTails {
  const count = rows.length / columns;
  const tails: ColumnTails = {
    columns,
    rows: count,
    counts: new Uint8Array(columns),
    values: new Float32Array(columns * pointsPerColumn),
    below: new Float32Array(columns * pointsPerColumn),
    upTo: new Float32Array(columns * pointsPerColumn),
    medians: new Float32Array(columns),
    scales: new Float32Array(columns).fill(1),
  };
  const sorted = new Float32Array(count);
  for (let column = 0; column < columns; column += 1) {
    let found = 0;
    for (let row = 0; row < count; row += 1) {
      const value = rows[row * columns + column] as number;
      if (!Number.isFinite(value)) continue;
      sorted[found] = value;
      found += 1;
    }
    if (found > 0) fitColumn(tails, column, sorted.subarray(0, found).sort());
  }
  return tails;
}

function fitColumn(tails: ColumnTails, column: number, sorted: Float32Array): void {
  const { length } = sorted;
  const at = column * pointsPerColumn;
  let points = 0;
  for (const rank of ranks(length)) {
    const value = sorted[rank] as number;
    if (points > 0 && tails.values[at + points - 1] === value) continue;
    tails.values[at + points] = value;
    tails.below[at + points] = firstAtLeast(sorted, value) / length;
    tails.upTo[at + points] = firstAbove(sorted, value) / length;
    points += 1;
  }
  tails.counts[column] = points;
  const share = (part: number): number => sorted[Math.round(part * (length - 1))] as number;
  const median = share(0.5);
  tails.medians[column] = median;
  const wide = (share(0.99) - share(0.01)) / percentiles;
  const scale = Math.max((share(0.75) - share(0.25)) / quartiles, wide);
  const range = (share(1) - share(0)) / percentiles;
  tails.scales[column] =
    scale > 0 ? scale : Math.max(range, Math.abs(median) * constantScale, leastConstantScale);
}

/** Places in sorted values that are looked at, ascending: from both ends in growing steps. */
function ranks(length: number): number[] {
  if (length <= pointsPerColumn) return Array.from({ length }, (_, rank) => rank);
  const found = new Set<number>();
  const half = pointsPerColumn / 2;
  for (let step = 0; step < half; step += 1) {
    const rank = Math.min(Math.round((length / 2) ** (step / (half - 1))) - 1, (length - 1) >>> 1);
    found.add(rank);
    found.add(length - 1 - rank);
  }
  return [...found].sort((a, b) => a - b);
}

function firstAtLeast(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * 10·log10(N): one in N rows is as far out in this column, on the side the value is on. Allocates nothing; 0 for
 * what is not a number.
 */
export function columnOddness(tails: ColumnTails, column: number, value: number): number {
  const points = tails.counts[column] as number;
  if (points === 0 || Number.isNaN(value)) return 0;
  const { values, below, upTo } = tails;
  const at = column * pointsPerColumn;
  const scale = tails.scales[column] as number;
  const first = values[at] as number;
  const last = values[at + points - 1] as number;
  // Half a row stands for those nobody has seen yet.
  const unseen = 0.5 / tails.rows;
  if (value < first) return -10 * Math.log10(unseen) + beyond(first - value, scale);
  if (value > last) return -10 * Math.log10(unseen) + beyond(value - last, scale);
  let low = at;
  let high = at + points;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= value) low = middle;
    else high = middle;
  }
  const from = values[low] as number;
  let smaller = below[low] as number;
  let notLarger = upTo[low] as number;
  if (value > from) {
    const to = values[low + 1] as number;
    const next = below[low + 1] as number;
    smaller = notLarger + ((next - notLarger) * (value - from)) / (to - from);
    notLarger = smaller;
  }
  const rarest = Math.max(unseen, Math.min(1, 2 * Math.min(notLarger, 1 - smaller)));
  return rarest < 1 ? -10 * Math.log10(rarest) : 0;
}

/** What it counts to lie so far outside all that was seen. */
export function beyond(distance: number, scale: number): number {
  return Math.min(mostBeyond, (10 * distance) / scale / scalesPerTenfold);
}

/** How many scales a value lies from the middle; negative below it, at most `most`; 0 for what is not a number. */
export function deviationOf(tails: ColumnTails, column: number, value: number, most: number): number {
  const deviation = (value - (tails.medians[column] as number)) / (tails.scales[column] as number);
  if (deviation > most) return most;
  if (deviation < -most) return -most;
  return Number.isNaN(deviation) ? 0 : deviation;
}

/** The value that a share (0 … 1) of the rows does not pass. */
export function quantileOf(tails: ColumnTails, column: number, share: number): number {
  const at = column * pointsPerColumn;
  const points = tails.counts[column] as number;
  for (let point = 0; point < points; point += 1) {
    const reached = tails.upTo[at + point] as number;
    if (reached < share) continue;
    const value = tails.values[at + point] as number;
    const under = tails.below[at + point] as number;
    if (point === 0 || under <= share) return value;
    const before = tails.values[at + point - 1] as number;
    const from = tails.upTo[at + point - 1] as number;
    return under > from ? before + ((value - before) * (share - from)) / (under - from) : value;
  }
  return points > 0 ? (tails.values[at + points - 1] as number) : 0;
}
