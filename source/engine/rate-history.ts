/** Packets and bytes of each second of packet time, for the header and the chart. */

const defaultSeconds = 3600;

export class RateHistory {
  readonly #seconds: number;
  readonly #packets: Float64Array;
  readonly #bytes: Float64Array;
  /** Newest second there is; older ones are in the ring behind it. */
  #newest = Number.NaN;
  #first = Number.NaN;

  constructor(seconds = defaultSeconds) {
    this.#seconds = seconds;
    this.#packets = new Float64Array(seconds);
    this.#bytes = new Float64Array(seconds);
  }

  /** Counts one packet in whole second `second` of packet time. */
  add(second: number, bytes: number): void {
    if (second !== this.#newest) this.#advance(second);
    // Captures step back in time now and then; what is older than the ring counts at its end.
    const at = Math.max(second, this.#newest - this.#seconds + 1);
    const index = this.#index(at);
    this.#packets[index] = (this.#packets[index] as number) + 1;
    this.#bytes[index] = (this.#bytes[index] as number) + bytes;
  }

  /** Lets time pass without packets: live captures, where silence is news. */
  advanceTo(second: number): void {
    if (second > this.#newest) this.#advance(second);
  }

  /** The last complete second. */
  get packetsPerSecond(): number {
    return this.#lastComplete(this.#packets);
  }

  get bitsPerSecond(): number {
    return this.#lastComplete(this.#bytes) * 8;
  }

  /** Packets of the last `count` seconds, oldest first, without the second that is not over. */
  recent(count: number): number[] {
    if (Number.isNaN(this.#newest)) return [];
    const available = Math.min(count, this.#seconds - 1, this.#newest - this.#first);
    const values: number[] = [];
    for (let second = this.#newest - available; second < this.#newest; second += 1) {
      values.push(this.#packets[this.#index(second)] as number);
    }
    return values;
  }

  #lastComplete(column: Float64Array): number {
    if (Number.isNaN(this.#newest)) return 0;
    // Within the first second there is no complete one; what was counted so far is the best there is.
    const second = this.#newest === this.#first ? this.#newest : this.#newest - 1;
    return column[this.#index(second)] as number;
  }

  #advance(second: number): void {
    if (Number.isNaN(this.#newest)) {
      this.#newest = second;
      this.#first = second;
      return;
    }
    if (second <= this.#newest) return;
    const from = Math.max(this.#newest + 1, second - this.#seconds + 1);
    for (let empty = from; empty <= second; empty += 1) {
      const index = this.#index(empty);
      this.#packets[index] = 0;
      this.#bytes[index] = 0;
    }
    this.#newest = second;
    this.#first = Math.max(this.#first, second - this.#seconds + 1);
  }

  #index(second: number): number {
    const index = second % this.#seconds;
    return index < 0 ? index + this.#seconds : index;
  }
}
