import type { Measure } from '../contracts.ts';

const growthPerAnnouncement = 10;
/** Packets below this are no growth worth a word. */
const leastPackets = 100;
/** While it is so young, it grows because it was only just noticed. */
const settlingSeconds = 10;

export type Announced = {
  readonly noticedAt: number;
  readonly packets: number;
  readonly announcements: number;
  readonly severity: 'bad' | 'notice';
  readonly measures: readonly Measure[];
};

/** Whether there is something new to say of an incident: at first, when it has grown tenfold, when it turned out to be bad. */
export class Announcing {
  #value = 0;
  #packets = leastPackets;
  #severity: 'bad' | 'notice' | undefined;

  isNews(incident: Announced, now: number): boolean {
    const { packets, severity, announcements } = incident;
    const value = growingValue(incident.measures[0]);
    const isYoung = now - incident.noticedAt < settlingSeconds;
    const hasGrown =
      !isYoung &&
      ((this.#value > 0 && value >= this.#value * growthPerAnnouncement) ||
        packets >= this.#packets * growthPerAnnouncement);
    const isWorse = severity === 'bad' && this.#severity === 'notice';
    const isNews = announcements === 0 || isWorse || hasGrown;
    if (isNews || isYoung || this.#value === 0) this.#value = Math.max(value, this.#value);
    if (isNews || isYoung) this.#packets = Math.max(packets, this.#packets);
    if (isNews) this.#severity = severity;
    return isNews;
  }

  /** It turned out to be something else. */
  forgetValue(): void {
    this.#value = 0;
  }

  absorb(other: Announcing): void {
    this.#packets = Math.max(this.#packets, other.#packets);
  }
}

function growingValue(measure: Measure | undefined): number {
  if (measure === undefined) return 0;
  return measure.unit === 'count' || measure.unit === 'bytes' || measure.unit === 'rate' ? measure.value : 0;
}
