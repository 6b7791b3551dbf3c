import { grouped } from '../capture/wording.ts';
import type { AddressPlaces } from './address-places.ts';
import type { ResolverTiers } from './resolver.ts';
import type { TierFacts } from './tiers.ts';
import { mostQueued, type WebStage } from './web-stage.ts';

export type ResolverState = {
  readonly waiting: number;
  readonly maxWaiting: number;
  readonly notLookedUp: number;
  readonly askedAgain: number;
  readonly web: WebStage | undefined;
};

/** What there is to say of every tier, nearest first. */
export function resolverFacts(
  tiers: ResolverTiers,
  memory: AddressPlaces,
  state: ResolverState,
): TierFacts[] {
  const facts = [
    withDetails(memory.facts(), [
      ['being looked up', `${grouped(state.waiting)} of ${grouped(state.maxWaiting)}`],
      ...shown('not looked up: too many', state.notLookedUp),
      ...shown('asked again', state.askedAgain),
    ]),
    ...tiers.caches.map(cache => cache.facts()),
  ];
  if (tiers.databases !== undefined) facts.push(tiers.databases.facts());
  const { web } = state;
  if (tiers.web === undefined || web === undefined) return facts;
  facts.push(
    withDetails(tiers.web.facts(), [
      ['queue', `${grouped(web.waiting)} of ${grouped(mostQueued)}`],
      ...shown('no room in the queue', web.overflown),
      ...shown('too slow for', web.impatient),
    ]),
  );
  return facts;
}

type Detail = TierFacts['details'][number];

function withDetails(facts: TierFacts, details: readonly Detail[]): TierFacts {
  return { ...facts, details: [...facts.details, ...details] };
}

/** What did not happen needs no line. */
function shown(label: string, count: number): Detail[] {
  return count === 0 ? [] : [[label, grouped(count)]];
}
