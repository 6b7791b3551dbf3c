import { Random } from './random.ts';

/** Rows to train on, which are normal, and rows to test with, which are labelled. */
export type LabelledRows = {
  readonly name: string;
  readonly columns: number;
  readonly train: Float32Array;
  readonly test: Float32Array;
  /** 1: not normal. */
  readonly labels: Uint8Array;
};

const trainRows = 8192;
const testRows = 20_000;
const oddShare = 0.05;
const habits = 3;

/**
 * Traffic-like rows of our own: normal ones follow one of a few habits with correlated columns, some skewed, some
 * mostly zero; odd ones are pushed out of their habit in a few columns. Hard enough that a forest errs.
 */
export function syntheticRows(columns = 16): LabelledRows {
  const random = new Random(7);
  const gauss = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
  const centres = Array.from({ length: habits }, () => Array.from({ length: columns }, () => 3 * gauss()));
  const normal = (): number[] => {
    const centre = random.pick(centres);
    const shared = gauss();
    return centre.map((middle, column) => {
      if (column % 4 === 3) return random.chance(0.8) ? 0 : Math.log1p(20 * random.fraction());
      const value = middle + 0.6 * shared + 0.8 * gauss();
      return column % 4 === 2 ? Math.log1p(Math.exp(value)) : value;
    });
  };
  const odd = (): number[] => {
    const row = normal();
    for (let pushed = 0; pushed < 3; pushed += 1) {
      const column = random.below(columns);
      row[column] = (row[column] ?? 0) + (random.chance(0.5) ? 1 : -1) * (1.5 + 2.5 * random.fraction());
    }
    return row;
  };
  const labels = Uint8Array.from({ length: testRows }, () => Number(random.chance(oddShare)));
  return {
    name: 'synthetic',
    columns,
    train: Float32Array.from(Array.from({ length: trainRows }, normal).flat()),
    test: Float32Array.from([...labels].flatMap(label => (label === 1 ? odd() : normal()))),
    labels,
  };
}
