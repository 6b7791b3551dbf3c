import type { Calibration } from './calibration.ts';

/** Stretches of equal length between the first and the last knot: most hold a knot or two. */
const stretches = 1024;
/**
 * One in as many as there were rows is what they can vouch for. Beyond, oddness grows ever more slowly, by at most so
 * much: rows follow one another, so there is less in them than in as many drawn at random.
 */
const mostBeyondRows = 20;
const decibel = 10 / Math.LN10;

/** A calibration at work: turns scores into oddness, several times for every packet. */
export class ScoreScale {
  readonly calibration: Calibration;
  readonly #first: number;
  readonly #top: number;
  readonly #firstOddness: number;
  readonly #topOddness: number;
  readonly #vouched: number;
  readonly #stretchesPerUnit: number;
  /** For each stretch, how many knots are in those before it; then how many there are. */
  readonly #knotsBefore = new Uint32Array(stretches + 1);

  constructor(calibration: Calibration) {
    const { knots, oddness, rows } = calibration;
    this.calibration = calibration;
    this.#first = knots[0] ?? Number.POSITIVE_INFINITY;
    this.#top = knots.at(-1) ?? Number.POSITIVE_INFINITY;
    this.#firstOddness = oddness[0] ?? 0;
    this.#topOddness = oddness.at(-1) ?? 0;
    this.#vouched = 10 * Math.log10(rows + 1);
    const length = this.#top - this.#first;
    this.#stretchesPerUnit = length > 0 ? stretches / length : 0;
    const before = this.#knotsBefore;
    for (const knot of knots) {
      const stretch = this.#stretchOf(knot);
      before[stretch + 1] = (before[stretch + 1] as number) + 1;
    }
    for (let stretch = 1; stretch <= stretches; stretch += 1)
      before[stretch] = (before[stretch] as number) + (before[stretch - 1] as number);
  }

  /** 10·log10(N) for "1 in N scores as high": finite, never falls as the score rises, allocates nothing. */
  oddness(score: number): number {
    const { knots, oddness, lowerScale } = this.calibration;
    // NaN as well: what cannot be compared is not odd.
    if (knots.length === 0 || !(score > Number.NEGATIVE_INFINITY)) return 0;
    if (score <= this.#first) {
      if (knots.length > 1 || score < this.#first)
        return this.#firstOddness / (1 + (this.#first - score) / lowerScale);
    }
    if (score >= this.#top)
      return this.#bent(this.#topOddness + tailOddness(this.calibration, score - this.#top));
    const stretch = this.#stretchOf(score);
    // Knots of stretches before this one are below the score, those of later ones above.
    const until = this.#knotsBefore[stretch + 1] as number;
    let low = this.#knotsBefore[stretch] as number;
    if (low > 0) low -= 1;
    let high = until < knots.length ? until : knots.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((knots[middle] as number) <= score) low = middle;
      else high = middle;
    }
    const from = knots[low] as number;
    const to = knots[high] as number;
    const below = oddness[low] as number;
    return below + (((oddness[high] as number) - below) * (score - from)) / (to - from);
  }

  #stretchOf(score: number): number {
    const stretch = ((score - this.#first) * this.#stretchesPerUnit) | 0;
    return stretch < stretches ? stretch : stretches - 1;
  }

  #bent(oddness: number): number {
    const vouched = this.#vouched;
    if (oddness <= vouched) return oddness;
    const beyond = oddness - vouched;
    // Also where it is beyond all bounds.
    return vouched + mostBeyondRows - mostBeyondRows ** 2 / (mostBeyondRows + beyond);
  }
}

/** −10·log10 of the share of excesses that are as large. */
function tailOddness({ scale, shape }: Calibration, excess: number): number {
  if (Math.abs(shape) < 1e-3) return (decibel * excess) / scale;
  if (shape > 0) return (decibel * Math.log1p((shape * excess) / scale)) / shape;
  // A light tail has an end; halfway there it goes on straight, as steep as it was.
  const halfway = -0.5 / shape;
  const ratio = excess / scale;
  if (ratio <= halfway) return (decibel * Math.log1p(shape * ratio)) / shape;
  return (decibel * Math.log(0.5)) / shape + decibel * 2 * (ratio - halfway);
}
