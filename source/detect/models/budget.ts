/**
 * The alarm budget: how odd a row must be to open an incident, so that about as many come in an hour as were asked
 * for. Reckoned from the rows there are in an hour of packet time, and slowly corrected by the incidents there were: many
 * rows belong to one incident.
 */

export type AlarmBudgetOptions = {
  /** Incidents an hour; 6. */
  readonly perHour?: number;
};

const defaultPerHour = 6;
const secondsPerHour = 3600;
/** The rate of the first moments says nothing of an hour. */
const leastSeconds = 60;
/** How often, and how far, it corrects itself. */
const correctionSeconds = 600;
const correctionPower = 0.25;
/** Incidents are few, and half or twice as many mean nothing. */
const chance = 2;
const mostCorrection = 4;
/** Nobody is told of one row in five hundred, and what is rarer than the highest alarms whatever the budget. */
const lowestLine = 27;
const highestLine = 60;

export class AlarmBudget {
  readonly perHour: number;
  #line = 30;
  #second = 0;
  #begun = 0;
  /** Decayed over an hour. */
  #rows = 0;
  #incidents = 0;
  #correction = 1;
  #correctedAt = 0;

  constructor(options: AlarmBudgetOptions = {}) {
    this.perHour = options.perHour ?? defaultPerHour;
  }

  /** A row that could open an incident was judged. Allocates nothing. */
  row(second: number): void {
    if (second !== this.#second) this.#advance(second);
    this.#rows += 1;
  }

  /** An incident opened because of such a row. */
  incident(second: number): void {
    if (second !== this.#second) this.#advance(second);
    this.#incidents += 1;
  }

  /** The oddness from which on a row opens an incident; the same all through a second. */
  get line(): number {
    return this.#line;
  }

  /** What the line is expected to give in an hour, if each row beyond it were an incident of its own. */
  get expectedPerHour(): number {
    return this.#rowsPerHour() * 10 ** (-this.#line / 10);
  }

  /** Incidents of the last hour, older ones counting less; of the time so far while that is less. */
  get realisedPerHour(): number {
    return this.#incidents / this.#hours();
  }

  #advance(second: number): void {
    if (this.#begun === 0) {
      this.#begun = second;
      this.#correctedAt = second;
    }
    const passed = Math.max(0, second - this.#second);
    if (this.#second > 0 && passed > 0) {
      const left = Math.exp(-passed / secondsPerHour);
      this.#rows *= left;
      this.#incidents *= left;
    }
    this.#second = second;
    if (second - this.#correctedAt >= correctionSeconds) this.#correct(second);
    const allowed = this.perHour * this.#correction;
    const line = 10 * Math.log10(Math.max(1, this.#rowsPerHour() / allowed));
    this.#line = Math.min(highestLine, Math.max(lowestLine, line));
  }

  /** Hours that the decayed sums stand for: up to one. */
  #hours(): number {
    const seconds = Math.max(leastSeconds, this.#second - this.#begun);
    return 1 - Math.exp(-seconds / secondsPerHour);
  }

  #rowsPerHour(): number {
    return this.#rows / this.#hours();
  }

  #correct(second: number): void {
    this.#correctedAt = second;
    const ratio = this.perHour / Math.max(this.realisedPerHour, this.perHour / mostCorrection);
    if (ratio < chance && ratio > 1 / chance) return;
    const corrected = this.#correction * ratio ** correctionPower;
    this.#correction = Math.min(mostCorrection, Math.max(1 / mostCorrection, corrected));
  }
}
