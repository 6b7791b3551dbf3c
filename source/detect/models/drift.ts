/**
 * Notices when rows have become odder than the model says they are: the mean oddness of each second, summed up where it
 * is above what it should be (CUSUM). In seconds rather than rows, so that one busy moment is no drift.
 */

/** Of 10·log10(N) where "1 in N" is true: an exponential distribution with this mean and spread. */
const expectedOddness = 10 / Math.LN10;
/** What is above the mean by less than half a spread does not count. */
const slack = expectedOddness / 2;
/** Spreads, added up over seconds, that make a drift. */
const limit = 12 * expectedOddness;
/** A single row is not a hundred. */
const mostOfARow = 30;
/** With fewer rows in a second, it counts in proportion. */
const rowsForASecond = 8;

export class DriftWatch {
  #sum = 0;
  #rows = 0;
  #total = 0;
  #second = 0;

  /** A row that belongs to no incident. Allocates nothing. */
  add(second: number, oddness: number): void {
    if (second !== this.#second) {
      this.#close();
      this.#second = second;
    }
    this.#sum += oddness > mostOfARow ? mostOfARow : oddness;
    this.#rows += 1;
  }

  get hasDrifted(): boolean {
    return this.#total > limit;
  }

  reset(): void {
    this.#sum = 0;
    this.#rows = 0;
    this.#total = 0;
  }

  #close(): void {
    if (this.#rows > 0) {
      const weight = Math.min(1, this.#rows / rowsForASecond);
      const excess = this.#sum / this.#rows - expectedOddness - slack;
      this.#total = Math.max(0, this.#total + weight * excess);
    }
    this.#sum = 0;
    this.#rows = 0;
  }
}
