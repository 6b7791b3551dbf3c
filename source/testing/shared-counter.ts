import { dayOf } from '../geo/budget.ts';
import type { SharedCache } from '../geo/tiers.ts';

/** A shared cache that only counts requests: what several Oddwires hold in their hands in the tests of budgets. */
export type SharedCounter = {
  readonly cache: SharedCache;
  /** Requests granted today, and how often somebody asked for some. */
  spent: number;
  asked: number;
  /** 'away': nobody is told anything; 'mute': asked, it cannot tell. */
  mood: 'well' | 'away' | 'mute';
};

export function sharedCounter(tier: 'redis' | 'file' = 'redis', now: () => number = Date.now): SharedCounter {
  let day = dayOf(now());
  const turn = () => {
    if (dayOf(now()) !== day) counter.spent = 0;
    day = dayOf(now());
  };
  const counter: SharedCounter = {
    spent: 0,
    asked: 0,
    mood: 'well',
    cache: {
      tier,
      get isUsable() {
        return counter.mood !== 'away';
      },
      get: async addresses => addresses.map(() => undefined),
      put() {},
      async spend(count, most) {
        counter.asked += 1;
        // As over a network: others ask meanwhile.
        await new Promise(resolve => setImmediate(resolve));
        if (counter.mood !== 'well') return undefined;
        turn();
        const granted = Math.max(0, Math.min(count, most - counter.spent));
        counter.spent += granted;
        return granted;
      },
      get spentToday() {
        turn();
        return counter.mood === 'well' ? counter.spent : undefined;
      },
      facts: () => ({
        tier,
        state: 'ready',
        isTrouble: false,
        asked: 0,
        answered: 0,
        latency: undefined,
        details: [],
      }),
      async close() {},
    },
  };
  return counter;
}
