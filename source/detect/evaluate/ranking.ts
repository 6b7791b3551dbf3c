/** How well scores tell rows with label 1 from rows with label 0. Higher scores are odder; NaN is no score. */
export type Ranking = {
  readonly rows: number;
  readonly attacks: number;
  readonly unscored: number;
  /** How likely an attack scores above a benign row, ties counting half. */
  readonly rocArea: number;
  /** Recall steps times precision, equal scores taken as one step. */
  readonly averagePrecision: number;
  /** Best share of attacks found by a threshold that flags at most 1 % or 0.1 % of benign rows. */
  readonly found1Percent: number;
  readonly found01Percent: number;
};

/** Figures that cannot be computed, because one of the labels does not occur, are NaN. */
export function rank(scores: ArrayLike<number>, labels: ArrayLike<number>): Ranking {
  const order = scoredRows(scores);
  const { attacks, benign } = countLabels(order, labels);
  let wins = 0;
  let precision = 0;
  let found = 0;
  let alarms = 0;
  let found1Percent = 0;
  let found01Percent = 0;
  for (let first = 0; first < order.length; ) {
    let end = first;
    let attacksHere = 0;
    const score = scores[order[first] as number];
    while (end < order.length && scores[order[end] as number] === score) {
      if (labels[order[end] as number] === 1) attacksHere += 1;
      end += 1;
    }
    const benignHere = end - first - attacksHere;
    wins += attacksHere * (benign - alarms - benignHere) + (attacksHere * benignHere) / 2;
    found += attacksHere;
    alarms += benignHere;
    precision += attacksHere * (found / (found + alarms));
    if (alarms * 100 <= benign) found1Percent = found;
    if (alarms * 1000 <= benign) found01Percent = found;
    first = end;
  }
  const bothOccur = attacks > 0 && benign > 0;
  return {
    rows: order.length,
    attacks,
    unscored: scores.length - order.length,
    rocArea: bothOccur ? wins / (attacks * benign) : Number.NaN,
    averagePrecision: attacks > 0 ? precision / attacks : Number.NaN,
    found1Percent: bothOccur ? found1Percent / attacks : Number.NaN,
    found01Percent: bothOccur ? found01Percent / attacks : Number.NaN,
  };
}

export function rocArea(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return rank(scores, labels).rocArea;
}

/** Rows that have a score, oddest first. */
function scoredRows(scores: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(scores.length);
  let count = 0;
  for (let row = 0; row < scores.length; row += 1) {
    if (Number.isNaN(scores[row] as number)) continue;
    order[count] = row;
    count += 1;
  }
  return order.subarray(0, count).sort((a, b) => (scores[b] as number) - (scores[a] as number));
}

function countLabels(
  order: Uint32Array,
  labels: ArrayLike<number>,
): { readonly attacks: number; readonly benign: number } {
  let attacks = 0;
  for (const row of order) if (labels[row] === 1) attacks += 1;
  return { attacks, benign: order.length - attacks };
}
