/** How long keys wait for an answer: an engine that takes longer has troubles of its own. */
const patienceMilliseconds = 2000;

/**
 * Keys typed between a question to the engine and its answer. What they mean depends on the answer, so they
 * wait for it, and mean afterwards what they would have meant to somebody who had waited.
 */
export class TypedAhead {
  #isWaiting = false;
  #patience: NodeJS.Timeout | undefined;
  readonly #held: (() => void)[] = [];
  #isReplaying = false;

  /** From now on keys wait, until `release`. */
  wait(): void {
    this.#isWaiting = true;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.release(), patienceMilliseconds);
  }

  /** The answer has come, or none will: the keys go where they go now. One of them may begin another wait. */
  release(): void {
    clearTimeout(this.#patience);
    this.#isWaiting = false;
    if (this.#isReplaying) return;
    this.#isReplaying = true;
    try {
      for (let key = this.#next(); key !== undefined; key = this.#next()) key();
    } finally {
      this.#isReplaying = false;
    }
  }

  /** True when the key has to wait; `again` presses it later. */
  holds(again: () => void): boolean {
    if (!this.#isWaiting) return false;
    this.#held.push(again);
    return true;
  }

  /** Nobody is there any more whom a key could reach. */
  forget(): void {
    clearTimeout(this.#patience);
    this.#isWaiting = false;
    this.#held.length = 0;
  }

  #next(): (() => void) | undefined {
    return this.#isWaiting ? undefined : this.#held.shift();
  }
}
