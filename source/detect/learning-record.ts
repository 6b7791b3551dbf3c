import type { Learned, Section } from './learned.ts';

const amounts = ['packets', 'flows', 'seconds'] as const;
const mostOfAnything = 2 ** 52;

/** How much was learned from, in this life and earlier ones. */
export class LearningRecord implements Learned {
  readonly section = 'record';
  packets = 0;
  flows = 0;
  /** Seconds of packet time in which something was learned. */
  seconds = 0;
  /** Models of another network are still in force. */
  isForeign = false;

  save(): Section {
    const { packets, flows, seconds, isForeign } = this;
    return { facts: { packets, flows, seconds, isForeign }, arrays: {} };
  }

  load({ facts }: Section): string | undefined {
    for (const name of amounts) {
      const value = facts[name];
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > mostOfAnything)
        return `how many ${name} it learned from makes no sense`;
    }
    for (const name of amounts) this[name] = facts[name] as number;
    this.isForeign = facts['isForeign'] === true;
    return undefined;
  }
}
