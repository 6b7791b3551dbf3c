import { type CompiledForest, forestProblem } from './compiled-forest.ts';
import { sumRow, sumRows } from './plain-kernel.ts';
import { builtKernel, WasmForest } from './wasm-kernel.ts';

/**
 * Scores rows with one forest. Rows are written into `rows` and their scores appear in `scores`, both of which
 * stay where they are: scoring allocates nothing. Scores are 2^(−mean path length / c(sample size)), 0 … 1:
 * about 0.5 for a row like all others, towards 1 for one that is cut off early.
 */
export type ForestScorer = {
  readonly kernel: 'wasm' | 'typescript';
  /** Rows that fit in at once. */
  readonly capacity: number;
  /** `capacity` rows of `columns` values, one after the other. Infinite values count; NaN is above every split. */
  readonly rows: Float32Array;
  readonly scores: Float64Array;
  /** Scores rows 0 … `count` − 1. */
  score(count: number): void;
  /** Scores the row of `values` that begins at `at`; uses the first place of `rows`, where it may be already. */
  scoreRow(values: Float32Array, at?: number): number;
  /** Goes on with another forest with as many columns, trees and levels. */
  load(forest: CompiledForest): void;
};

export type ScorerOptions = {
  /** 256: so many rows of 16 values fit into the fastest cache beside one tree. */
  readonly capacity?: number;
  /** `undefined` scores in TypeScript. By default what the build made. */
  readonly kernel?: WebAssembly.Module | undefined;
};

const defaultCapacity = 256;

/** Throws a `RangeError` when the forest is not one: files are to be asked about with `forestProblem` first. */
export function createScorer(forest: CompiledForest, options: ScorerOptions = {}): ForestScorer {
  const capacity = options.capacity ?? defaultCapacity;
  if (!Number.isInteger(capacity) || capacity < 1)
    throw new RangeError(`The capacity of a scorer is a whole number from 1, not ${capacity}.`);
  refuseProblem(forest);
  const kernel = 'kernel' in options ? options.kernel : builtKernel();
  return kernel === undefined ? new PlainScorer(forest, capacity) : new WasmScorer(kernel, forest, capacity);
}

/** scikit-learn's `decision_function`: positive is normal. Its `offset_` is −0.5 unless contamination was given. */
export function decisionOf(score: number, offset = -0.5): number {
  return -score - offset;
}

class PlainScorer implements ForestScorer {
  readonly kernel = 'typescript';
  readonly capacity: number;
  readonly rows: Float32Array;
  readonly scores: Float64Array;
  #forest: CompiledForest;
  #exponent: number;

  constructor(forest: CompiledForest, capacity: number) {
    this.capacity = capacity;
    this.rows = new Float32Array(capacity * forest.columns);
    this.scores = new Float64Array(capacity);
    this.#forest = forest;
    this.#exponent = exponentOf(forest);
  }

  score(count: number): void {
    refuseCount(count, this.capacity);
    const { scores } = this;
    sumRows(this.#forest, this.rows, count, scores);
    for (let row = 0; row < count; row += 1) scores[row] = 2 ** ((scores[row] as number) * this.#exponent);
  }

  scoreRow(values: Float32Array, at = 0): number {
    if (values !== this.rows || at !== 0) copyRow(values, at, this.rows, this.#forest.columns);
    return 2 ** (sumRow(this.#forest, this.rows, 0) * this.#exponent);
  }

  load(forest: CompiledForest): void {
    refuseShape(forest, this.#forest);
    this.#forest = forest;
    this.#exponent = exponentOf(forest);
  }
}

class WasmScorer implements ForestScorer {
  readonly kernel = 'wasm';
  readonly capacity: number;
  readonly rows: Float32Array;
  readonly scores: Float64Array;
  readonly #wasm: WasmForest;
  #forest: CompiledForest;
  #exponent: number;

  constructor(kernel: WebAssembly.Module, forest: CompiledForest, capacity: number) {
    this.#wasm = new WasmForest(kernel, forest, capacity);
    this.capacity = capacity;
    this.rows = this.#wasm.rows;
    this.scores = this.#wasm.sums;
    this.#forest = forest;
    this.#exponent = exponentOf(forest);
  }

  score(count: number): void {
    refuseCount(count, this.capacity);
    const { scores } = this;
    this.#wasm.sumRows(count);
    for (let row = 0; row < count; row += 1) scores[row] = 2 ** ((scores[row] as number) * this.#exponent);
  }

  scoreRow(values: Float32Array, at = 0): number {
    if (values !== this.rows || at !== 0) copyRow(values, at, this.rows, this.#forest.columns);
    return 2 ** (this.#wasm.sumRow(0) * this.#exponent);
  }

  load(forest: CompiledForest): void {
    refuseShape(forest, this.#forest);
    this.#wasm.load(forest);
    this.#forest = forest;
    this.#exponent = exponentOf(forest);
  }
}

/** A score is 2 to the power of this times the sum of path lengths. */
function exponentOf(forest: CompiledForest): number {
  return -1 / (forest.trees * forest.normalizer);
}

function copyRow(values: Float32Array, at: number, rows: Float32Array, columns: number): void {
  // Past the end there would be `undefined`, which is written as NaN: a wrong answer instead of an error.
  if (!(at >= 0 && at + columns <= values.length))
    throw new RangeError(`There is no row of ${columns} values at ${at}.`);
  for (let column = 0; column < columns; column += 1) rows[column] = values[at + column] as number;
}

function refuseCount(count: number, capacity: number): void {
  if (!(count >= 0 && count <= capacity))
    throw new RangeError(`A scorer for ${capacity} rows cannot score ${count}.`);
}

function refuseProblem(forest: CompiledForest): void {
  const problem = forestProblem(forest);
  if (problem !== undefined) throw new RangeError(`This forest cannot be used: ${problem}.`);
}

function refuseShape(forest: CompiledForest, before: CompiledForest): void {
  refuseProblem(forest);
  const { columns, trees, depth } = before;
  if (forest.columns !== columns || forest.trees !== trees || forest.depth !== depth)
    throw new RangeError(`This scorer is for ${trees} trees of depth ${depth} over ${columns} columns.`);
}
