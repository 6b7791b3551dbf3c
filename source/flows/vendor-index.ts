import { setImmediate as breathe } from 'node:timers/promises';

/** Hexadecimal digits of a prefix: large, medium and small blocks of addresses. */
const lengths: readonly number[] = [9, 7, 6];
const addressDigits = 12;

/**
 * Prefixes of hardware addresses and whose they are, in a few arrays: sorted numbers to search in, and one
 * text with all names, each once.
 */
export class VendorIndex {
  /** By length of prefix, longest first. */
  readonly #prefixes: readonly Float64Array[];
  readonly #vendors: readonly Uint16Array[];
  /** UTF-8 of all names, and where each begins. */
  readonly #names: Buffer;
  readonly #starts: Uint32Array;

  constructor(
    prefixes: readonly Float64Array[],
    vendors: readonly Uint16Array[],
    names: Buffer,
    starts: Uint32Array,
  ) {
    this.#prefixes = prefixes;
    this.#vendors = vendors;
    this.#names = names;
    this.#starts = starts;
  }

  get memoryBytes(): number {
    const arrays = [...this.#prefixes, ...this.#vendors, this.#names, this.#starts];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** The first 16 bits of the address and the other 32; '' for addresses of nobody. */
  find(high: number, low: number): string {
    const address = high * 2 ** 32 + (low >>> 0);
    for (const [place, length] of lengths.entries()) {
      const wanted = Math.floor(address / 16 ** (addressDigits - length));
      const prefixes = this.#prefixes[place] as Float64Array;
      const at = search(prefixes, wanted);
      if (prefixes[at] === wanted) return this.#name(this.#vendors[place]?.[at] ?? 0);
    }
    return '';
  }

  #name(vendor: number): string {
    return this.#names.toString('utf8', this.#starts[vendor], this.#starts[vendor + 1]);
  }
}

/** Where `wanted` is or would be. */
function search(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Entry = readonly [prefix: number, vendor: number];

const mostVendors = 65_535;

export class VendorIndexBuilder {
  readonly #vendorOf = new Map<string, number>();
  readonly #entries: readonly Entry[][] = lengths.map(() => []);

  /** `prefix` in 6, 7 or 9 hexadecimal digits. */
  add(prefix: string, name: string): void {
    const place = lengths.indexOf(prefix.length);
    if (place < 0 || name === '') return;
    let vendor = this.#vendorOf.get(name);
    if (vendor === undefined) {
      if (this.#vendorOf.size >= mostVendors) return;
      vendor = this.#vendorOf.size;
      this.#vendorOf.set(name, vendor);
    }
    this.#entries[place]?.push([Number.parseInt(prefix, 16), vendor]);
  }

  /** In pieces as well: sorting takes its time. */
  async finish(): Promise<VendorIndex> {
    const prefixes: Float64Array[] = [];
    const vendors: Uint16Array[] = [];
    for (const entries of this.#entries) {
      await breathe();
      entries.sort((a, b) => a[0] - b[0]);
      prefixes.push(Float64Array.from(entries, entry => entry[0]));
      vendors.push(Uint16Array.from(entries, entry => entry[1]));
    }
    await breathe();
    const starts = new Uint32Array(this.#vendorOf.size + 1);
    let end = 0;
    let index = 0;
    for (const name of this.#vendorOf.keys()) {
      end += Buffer.byteLength(name);
      index += 1;
      starts[index] = end;
    }
    await breathe();
    const names = Buffer.from([...this.#vendorOf.keys()].join(''));
    return new VendorIndex(prefixes, vendors, names, starts);
  }
}
