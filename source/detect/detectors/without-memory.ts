import type { Learned, Section } from '../learned.ts';

/** Detectors whose learning is all in the norms have nothing of their own to keep. */
export abstract class WithoutMemory implements Learned {
  abstract readonly section: string;

  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }
}
