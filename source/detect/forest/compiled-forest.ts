/**
 * A forest as it is scored, kept in files and sent between threads: plain numbers and typed arrays.
 *
 * Every tree is a perfect binary heap. Its inner nodes are the slots 1 … 2^depth − 1 (slot 0 is not used), the
 * children of slot i are 2i + 1 (value below the split) and 2i (not below, or not a number); what would be slot
 * 2^depth + i is leaf i. A tree that ends earlier repeats its leaf all the way down. Tree t begins at
 * t · 2^depth in each array.
 */
export type CompiledForest = {
  /** Values in a row, also those no split looks at. */
  readonly columns: number;
  readonly trees: number;
  readonly depth: number;
  /** Rows each tree was grown on; 0 when there were none. */
  readonly sampleSize: number;
  /** What a mean path length is divided by: c(sampleSize), or 1 where that is nothing. */
  readonly normalizer: number;
  readonly splitColumns: Uint16Array;
  /** As `roundedSplit` makes them. */
  readonly splitValues: Float32Array;
  /** Path length of a row that ends in this leaf: its depth, and c(n) for the n training rows in it. */
  readonly leafLengths: Float32Array;
  /** Mean path length of the training rows that pass this inner node; for explanations. */
  readonly expectedLengths: Float32Array;
};

export const forestLimits = {
  minDepth: 4,
  maxDepth: 12,
  maxTrees: 1000,
  /** Columns and split values share 32 bits: see `split-values.ts`. */
  maxColumns: 256,
  maxSampleSize: 65_536,
} as const;

/** No tree of ours is deeper, and c(n) of the largest sample is below 23. */
const longestPath = 64;

/** What a row scores about which the forest can tell nothing: as long a path as training rows have. */
export const undecidedScore = 0.5;

/** An empty forest of this shape, to be filled by `compile.ts`. */
export function allocateForest(
  shape: Pick<CompiledForest, 'columns' | 'trees' | 'depth' | 'sampleSize' | 'normalizer'>,
): CompiledForest {
  const slots = shape.trees << shape.depth;
  return {
    ...shape,
    splitColumns: new Uint16Array(slots),
    splitValues: new Float32Array(slots),
    leafLengths: new Float32Array(slots),
    expectedLengths: new Float32Array(slots),
  };
}

/** The memory behind a forest, for handing it to another thread without a copy. */
export function forestBuffers(forest: CompiledForest): ArrayBuffer[] {
  const { splitColumns, splitValues, leafLengths, expectedLengths } = forest;
  return [splitColumns, splitValues, leafLengths, expectedLengths].map(part => part.buffer as ArrayBuffer);
}

/**
 * Why `value` is not a forest that can be scored, or `undefined` when it is one. For whatever comes from a file:
 * a forest that passes cannot make a scorer read outside its memory or answer with anything but 0 … 1.
 */
export function forestProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'not a forest';
  const forest = value as { readonly [K in keyof CompiledForest]?: unknown };
  const { minDepth, maxDepth, maxTrees, maxColumns, maxSampleSize } = forestLimits;
  const numbers =
    wholeNumberProblem('columns', forest.columns, 1, maxColumns) ??
    wholeNumberProblem('trees', forest.trees, 1, maxTrees) ??
    wholeNumberProblem('depth', forest.depth, minDepth, maxDepth) ??
    wholeNumberProblem('sampleSize', forest.sampleSize, 0, maxSampleSize);
  if (numbers !== undefined) return numbers;
  const { normalizer, splitColumns, splitValues, leafLengths, expectedLengths } = forest;
  if (typeof normalizer !== 'number' || !(normalizer >= 1 && normalizer <= longestPath))
    return `normalizer is not between 1 and ${longestPath}`;
  const slots = (forest.trees as number) << (forest.depth as number);
  if (!(splitColumns instanceof Uint16Array) || splitColumns.length !== slots)
    return `splitColumns is not ${slots} 16-bit numbers`;
  const columns = forest.columns as number;
  if (!splitColumns.every(column => column < columns)) return 'a split is on a column that rows do not have';
  return (
    floatsProblem('splitValues', splitValues, slots, -Infinity, Infinity) ??
    floatsProblem('leafLengths', leafLengths, slots, 0, longestPath) ??
    floatsProblem('expectedLengths', expectedLengths, slots, 0, longestPath)
  );
}

function wholeNumberProblem(name: string, value: unknown, least: number, most: number): string | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return undefined;
  return `${name} is not a whole number between ${least} and ${most}`;
}

function floatsProblem(
  name: string,
  value: unknown,
  length: number,
  least: number,
  most: number,
): string | undefined {
  if (!(value instanceof Float32Array) || value.length !== length)
    return `${name} is not ${length} 32-bit floating-point numbers`;
  if (!value.every(entry => Number.isFinite(entry) && entry >= least && entry <= most))
    return `${name} holds a number that cannot be`;
  return undefined;
}
