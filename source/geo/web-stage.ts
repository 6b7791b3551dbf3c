import type { GeoAnswer } from './answer.ts';
import type { Lookup } from './lookup.ts';
import type { WebService } from './tiers.ts';

/** Addresses that wait for their turn; what does not fit goes on without the service. */
export const mostQueued = 256;

export type WebEvents = {
  /** Called once for every address given in; undefined: somebody else is to be asked. */
  readonly outcome: (lookup: Lookup, answer: GeoAnswer | undefined) => void;
  /** An answer nobody waits for any more: still worth remembering. */
  readonly late: (lookup: Lookup, answer: GeoAnswer) => void;
};

type Waiting = { readonly lookup: Lookup; readonly timer: NodeJS.Timeout; isAnswered: boolean };

/** Asks the web service for a few addresses at a time; nobody waits longer for it than `patience`. */
export class WebStage {
  readonly #service: WebService;
  readonly #events: WebEvents;
  readonly #patience: number;
  /** In the order they came. */
  readonly #queue = new Set<Waiting>();
  #underWay = 0;
  #isClosed = false;
  /** Addresses that went on without the service: there was no room, or it took too long. */
  overflown = 0;
  impatient = 0;

  constructor(service: WebService, patienceMilliseconds: number, events: WebEvents) {
    this.#service = service;
    this.#patience = patienceMilliseconds;
    this.#events = events;
  }

  get isUsable(): boolean {
    return !this.#isClosed && this.#service.isUsable;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** False when there is no room. */
  add(lookup: Lookup): boolean {
    if (this.#queue.size >= mostQueued) {
      this.overflown += 1;
      return false;
    }
    const waiting: Waiting = {
      lookup,
      timer: setTimeout(() => this.#giveUp(waiting), this.#patience),
      isAnswered: false,
    };
    this.#queue.add(waiting);
    this.#pump();
    return true;
  }

  close(): void {
    this.#isClosed = true;
    for (const waiting of [...this.#queue]) this.#settle(waiting, undefined);
  }

  #giveUp(waiting: Waiting): void {
    this.impatient += 1;
    this.#settle(waiting, undefined);
  }

  #settle(waiting: Waiting, answer: GeoAnswer | undefined): void {
    this.#queue.delete(waiting);
    clearTimeout(waiting.timer);
    if (waiting.isAnswered) {
      if (answer !== undefined) this.#events.late(waiting.lookup, answer);
      return;
    }
    waiting.isAnswered = true;
    this.#events.outcome(waiting.lookup, answer);
  }

  #pump(): void {
    while (this.#queue.size > 0 && this.#underWay < this.#service.concurrency) {
      const [first] = this.#queue;
      if (first === undefined) return;
      this.#queue.delete(first);
      if (this.isUsable) void this.#ask(first);
      else this.#settle(first, undefined);
    }
  }

  async #ask(waiting: Waiting): Promise<void> {
    this.#underWay += 1;
    let answer: GeoAnswer | undefined;
    try {
      answer = await this.#service.lookUp(waiting.lookup.address);
    } catch {
      // No tier should; the next one is asked.
    }
    this.#underWay -= 1;
    this.#settle(waiting, answer);
    this.#pump();
  }
}
