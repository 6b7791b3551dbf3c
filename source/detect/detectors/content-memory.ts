import type { Tracker } from '../../flows/tracker.ts';

/**
 * A small number beside each of the flows looked at lately. There is room for few: a newer flow takes the
 * place of an older one, whose number is then 0 again.
 */
export class FlowMemory {
  readonly #tracker: Tracker;
  readonly #mask: number;
  readonly #number: Float64Array;
  readonly #value: Uint8Array;

  /** `places` is a power of two. */
  constructor(tracker: Tracker, places: number) {
    this.#tracker = tracker;
    this.#mask = places - 1;
    this.#number = new Float64Array(places);
    this.#value = new Uint8Array(places);
  }

  get(flow: number): number {
    const at = flow & this.#mask;
    return this.#number[at] === this.#tracker.flows.number[flow] ? (this.#value[at] as number) : 0;
  }

  set(flow: number, value: number): void {
    const at = flow & this.#mask;
    if (value === 0 && this.#number[at] !== this.#tracker.flows.number[flow]) return;
    this.#number[at] = this.#tracker.flows.number[flow] as number;
    this.#value[at] = value;
  }

  /** Where things of a flow may be kept in an array of so many places. */
  place(flow: number): number {
    return flow & this.#mask;
  }
}
