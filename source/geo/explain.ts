import { addressClass, addressClassWords, classifyAddress } from '../flows/address-class.ts';
import { formatAddress, parseAddress } from '../flows/address-words.ts';
import { type GeoAnswer, isNotFound } from './answer.ts';
import { LocatedAddress } from './located-address.ts';
import type { ResolverTiers } from './resolver.ts';
import type { TierFacts, TierName } from './tiers.ts';

export type ExplainOptions = {
  /** Ask the web service even where a cache has its answer. Default false: that costs a request of the budget. */
  readonly asksWeb?: boolean;
};

/** What one tier says of an address. */
export type TierOpinion = {
  readonly tier: TierName;
  /** As in its facts: 'ready', 'away: …'. */
  readonly state: string;
  readonly answer: GeoAnswer | undefined;
  /** Why there is no answer; '' when there is one. */
  readonly note: string;
};

export type Explanation = {
  /** In canonical form; as it was written when it is none. */
  readonly address: string;
  /** The address that is located in its place (the IPv4 address inside, or itself); '' when nothing is. */
  readonly located: string;
  /** 'remote' for public ones, else 'local', 'multicast', 'documentation' …; '' when it is no address. */
  readonly addressClass: string;
  /** In the order in which they are asked. */
  readonly opinions: readonly TierOpinion[];
  /** What a screen shows, and who said it. */
  readonly answer: GeoAnswer | undefined;
  readonly tier: TierName | undefined;
};

/** Asks every tier but memory; remembers in the caches what the web service said. Spends at most one request. */
export async function explainAddress(
  text: string,
  { caches, databases, web }: ResolverTiers,
  isPoor: (answer: GeoAnswer) => boolean,
  { asksWeb = false }: ExplainOptions,
): Promise<Explanation> {
  const words = parseAddress(text);
  const nothing = { located: '', opinions: [], answer: undefined, tier: undefined };
  if (words === undefined) return { address: text, addressClass: '', ...nothing };
  const address = formatAddress(...words);
  const found = new LocatedAddress();
  const isPublic = found.find(...words);
  if (!isPublic) {
    const [kind, a, b, c, d] = words;
    const own = classifyAddress(kind, a, b, c, d);
    // What stands for another address is what that one is.
    const inside = classifyAddress(found.kind, found.a, found.b, found.c, found.d);
    const shown = own === addressClass.global || own === addressClass.translation ? inside : own;
    return { address, addressClass: addressClassWords[shown] ?? '', ...nothing };
  }
  const located = formatAddress(found.kind, found.a, found.b, found.c, found.d);
  const opinions: TierOpinion[] = [];
  for (const cache of caches) {
    const isAsked = cache.isUsable;
    const answer = isAsked ? (await cache.get([located]))[0] : undefined;
    // Whether it can be asked may have come out just now.
    const note = !isAsked ? 'not asked' : cache.isUsable ? 'does not know it yet' : 'gave no answer';
    opinions.push(opinion(cache.facts(), answer, note));
  }
  const isPaidFor = opinions.some(({ answer }) => answer !== undefined && !isPoor(answer));
  if (web !== undefined) {
    const isAsked = web.isUsable && (asksWeb || !isPaidFor);
    const answer = isAsked ? await web.lookUp(located) : undefined;
    if (answer !== undefined) for (const cache of caches) cache.put(located, answer);
    const facts = web.facts();
    const note = isAsked ? noAnswer(facts) : web.isUsable ? 'not asked: a cache has an answer' : 'not asked';
    opinions.push(opinion(facts, answer, note));
  }
  if (databases !== undefined) {
    const isUsable = databases.isUsable;
    const answer = isUsable ? databases.lookUp(located) : undefined;
    opinions.push(opinion(databases.facts(), answer, isUsable ? 'does not know it' : 'not asked'));
  }
  const chosen =
    opinions.find(({ answer }) => answer !== undefined && !isPoor(answer) && !isNotFound(answer)) ??
    opinions.findLast(({ answer }) => answer !== undefined && !isNotFound(answer)) ??
    opinions.find(({ answer }) => answer !== undefined);
  return {
    address,
    located,
    addressClass: 'remote',
    opinions,
    answer: chosen?.answer,
    tier: chosen?.tier,
  };
}

/** With the reason, where it is known: 'gave no answer: connection refused'. */
function noAnswer({ details }: TierFacts): string {
  const failed = details.find(([label]) => label === 'failed')?.[1] ?? '';
  const reason = /, last: (.+)$/.exec(failed)?.[1];
  return reason === undefined ? 'gave no answer' : `gave no answer: ${reason}`;
}

function opinion(
  { tier, state }: { readonly tier: TierName; readonly state: string },
  answer: GeoAnswer | undefined,
  note: string,
): TierOpinion {
  return { tier, state, answer, note: answer === undefined ? note : '' };
}
