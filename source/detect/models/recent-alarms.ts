/** The share of rows beyond the alarm line over the last minute of packet time. */

const seconds = 60;
/** Fewer rows are no share of anything. */
const leastRows = 60;

export class RecentAlarms {
  readonly #rows = new Uint32Array(seconds);
  readonly #alarming = new Uint32Array(seconds);
  #second = 0;

  add(second: number, isAlarming: boolean): void {
    if (second > this.#second) this.#forgetUpTo(second);
    const place = second % seconds;
    this.#rows[place] = (this.#rows[place] as number) + 1;
    if (isAlarming) this.#alarming[place] = (this.#alarming[place] as number) + 1;
  }

  /** 0 while there are too few rows. */
  share(second: number): number {
    if (second > this.#second) this.#forgetUpTo(second);
    let rows = 0;
    let alarming = 0;
    for (let place = 0; place < seconds; place += 1) {
      rows += this.#rows[place] as number;
      alarming += this.#alarming[place] as number;
    }
    return rows < leastRows ? 0 : alarming / rows;
  }

  reset(): void {
    this.#rows.fill(0);
    this.#alarming.fill(0);
  }

  #forgetUpTo(second: number): void {
    if (second - this.#second >= seconds) this.reset();
    else {
      for (let past = this.#second + 1; past <= second; past += 1) {
        this.#rows[past % seconds] = 0;
        this.#alarming[past % seconds] = 0;
      }
    }
    this.#second = second;
  }
}
