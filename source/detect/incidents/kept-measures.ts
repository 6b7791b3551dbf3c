import type { Measure } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { evidenceLimits } from './incident.ts';
import { vagueKinds } from './kind-relations.ts';

type Kept = { readonly kind: IncidentKind; readonly rank: number; measure: Measure };

const maxKept = 24;

/** The worst so far of each thing measured. */
export class KeptMeasures {
  #kept: Kept[] = [];

  add(kind: IncidentKind, measures: readonly Measure[]): void {
    for (const [rank, measure] of measures.entries()) {
      if (rank >= evidenceLimits.measures) return;
      this.#put(kind, rank, measure);
    }
  }

  merge(other: KeptMeasures): void {
    for (const { kind, rank, measure } of other.#kept) this.#put(kind, rank, measure);
  }

  #put(kind: IncidentKind, rank: number, measure: Measure): void {
    const known = this.#kept.find(kept => kept.kind === kind && isSameMeasure(kept.measure, measure));
    if (known === undefined) {
      if (this.#kept.length < maxKept) this.#kept.push({ kind, rank, measure });
    } else if (isWorse(measure, known.measure)) known.measure = measure;
  }

  /** The one the sentence speaks of, those of the same kind, then those of its aspects; the rarest first. */
  of(kind: IncidentKind): readonly Measure[] {
    return this.#sorted(kind)
      .slice(0, evidenceLimits.measures)
      .map(kept => kept.measure);
  }

  /** How rare what makes it this kind was at its worst. */
  oddness(kind: IncidentKind): number {
    let worst = 0;
    for (const kept of this.#kept) {
      if (kept.kind === kind && kept.measure.oddness > worst) worst = kept.measure.oddness;
    }
    return worst;
  }

  #sorted(kind: IncidentKind): Kept[] {
    const weight = (kept: Kept): number =>
      (kept.kind === kind ? 0 : 2) + (kept.kind === kind && kept.rank === 0 ? 0 : 1);
    // What was only unusual speaks of how it began, and of less and less of it.
    const telling = vagueKinds.has(kind) ? this.#kept : this.#kept.filter(kept => !vagueKinds.has(kept.kind));
    return telling.toSorted(
      (one, other) => weight(one) - weight(other) || other.measure.oddness - one.measure.oddness,
    );
  }
}

function isSameMeasure(one: Measure, other: Measure): boolean {
  return one.of === other.of && one.unit === other.unit;
}

/** Rarer; where both are as rare (or nothing was learned), larger. */
function isWorse(measure: Measure, than: Measure): boolean {
  if (measure.oddness !== than.oddness) return measure.oddness > than.oddness;
  return measure.value > than.value;
}
