import type { Analysis } from '../detect/analysis.ts';
import type { OddnessChart } from './protocol.ts';

/** A line that moves more often than this only dances, and costs a slow connection. */
const leastMilliseconds = 1000;
const nothing: OddnessChart = { values: [], alarmLine: undefined, budget: 0 };

/** The oddness chart's numbers, new ones once a second. */
export class OddnessHistory {
  readonly #analysis: Analysis | undefined;
  readonly #clock: () => number;
  #width = -1;
  #madeAt = 0;
  #chart = nothing;

  constructor(analysis: Analysis | undefined, clock: () => number = () => performance.now()) {
    this.#analysis = analysis;
    this.#clock = clock;
  }

  recent(width: number): OddnessChart {
    if (this.#analysis === undefined) return nothing;
    const now = this.#clock();
    if (width !== this.#width || now - this.#madeAt >= leastMilliseconds) {
      this.#chart = chartOf(this.#analysis, width);
      this.#width = width;
      this.#madeAt = now;
    }
    return this.#chart;
  }
}

function chartOf(analysis: Analysis, width: number): OddnessChart {
  const { alarmLine, facts } = analysis;
  return {
    // Tenths are more than any chart has rows for; NaN has no form in JSON.
    values: analysis
      .recentOddness(width)
      .map(value => (Number.isNaN(value) ? null : Math.round(value * 10) / 10)),
    alarmLine: Number.isFinite(alarmLine) && alarmLine > 0 ? Math.round(alarmLine * 10) / 10 : undefined,
    budget: facts.budget,
  };
}
