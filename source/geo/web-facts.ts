import type { Budget } from './budget.ts';
import type { BreakerKind } from './circuit-breaker.ts';
import type { TierFacts } from './tiers.ts';

/** What there is to say of the web service. */
export type WebState = {
  readonly host: string;
  readonly breaker: {
    readonly kind: BreakerKind;
    readonly meaning: string;
    readonly waitMilliseconds: number;
  };
  readonly isClosed: boolean;
  readonly budget: Pick<Budget, 'most' | 'left' | 'isSpent'>;
  readonly asked: number;
  readonly answered: number;
  readonly latency: number | undefined;
  readonly requests: number;
  readonly failures: number;
  readonly lastFailure: string;
  readonly underWay: number;
  readonly concurrency: number;
};

const counts = new Intl.NumberFormat('en-US');

export function webFacts(state: WebState): TierFacts {
  const { breaker, budget, asked, answered, latency } = state;
  const details: (readonly [string, string])[] = [
    ['budget', `${counts.format(budget.left)} of ${counts.format(budget.most)} left today`],
    ['under way', `${state.underWay} of ${state.concurrency}`],
    ['requests', counts.format(state.requests)],
  ];
  // A host that is none is not repeated: it could be anything, a password too.
  if (breaker.kind !== 'stopped') details.unshift(['host', state.host]);
  if (state.failures > 0)
    details.push(['failed', `${counts.format(state.failures)}, last: ${state.lastFailure}`]);
  const isTrouble = breaker.kind !== 'closed' || budget.isSpent;
  return { tier: 'web', state: words(state), isTrouble, asked, answered, latency, details };
}

function words({ breaker, budget, isClosed }: WebState): string {
  if (isClosed) return 'closed';
  switch (breaker.kind) {
    case 'stopped':
      return `stopped: ${breaker.meaning}`;
    case 'held':
      return `resting: ${breaker.meaning}; goes on at 00:00 UTC`;
    case 'open':
      return `away: ${breaker.meaning}; trying again ${inWords(breaker.waitMilliseconds)}`;
    case 'trying':
      return `away: ${breaker.meaning}; trying now`;
    case 'closed':
      if (!budget.isSpent) return 'ready';
      return budget.most === 0
        ? 'resting: its budget is 0'
        : `resting: the budget of ${counts.format(budget.most)} a day is spent; goes on at 00:00 UTC`;
  }
}

function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 0) return 'with the next address';
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}
