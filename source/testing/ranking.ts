/**
 * Area under the ROC curve: how likely a row with label 1 scores above one with label 0, ties counting half.
 * `NaN` where one of the labels does not occur.
 */
export function rocArea(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index);
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let positives = 0;
  let rankSum = 0;
  for (let first = 0; first < order.length; ) {
    let end = first;
    const score = scores[order[first] as number];
    while (end < order.length && scores[order[end] as number] === score) end += 1;
    // Ranks count from one; equal scores share the mean of theirs.
    const rank = (first + 1 + end) / 2;
    for (let place = first; place < end; place += 1) {
      if (labels[order[place] as number] !== 1) continue;
      positives += 1;
      rankSum += rank;
    }
    first = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
