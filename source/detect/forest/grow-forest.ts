import { IsolationForest } from 'ml-isolation-forest';
import { compileTree, compileUndecidedTree } from './compile.ts';
import { allocateForest } from './compiled-forest.ts';
import type { GrownForest, GrowRequest } from './grow.ts';
import { averagePathLength } from './path-length.ts';
import { seededRandom } from './seeded-random.ts';
import { prepareRows } from './training-rows.ts';

/** Levels grown for each that is kept. */
const levelsPerKeptLevel = 2;

/**
 * Grows higher than the package would: it stops at ⌈log₂ rows⌉ + 1 levels, and where many values are equal most
 * of those go to splits that separate nothing and are collapsed afterwards. The height is all it reads
 * `trainingSet` for while it trains.
 */
class TallForest extends IsolationForest {
  readonly #rows: number;

  constructor(options: { readonly nEstimators: number }, levels: number) {
    super(options);
    this.#rows = 2 ** levels;
  }

  get trainingSet(): { readonly length: number } {
    return { length: this.#rows };
  }

  set trainingSet(_rows: unknown) {
    // Kept nowhere: the tree holds its rows itself.
  }
}

/**
 * Grows a forest here and now, which takes from tens of milliseconds to a second: for training threads, and for
 * whoever has to wait anyhow.
 */
export function growForest(request: GrowRequest): GrownForest {
  const { random } = Math;
  // The package draws from Math.random; nothing else can run until it is put back.
  Math.random = seededRandom(request.seed);
  try {
    return grow(request, Math.random);
  } finally {
    Math.random = random;
  }
}

function grow(request: GrowRequest, random: () => number): GrownForest {
  const { rows: values, columns, trees, sampleSize, depth } = request;
  const begun = performance.now();
  const { rows, columnOf, constantColumns, replaced, medians } = prepareRows(values, columns);
  const size = Math.min(sampleSize, rows.length);
  // One row, or none, is no measure for others. Rounded as path lengths are, so that equal ones score 0.5 exactly.
  const normalizer = Math.fround(Math.max(1, averagePathLength(size)));
  const forest = allocateForest({ columns, trees, depth, sampleSize: size, normalizer });
  const shuffled = [...rows];
  for (let tree = 0; tree < trees; tree += 1) {
    if (columnOf.length === 0) {
      compileUndecidedTree(forest, tree);
      continue;
    }
    // The package knows no samples and forgets no tree: a forest of one tree for each sample.
    const grower = new TallForest({ nEstimators: 1 }, depth * levelsPerKeptLevel);
    grower.train(takeSample(shuffled, size, random));
    const [grown] = grower.forest;
    if (grown === undefined) throw new Error('The package grew no tree.');
    compileTree(grown, forest, tree, columnOf);
  }
  return {
    forest,
    replaced,
    constantColumns,
    medians,
    rows: rows.length,
    milliseconds: performance.now() - begun,
  };
}

/** The first `size` steps of a shuffle, which may begin from any order. */
function takeSample(rows: number[][], size: number, random: () => number): number[][] {
  for (let place = 0; place < size; place += 1) {
    const other = place + Math.floor(random() * (rows.length - place));
    const row = rows[place] as number[];
    rows[place] = rows[other] as number[];
    rows[other] = row;
  }
  return rows.slice(0, size);
}
