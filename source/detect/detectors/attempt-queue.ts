/** Flows in the order they began, to be looked at again after a while; what does not fit in is let go. */
export class AttemptQueue {
  readonly #flow: Int32Array;
  readonly #number: Float64Array;
  readonly #since: Int32Array;
  readonly #packet: Float64Array;
  readonly #mask: number;
  /** Two numbers the owner may leave with each. */
  readonly #marks: Int32Array;
  #head = 0;
  #count = 0;

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    this.#flow = new Int32Array(capacity);
    this.#number = new Float64Array(capacity);
    this.#since = new Int32Array(capacity);
    this.#packet = new Float64Array(capacity);
    this.#marks = new Int32Array(capacity * 2);
    this.#mask = capacity - 1;
  }

  get memoryBytes(): number {
    return this.#flow.byteLength * 4 + this.#number.byteLength * 2;
  }

  /** `flow` is a slot, `number` the flow's, `packet` the number of its first packet. */
  add(flow: number, number: number, packet: number, second: number, mark = 0, otherMark = 0): void {
    if (this.#count > this.#mask) return;
    const at = (this.#head + this.#count) & this.#mask;
    this.#flow[at] = flow;
    this.#number[at] = number;
    this.#packet[at] = packet;
    this.#since[at] = second;
    this.#marks[at * 2] = mark;
    this.#marks[at * 2 + 1] = otherMark;
    this.#count += 1;
  }

  /** Whether the first one has waited so long; time that stepped back counts as well. */
  isDue(now: number, seconds: number): boolean {
    if (this.#count === 0) return false;
    const waited = now - (this.#since[this.#head] as number);
    return waited >= seconds || waited < 0;
  }

  /** Slot and number of the first flow. */
  get flow(): number {
    return this.#flow[this.#head] as number;
  }

  get number(): number {
    return this.#number[this.#head] as number;
  }

  get packet(): number {
    return this.#packet[this.#head] as number;
  }

  mark(side: 0 | 1): number {
    return this.#marks[this.#head * 2 + side] as number;
  }

  remove(): void {
    this.#head = (this.#head + 1) & this.#mask;
    this.#count -= 1;
  }
}
