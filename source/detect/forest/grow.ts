import { Worker } from 'node:worker_threads';
import { type CompiledForest, forestLimits } from './compiled-forest.ts';

export type GrowOptions = {
  /** Values in a row. */
  readonly columns: number;
  /** 100 */
  readonly trees?: number;
  /** ψ, rows that each tree is grown on: 4,096, or all there are. */
  readonly sampleSize?: number;
  /** Levels that are kept, 4 … 12: 8 */
  readonly depth?: number;
  /** The same seed and rows grow the same trees; 1 */
  readonly seed?: number;
};

export type GrownForest = {
  readonly forest: CompiledForest;
  /** NaN and infinite values in the rows; each counted as its column's median. */
  readonly replaced: number;
  /** Columns in which all rows are alike; no split is on them. */
  readonly constantColumns: readonly number[];
  /** By column, of the finite values. */
  readonly medians: Float32Array;
  readonly rows: number;
  /** What it took in the training thread. */
  readonly milliseconds: number;
};

/** To the training thread. */
export type GrowRequest = Required<GrowOptions> & { readonly rows: Float32Array };
/** And back. */
export type GrowAnswer = { readonly grown: GrownForest } | { readonly problem: string };

export const growDefaults = { trees: 100, sampleSize: 4096, depth: 8, seed: 1 } as const;

type Job = {
  readonly request: GrowRequest;
  readonly resolve: (grown: GrownForest) => void;
  readonly reject: (reason: Error) => void;
};

/**
 * Grows forests in a thread of its own, one after the other in the order asked. The thread begins with the
 * first one, keeps no program alive while it is idle, and is replaced when it breaks.
 */
export class ForestGrower {
  readonly #jobs: Job[] = [];
  #worker: Worker | undefined;

  /**
   * Grows a forest on `rows`, each `columns` values, one after the other. Without rows, with one, or where all
   * are alike, it is a forest that gives every row the score 0.5.
   */
  grow(rows: Float32Array, options: GrowOptions): Promise<GrownForest> {
    const request = checkedRequest(rows, options);
    return new Promise((resolve, reject) => {
      this.#jobs.push({ request, resolve, reject });
      if (this.#jobs.length === 1) this.#next();
    });
  }

  /** Ends the thread; what it had not finished is refused. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#refuseAll(new Error('Training was stopped.'));
    await worker?.terminate();
  }

  #next(): void {
    const job = this.#jobs[0];
    if (job === undefined) {
      this.#worker?.unref();
      return;
    }
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.request);
  }

  #start(): Worker {
    const name = import.meta.url.endsWith('.ts') ? './grow-worker.ts' : './grow-worker.js';
    const worker = new Worker(new URL(name, import.meta.url), { name: 'training', execArgv: [] });
    worker.on('message', (answer: GrowAnswer) => {
      const job = this.#jobs.shift();
      if ('grown' in answer) job?.resolve(answer.grown);
      else job?.reject(new Error(answer.problem));
      this.#next();
    });
    worker.on('error', error => this.#broke(worker, error));
    worker.on('exit', () => this.#broke(worker, new Error('The training thread ended.')));
    return worker;
  }

  #broke(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#refuseAll(error instanceof Error ? error : new Error(String(error)));
  }

  #refuseAll(reason: Error): void {
    for (const job of this.#jobs.splice(0)) job.reject(reason);
  }
}

function checkedRequest(rows: Float32Array, options: GrowOptions): GrowRequest {
  const { minDepth, maxDepth, maxTrees, maxColumns, maxSampleSize } = forestLimits;
  const request = { ...growDefaults, ...options, rows };
  wholeNumber('columns', request.columns, 1, maxColumns);
  wholeNumber('trees', request.trees, 1, maxTrees);
  wholeNumber('sampleSize', request.sampleSize, 1, maxSampleSize);
  wholeNumber('depth', request.depth, minDepth, maxDepth);
  wholeNumber('seed', request.seed, 0, 2 ** 32 - 1);
  if (rows.length % request.columns !== 0)
    throw new RangeError(`${rows.length} values are not whole rows of ${request.columns}.`);
  return request;
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} must be a whole number between ${least} and ${most}, not ${value}.`);
}
