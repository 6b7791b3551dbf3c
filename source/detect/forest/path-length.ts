const eulerConstant = 0.577_215_664_901_532_9;

/**
 * c(n) of the isolation forest: the mean length of an unsuccessful search in a binary search tree of `rows`
 * entries, which is how much deeper a tree would have grown below a leaf that holds so many.
 */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  // The logarithm only approximates the harmonic number, and too badly here.
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + eulerConstant) - (2 * (rows - 1)) / rows;
}
