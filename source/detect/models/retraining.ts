/** When a level is trained: by packet time and rows alone, so that the same input trains the same models. */

const firstAtRows = 2000;
/** Where a model from elsewhere is in force meanwhile, there is no hurry: after a minute if there are so many, */
const patientRows = 8000;
/** or else with as many as without one, after so long. */
const patientSeconds = 600;
/** From then on whenever there are four times as many rows, but not more often than this. */
const growth = 4;
const leastSeconds = 60;
/** In the long run: */
const usualSeconds = 600;
const usualNewRows = 1024;
/** After a drift, soon; where it goes on, ever later. */
const driftSeconds = 30;
const driftNewRows = 32;
const driftPatience = 2;
/** How long rows are gathered where all is different. */
const relearnSeconds = 30;
/** So long without drift, and the next one is taken as quickly as the first. */
const calmSeconds = 1800;

export class TrainingPlan {
  #trainedAt = 0;
  #trainedRows = 0;
  #hasModel = false;
  /** Since when a model from elsewhere stands in for an own one; −1 without one, 0 before any second was heard of. */
  #standInSince = -1;
  #driftWait = driftSeconds;
  #driftedAt = 0;

  /** `rows`: taken in all. */
  isDue(second: number, rows: number, hasDrifted: boolean): boolean {
    if (!this.#hasModel) return this.#isFirstDue(second, rows, hasDrifted);
    const since = second - this.#trainedAt;
    const newRows = rows - this.#trainedRows;
    if (rows >= this.#trainedRows * growth && newRows >= firstAtRows && since >= leastSeconds) return true;
    if (newRows >= usualNewRows && since >= usualSeconds) return true;
    return hasDrifted && newRows >= driftNewRows && since >= this.#driftWait;
  }

  /** A training was ordered now. */
  ordered(second: number, rows: number, hasDrifted: boolean): void {
    if (hasDrifted) {
      const isCalm = second - this.#driftedAt > calmSeconds;
      this.#driftWait = isCalm ? driftSeconds : Math.min(usualSeconds, this.#driftWait * driftPatience);
      this.#driftedAt = second;
    }
    this.#hasModel = true;
    this.#trainedAt = second;
    this.#trainedRows = rows;
  }

  /** All is different since now: a training is wanted as soon as there is something to learn from. */
  hurry(second: number): void {
    this.#trainedAt = second;
    this.#driftWait = relearnSeconds;
  }

  /** There are no rows any more; `hasStandIn`: but there is a model, of rows from elsewhere. */
  restart(hasStandIn: boolean): void {
    this.#hasModel = false;
    this.#standInSince = hasStandIn ? 0 : -1;
    this.#trainedAt = 0;
    this.#trainedRows = 0;
  }

  #isFirstDue(second: number, rows: number, hasDrifted: boolean): boolean {
    if (this.#standInSince === 0) this.#standInSince = second;
    if (rows < firstAtRows) return false;
    if (this.#standInSince < 0) return true;
    const since = second - this.#standInSince;
    // What fits this network badly is not worth waiting with.
    if (hasDrifted && since >= driftSeconds) return true;
    return since >= patientSeconds || (rows >= patientRows && since >= leastSeconds);
  }

  /** 0 … 1 of the rows the first training wants. */
  progress(rows: number): number {
    return this.#hasModel ? 1 : Math.min(1, rows / (this.#standInSince < 0 ? firstAtRows : patientRows));
  }
}
