/** Things that were reported lately, by a number that stands for them: so that one event is told once. */
export class RecentAlarms {
  readonly #at = new Map<number, number>();
  readonly #most: number;

  constructor(most = 512) {
    this.#most = most;
  }

  note(key: number, now: number): void {
    if (!this.#at.has(key) && this.#at.size >= this.#most) this.#at.clear();
    this.#at.set(key, now);
  }

  /** Whether it was reported within the last `seconds`. Takes nothing but a look-up. */
  isRecent(key: number, now: number, seconds: number): boolean {
    const at = this.#at.get(key);
    return at !== undefined && now >= at && now - at <= seconds;
  }

  /** Whether something else than `key` was reported within the last `seconds`. For when there is something to report. */
  isAnyOtherRecent(key: number, now: number, seconds: number): boolean {
    for (const other of this.#at.keys()) if (other !== key && this.isRecent(other, now, seconds)) return true;
    return false;
  }
}
