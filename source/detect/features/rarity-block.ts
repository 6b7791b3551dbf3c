import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { entryWords, FrequencyMemory } from './frequency-memory.ts';
import { logarithmTable } from './logarithms.ts';
import { belowCount, counted, type RarityBlock, relations, roots } from './packet-rarity.ts';
import { judgeRarities } from './plain-rarities.ts';

const bytesPerPage = 65_536;
const bytesPerWord = 4;
/** Bytes from the beginning of the block; `assembly/kernel.ts` has the same. */
const layout = {
  keys: 0,
  belowKeys: 48,
  places: 72,
  counts: 120,
  bits: 216,
  totals: 336,
  sum: 424,
  logarithms: 432,
} as const;

let built: WebAssembly.Module | undefined | null = null;

/** What the build left beside the program; `undefined` where the sources run as they are, or there is no SIMD. */
function builtKernel(): WebAssembly.Module | undefined {
  if (built !== null) return built;
  built = undefined;
  try {
    if (endianness() === 'LE')
      built = new WebAssembly.Module(readFileSync(new URL('./kernel.wasm', import.meta.url)));
  } catch {
    // The plain twin says the same, only later.
  }
  return built;
}

/** With a table of `entries`; `kernel`: `undefined` judges in TypeScript, by default what the build made. */
export function createRarityBlock(entries: number, kernel = builtKernel()): RarityBlock {
  return kernel === undefined ? plainBlock(entries) : kernelBlock(entries, kernel);
}

function plainBlock(entries: number): RarityBlock {
  const block: RarityBlock = {
    frequencies: new FrequencyMemory(entries),
    keys: new Int32Array(counted),
    belowKeys: new Int32Array(belowCount),
    places: new Int32Array(counted),
    counts: new Float64Array(counted),
    bits: new Float64Array(relations),
    totals: new Float64Array(roots + 1),
    sum: new Float64Array(1),
    judge: () => judgeRarities(block),
  };
  return block;
}

function kernelBlock(entries: number, kernel: WebAssembly.Module): RarityBlock {
  const tableBytes = entries * entryWords * bytesPerWord;
  const pages = Math.ceil((tableBytes + layout.logarithms + logarithmTable.byteLength) / bytesPerPage);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  const instance = new WebAssembly.Instance(kernel, { env: { memory } });
  const { judge } = instance.exports as { readonly judge: (mask: number, block: number) => void };
  const frequencies = new FrequencyMemory(entries, new Uint32Array(buffer, 0, entries * entryWords));
  const mask = frequencies.mask;
  new Float64Array(buffer, tableBytes + layout.logarithms, logarithmTable.length).set(logarithmTable);
  return {
    frequencies,
    keys: new Int32Array(buffer, tableBytes + layout.keys, counted),
    belowKeys: new Int32Array(buffer, tableBytes + layout.belowKeys, belowCount),
    places: new Int32Array(buffer, tableBytes + layout.places, counted),
    counts: new Float64Array(buffer, tableBytes + layout.counts, counted),
    bits: new Float64Array(buffer, tableBytes + layout.bits, relations),
    totals: new Float64Array(buffer, tableBytes + layout.totals, roots + 1),
    sum: new Float64Array(buffer, tableBytes + layout.sum, 1),
    judge: () => judge(mask, tableBytes),
  };
}
