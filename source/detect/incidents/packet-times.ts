/** Rows of each table; a power of two. */
const rows = 16_384;
/** Of older packets every such one is remembered. */
const coarseStride = 64;

/** When packets came that were seen not long ago, by their number. */
export class PacketTimes {
  readonly #fine = new Float64Array(rows);
  readonly #coarse = new Float64Array(rows);
  #newest = 0;

  get memoryBytes(): number {
    return this.#fine.byteLength + this.#coarse.byteLength;
  }

  /** For every packet, numbers ascending. Allocates nothing. */
  note(number: number, time: number): void {
    this.#newest = number;
    this.#fine[number & (rows - 1)] = time;
    if (number % coarseStride === 0) this.#coarse[(number / coarseStride) & (rows - 1)] = time;
  }

  /** Of long ago that of a packet soon after it; undefined where nobody knows any more. */
  of(number: number): number | undefined {
    if (number <= 0 || number > this.#newest) return undefined;
    if (this.#newest - number < rows) return known(this.#fine[number & (rows - 1)]);
    const row = Math.ceil(number / coarseStride);
    if (Math.floor(this.#newest / coarseStride) - row >= rows) return undefined;
    return known(this.#coarse[row & (rows - 1)]);
  }
}

function known(time: number | undefined): number | undefined {
  return time === undefined || time === 0 ? undefined : time;
}
