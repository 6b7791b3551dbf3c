import { readBuiltKernel } from '../built-kernel.ts';
import type { CompiledForest } from './compiled-forest.ts';
import { columnMask, packNode } from './split-values.ts';

/** What `assembly/kernel.ts` exports; all numbers but the sum are byte offsets into its memory, counts or a mask. */
type KernelExports = {
  readonly prepare: (from: number, to: number, bytes: number, mask: number) => void;
  readonly sumRows: (
    nodes: number,
    leaves: number,
    trees: number,
    depth: number,
    rows: number,
    rowBytes: number,
    sums: number,
    count: number,
    mask: number,
  ) => void;
  readonly sumRow: (
    nodes: number,
    leaves: number,
    trees: number,
    depth: number,
    row: number,
    mask: number,
  ) => number;
};

const bytesPerPage = 65_536;
const bytesPerWord = 4;
const bytesPerSum = 8;
const bytesPerVector = 16;
/** Rows the kernel takes through a tree side by side. */
const rowsTogether = 8;

let built: WebAssembly.Module | undefined | null = null;

/** What `npm run build` made of `assembly/`. */
export function builtKernel(): WebAssembly.Module | undefined {
  if (built === null) built = readBuiltKernel(new URL('./kernel.wasm', import.meta.url));
  return built;
}

/** A forest and a block of rows in the memory of a kernel. */
export class WasmForest {
  /** Where rows are put, and where their sums are found. */
  readonly rows: Float32Array;
  readonly sums: Float64Array;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: KernelExports;
  readonly #trees: number;
  readonly #depth: number;
  readonly #columns: number;
  readonly #mask: number;
  readonly #rowBytes: number;
  readonly #leavesAt: number;
  readonly #rowsAt: number;
  /** Rows as the kernel compares them. */
  readonly #preparedAt: number;
  readonly #sumsAt: number;

  constructor(kernel: WebAssembly.Module, forest: CompiledForest, capacity: number) {
    this.#trees = forest.trees;
    this.#depth = forest.depth;
    this.#columns = forest.columns;
    this.#mask = columnMask(forest.columns);
    this.#rowBytes = forest.columns * bytesPerWord;
    const slots = forest.trees << forest.depth;
    const places = Math.ceil(capacity / rowsTogether) * rowsTogether;
    // Nodes begin the memory; every part is a multiple of a vector long, and rows are read and written in those.
    this.#leavesAt = slots * bytesPerWord;
    this.#rowsAt = this.#leavesAt * 2;
    const rowsBytes = places * this.#rowBytes;
    this.#preparedAt = this.#rowsAt + rowsBytes + bytesPerVector;
    this.#sumsAt = this.#preparedAt + rowsBytes + bytesPerVector;
    const pages = Math.ceil((this.#sumsAt + places * bytesPerSum) / bytesPerPage);
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.rows = new Float32Array(this.#memory.buffer, this.#rowsAt, capacity * forest.columns);
    this.sums = new Float64Array(this.#memory.buffer, this.#sumsAt, capacity);
    const instance = new WebAssembly.Instance(kernel, { env: { memory: this.#memory } });
    this.#kernel = instance.exports as unknown as KernelExports;
    this.load(forest);
  }

  /** Puts another forest of the same shape in place of the one before. */
  load(forest: CompiledForest): void {
    const slots = forest.trees << forest.depth;
    const nodes = new Int32Array(this.#memory.buffer, 0, slots);
    for (let slot = 0; slot < slots; slot += 1) {
      const column = forest.splitColumns[slot] as number;
      nodes[slot] = packNode(column, forest.splitValues[slot] as number, this.#columns);
    }
    new Float32Array(this.#memory.buffer, this.#leavesAt, slots).set(forest.leafLengths);
  }

  /** Adds up path lengths for the first `count` rows. */
  sumRows(count: number): void {
    const together = count & -rowsTogether;
    if (together > 0) {
      const kernel = this.#kernel;
      kernel.prepare(this.#rowsAt, this.#preparedAt, together * this.#rowBytes, this.#mask);
      kernel.sumRows(
        0,
        this.#leavesAt,
        this.#trees,
        this.#depth,
        this.#preparedAt,
        this.#rowBytes,
        this.#sumsAt,
        together,
        this.#mask,
      );
    }
    for (let row = together; row < count; row += 1) this.sums[row] = this.sumRow(row);
  }

  sumRow(row: number): number {
    const kernel = this.#kernel;
    kernel.prepare(this.#rowsAt + row * this.#rowBytes, this.#preparedAt, this.#rowBytes, this.#mask);
    return kernel.sumRow(0, this.#leavesAt, this.#trees, this.#depth, this.#preparedAt, this.#mask);
  }
}
