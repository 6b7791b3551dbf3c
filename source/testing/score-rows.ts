import type { ForestScorer } from '../detect/forest/score.ts';

/** Scores any number of rows, as many at a time as fit in. */
export function scoreRows(scorer: ForestScorer, rows: Float32Array, columns: number): Float64Array {
  const count = rows.length / columns;
  const scores = new Float64Array(count);
  for (let first = 0; first < count; first += scorer.capacity) {
    const together = Math.min(scorer.capacity, count - first);
    scorer.rows.set(rows.subarray(first * columns, (first + together) * columns));
    scorer.score(together);
    scores.set(scorer.scores.subarray(0, together), first);
  }
  return scores;
}
