import type { BaselineInfo } from '../detect/baseline/info.ts';
import type { Learned, LearnedArray, Section } from '../detect/learned.ts';

/** Something that learns, for tests of baselines: refuses facts with `refuse`. */
export class FakeLearned implements Learned {
  readonly section: string;
  facts: Record<string, unknown>;
  arrays: Record<string, LearnedArray>;

  constructor(section: string, count: number, arrays: Record<string, LearnedArray> = {}) {
    this.section = section;
    this.facts = { count };
    this.arrays = arrays;
  }

  save(): Section {
    return structuredClone({ facts: this.facts, arrays: this.arrays });
  }

  load({ facts, arrays }: Section): string | undefined {
    if (facts['refuse'] === true) return 'it does not want to';
    if (facts['throw'] === true) throw new Error('never seen');
    this.facts = { ...facts };
    this.arrays = { ...arrays };
    return undefined;
  }
}

export function baselineInfo(change: Partial<BaselineInfo> = {}): BaselineInfo {
  return {
    created: 1_800_000_000,
    version: '1.2.3',
    schema: 'abc',
    seed: 7,
    rows: 1000,
    shiftedAt: 0,
    origin: 'eth0',
    ...change,
  };
}
