import type { GeoAnswer } from './answer.ts';
import type { Lookup } from './lookup.ts';
import type { LocalDatabases } from './tiers.ts';

/** Longest the databases are asked at a stretch, so that nothing else has to wait. */
const sliceMilliseconds = 3;
/** Addresses between looks at the clock. */
const stride = 32;
/** So many places before the next in the queue are done with: time to free them. */
const mostDone = 4096;

/** Asks the databases for everything that is left to them, a little at a time. */
export class DatabaseStage {
  readonly #databases: LocalDatabases | undefined;
  readonly #outcome: (lookup: Lookup, answer: GeoAnswer | undefined) => void;
  #queue: Lookup[] = [];
  /** The next to be asked for; what is before it is done. */
  #next = 0;
  #immediate: NodeJS.Immediate | undefined;

  constructor(
    databases: LocalDatabases | undefined,
    outcome: (lookup: Lookup, answer: GeoAnswer | undefined) => void,
  ) {
    this.#databases = databases;
    this.#outcome = outcome;
  }

  get isUsable(): boolean {
    return this.#databases?.isUsable === true;
  }

  get waiting(): number {
    return this.#queue.length - this.#next;
  }

  add(lookup: Lookup): void {
    this.#queue.push(lookup);
    this.#immediate ??= setImmediate(() => this.#slice(sliceMilliseconds));
  }

  close(): void {
    clearImmediate(this.#immediate);
    this.#slice(Number.POSITIVE_INFINITY);
    clearImmediate(this.#immediate);
  }

  #slice(milliseconds: number): void {
    this.#immediate = undefined;
    const end = performance.now() + milliseconds;
    const databases = this.isUsable ? this.#databases : undefined;
    for (let count = 1; this.#next < this.#queue.length; count += 1) {
      const lookup = this.#queue[this.#next] as Lookup;
      this.#next += 1;
      this.#outcome(lookup, databases?.lookUp(lookup.address));
      if (count % stride === 0 && performance.now() >= end) break;
    }
    if (this.#next >= this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    } else {
      if (this.#next >= mostDone) {
        this.#queue = this.#queue.slice(this.#next);
        this.#next = 0;
      }
      this.#immediate ??= setImmediate(() => this.#slice(sliceMilliseconds));
    }
  }
}
