import type { GeoAnswer } from './answer.ts';
import type { Lookup } from './lookup.ts';
import type { SharedCache } from './tiers.ts';

/** Addresses asked for together, and how long the first of them waits for others. */
export const batchSize = 256;
const collectMilliseconds = 2;
/** Batches under way at a time, so that a slow cache does not fill the memory. */
const mostBatches = 16;
/** Waiting for their turn; whoever comes when there are more goes on without the cache. */
export const mostCollected = 8192;
/** A cache bounds its own time; should it ever not, this is the longest anybody waits for it. */
export const cacheLimitMilliseconds = 600;

/** Called once for every address given in, with what a cache knows. */
export type CacheOutcome = (
  lookup: Lookup,
  answer: GeoAnswer | undefined,
  from: SharedCache | undefined,
) => void;

/** Collects addresses and asks the caches for many at once, each for what those before it do not know. */
export class CacheStage {
  readonly #caches: readonly SharedCache[];
  readonly #outcome: CacheOutcome;
  #collected: Lookup[] = [];
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;

  constructor(caches: readonly SharedCache[], outcome: CacheOutcome) {
    this.#caches = caches;
    this.#outcome = outcome;
  }

  get isUsable(): boolean {
    return this.#caches.some(cache => cache.isUsable);
  }

  get waiting(): number {
    return this.#collected.length;
  }

  /** False when there is no room: go on without the caches. */
  add(lookup: Lookup): boolean {
    if (this.#collected.length >= mostCollected) return false;
    this.#collected.push(lookup);
    if (this.#collected.length >= batchSize) this.#flush();
    else this.#timer ??= setTimeout(() => this.#due(), collectMilliseconds);
    return true;
  }

  #due(): void {
    this.#timer = undefined;
    this.#flush();
  }

  #flush(): void {
    while (this.#collected.length > 0 && this.#underWay < mostBatches) {
      this.#underWay += 1;
      void this.#ask(this.#collected.splice(0, batchSize)).finally(() => {
        this.#underWay -= 1;
        if (this.#collected.length > 0) this.#flush();
      });
    }
  }

  async #ask(batch: readonly Lookup[]): Promise<void> {
    let missing = batch;
    for (const cache of this.#caches) {
      if (missing.length === 0) return;
      if (!cache.isUsable) continue;
      const asked = missing;
      const answers = await inTime(cache.get(asked.map(lookup => lookup.address)));
      missing = asked.filter((lookup, index) => {
        const answer = answers?.[index];
        if (answer !== undefined) this.#outcome(lookup, answer, cache);
        return answer === undefined;
      });
    }
    for (const lookup of missing) this.#outcome(lookup, undefined, undefined);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const lookup of this.#collected.splice(0)) this.#outcome(lookup, undefined, undefined);
  }
}

/** Undefined when it takes too long or fails, which no cache should. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, cacheLimitMilliseconds, undefined);
  });
  try {
    return await Promise.race([promise, limit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
