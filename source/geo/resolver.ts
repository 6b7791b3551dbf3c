import { formatAddress, parseAddress } from '../flows/address-words.ts';
import { AddressPlaces } from './address-places.ts';
import { type GeoAnswer, isNotFound } from './answer.ts';
import { CacheStage } from './cache-stage.ts';
import { lifeLeftSeconds } from './cached-answer.ts';
import { DatabaseStage } from './database-stage.ts';
import { type ExplainOptions, type Explanation, explainAddress } from './explain.ts';
import type { PlaceFinder } from './host-places.ts';
import { LocatedAddress } from './located-address.ts';
import type { Lookup, Memory } from './lookup.ts';
import { PlaceTable, placeUnasked, placeUnknown } from './place-table.ts';
import { resolverFacts } from './resolver-facts.ts';
import type { LocalDatabases, SharedCache, TierFacts, WebService } from './tiers.ts';
import { WebStage } from './web-stage.ts';

export type ResolverTiers = {
  /** Asked in this order: Redis, then the file. */
  readonly caches: readonly SharedCache[];
  /** Undefined when none may be asked. */
  readonly databases: LocalDatabases | undefined;
  readonly web: WebService | undefined;
};

export type ResolverOptions = {
  readonly memory?: AddressPlaces;
  readonly places?: PlaceTable;
  readonly maxWaiting?: number;
  /** Longest anybody waits for the web service. */
  readonly webPatienceMilliseconds?: number;
};

/** Addresses being looked up at a time, and those who wait for them; more are taken for unknown, and counted. */
export const defaultMaxWaiting = 32_768;
const maxTokens = 262_144;
const crowdedShare = 0.5;
/** Databases give an answer after this; without them it is worth waiting longer. */
const patienceMilliseconds = 3000;
const patienceWithoutDatabases = 10_000;
/** What was said in place of the web service, or by nobody, is not believed for long. */
const briefSeconds = 120;

/**
 * Where addresses are: this process's memory, then the shared caches, then the web service (with credentials),
 * then the databases on this machine. Whatever fails or takes too long is passed by, so that every request is
 * answered exactly once, and within `cacheLimitMilliseconds` for each cache, plus the patience with the web
 * service (3 s; 10 s where there is no database), plus however long the event loop is held up by others.
 */
export class Resolver implements PlaceFinder {
  readonly places: PlaceTable;
  readonly #memory: AddressPlaces;
  readonly #tiers: ResolverTiers;
  readonly #maxWaiting: number;
  readonly #cacheStage: CacheStage;
  readonly #webStage: WebStage | undefined;
  readonly #databaseStage: DatabaseStage;
  readonly #lookups = new Map<string, Lookup>();
  #onPlace: (token: number, place: number) => void = () => undefined;
  #tokens = 0;
  /** Tokens for which there was no room, to be told so a moment later. */
  #overflown: number[] = [];
  #overflow: NodeJS.Immediate | undefined;
  #idleWaiters: (() => void)[] = [];
  #isClosed = false;
  #notLookedUp = 0;
  #askedAgain = 0;

  constructor(tiers: ResolverTiers, options: ResolverOptions = {}) {
    this.#tiers = tiers;
    this.places = options.places ?? new PlaceTable();
    this.#memory = options.memory ?? new AddressPlaces();
    this.#maxWaiting = options.maxWaiting ?? defaultMaxWaiting;
    const { caches, databases, web } = tiers;
    this.#cacheStage = new CacheStage(caches, (lookup, answer, from) =>
      this.#fromCache(lookup, answer, from),
    );
    this.#databaseStage = new DatabaseStage(databases, (lookup, answer) =>
      this.#fromDatabase(lookup, answer),
    );
    const patience = databases === undefined ? patienceWithoutDatabases : patienceMilliseconds;
    if (web === undefined) return;
    this.#webStage = new WebStage(web, options.webPatienceMilliseconds ?? patience, {
      outcome: (lookup, answer) => this.#fromWeb(lookup, answer),
      late: (lookup, answer) => this.#remember(lookup, answer, 'shared'),
    });
  }

  get onPlace(): (token: number, place: number) => void {
    return this.#onPlace;
  }

  /** Another owner: what was asked before is answered to nobody. */
  set onPlace(onPlace: (token: number, place: number) => void) {
    for (const lookup of this.#lookups.values()) lookup.tokens = [];
    this.#tokens = 0;
    this.#overflown = [];
    this.#onPlace = onPlace;
  }

  findNow(kind: number, a: number, b: number, c: number, d: number): number {
    const known = this.#memory.get(kind, a, b, c, d, nowSeconds());
    if (known !== placeUnasked || !(this.#isImmediate || this.#isCrowded)) return known;
    const answer = this.#tiers.databases?.lookUp(formatAddress(kind, a, b, c, d));
    if (answer === undefined) return placeUnasked;
    const place = this.places.intern(answer);
    this.#memory.set(
      kind,
      a,
      b,
      c,
      d,
      place,
      this.#expires(answer, this.#webStage === undefined ? 'none' : 'brief'),
    );
    return place;
  }

  request(kind: number, a: number, b: number, c: number, d: number, token: number): void {
    const lookup = this.#tokens < maxTokens ? this.#lookup(kind, a, b, c, d) : undefined;
    if (lookup === undefined) {
      this.#notLookedUp += 1;
      this.#overflown.push(token);
      this.#overflow ??= setImmediate(() => this.#tellOverflown());
      return;
    }
    this.#tokens += 1;
    lookup.tokens.push(token);
  }

  /** Where a public address is, through the same tiers but for the memory; nobody knows of others. */
  lookUp(address: string): Promise<GeoAnswer> {
    const words = parseAddress(address);
    const located = new LocatedAddress();
    if (words === undefined || !located.find(...words))
      return Promise.resolve(unknown('not a public address'));
    const { kind, a, b, c, d } = located;
    const lookup = this.#lookup(kind, a, b, c, d);
    if (lookup === undefined) return Promise.resolve(unknown('too many at a time'));
    return new Promise(resolve => lookup.waiters.push(resolve));
  }

  /** What each tier says of an address, as `oddwire geo` tells it. */
  explain(address: string, options: ExplainOptions = {}): Promise<Explanation> {
    return explainAddress(address, this.#tiers, answer => this.#isPoor(answer), options);
  }

  /** Resolves when nobody waits for an answer. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise(resolve => this.#idleWaiters.push(resolve));
  }

  facts(): TierFacts[] {
    return resolverFacts(this.#tiers, this.#memory, {
      waiting: this.#lookups.size,
      maxWaiting: this.#maxWaiting,
      notLookedUp: this.#notLookedUp,
      askedAgain: this.#askedAgain,
      web: this.#webStage,
    });
  }

  /** Answers those who wait with what is at hand, writes what is to be written, and ends. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#webStage?.close();
    this.#cacheStage.close();
    this.#databaseStage.close();
    this.#tiers.web?.close();
    await Promise.all(this.#tiers.caches.map(cache => cache.close()));
  }

  /** Nothing that has to be waited for stands before the databases. */
  get #isImmediate(): boolean {
    return this.#databaseStage.isUsable && !this.#cacheStage.isUsable && this.#webStage?.isUsable !== true;
  }

  /** So many wait that the databases alone answer those who come, before anybody has to be taken for unknown. */
  get #isCrowded(): boolean {
    return this.#lookups.size >= this.#maxWaiting * crowdedShare && this.#databaseStage.isUsable;
  }

  get #isIdle(): boolean {
    return this.#lookups.size === 0 && this.#overflown.length === 0;
  }

  /** The one under way for this address, or a new one; undefined when there are too many. */
  #lookup(kind: number, a: number, b: number, c: number, d: number): Lookup | undefined {
    const address = formatAddress(kind, a, b, c, d);
    const underWay = this.#lookups.get(address);
    if (underWay !== undefined) return underWay;
    if (this.#lookups.size >= this.#maxWaiting) return undefined;
    const lookup: Lookup = {
      address,
      ...{ kind, a, b, c, d },
      tokens: [],
      waiters: [],
      poorer: undefined,
      isUncached: false,
    };
    this.#lookups.set(address, lookup);
    this.#begin(lookup);
    return lookup;
  }

  #begin(lookup: Lookup): void {
    if (this.#isClosed) {
      this.#databaseStage.add(lookup);
      return;
    }
    if (!this.#cacheStage.isUsable) return this.#afterCaches(lookup);
    if (!this.#isCrowded && this.#cacheStage.add(lookup)) return;
    // The cache may know what the web service said; asking that again would cost budget, so the databases answer.
    lookup.isUncached = true;
    this.#databaseStage.add(lookup);
  }

  #fromCache(lookup: Lookup, answer: GeoAnswer | undefined, from: SharedCache | undefined): void {
    if (answer === undefined) return this.#afterCaches(lookup);
    if (this.#isPoor(answer)) {
      this.#askedAgain += 1;
      lookup.poorer = answer;
      return this.#afterCaches(lookup);
    }
    // What only this machine's file knows is worth telling the others.
    const nearer = this.#tiers.caches.find(
      cache => cache !== from && cache.tier === 'redis' && cache.isUsable,
    );
    if (from?.tier === 'file') nearer?.put(lookup.address, answer);
    this.#finish(lookup, answer, 'none');
  }

  /** Said by a database that knows only countries, where there is better. */
  #isPoor(answer: GeoAnswer): boolean {
    if (answer.origin === 'web' || answer.city !== '' || answer.asn !== 0) return false;
    return this.#tiers.databases?.detail === 2 || this.#webStage?.isUsable === true;
  }

  #afterCaches(lookup: Lookup): void {
    const web = this.#webStage;
    if (web?.isUsable === true && web.add(lookup)) return;
    this.#databaseStage.add(lookup);
  }

  #fromWeb(lookup: Lookup, answer: GeoAnswer | undefined): void {
    if (answer === undefined) this.#databaseStage.add(lookup);
    else this.#finish(lookup, answer, 'shared');
  }

  #fromDatabase(lookup: Lookup, answer: GeoAnswer | undefined): void {
    const { poorer } = lookup;
    // Where the databases have nothing to say what a cache said is better.
    const best = answer === undefined || (isNotFound(answer) && poorer !== undefined) ? poorer : answer;
    if (best === undefined) return this.#finish(lookup, unknown('nobody could be asked'), 'brief');
    // The web service would know better: it is asked when it can be, so nobody is to believe this for a month.
    if (this.#webStage !== undefined) return this.#finish(lookup, best, 'brief');
    const isNews = best !== poorer && (poorer === undefined || best.city !== '' || best.asn !== 0);
    this.#finish(lookup, best, isNews && !lookup.isUncached ? 'shared' : 'none');
  }

  #finish(lookup: Lookup, answer: GeoAnswer, memory: Memory): void {
    // Only the first outcome counts.
    if (this.#lookups.get(lookup.address) !== lookup) return;
    this.#lookups.delete(lookup.address);
    const place = this.#remember(lookup, answer, memory);
    this.#tokens -= lookup.tokens.length;
    for (const waiter of lookup.waiters) waiter(answer);
    for (const token of lookup.tokens) this.#onPlace(token, place);
    this.#tellIdle();
  }

  #remember(lookup: Lookup, answer: GeoAnswer, memory: Memory): number {
    const place = this.places.intern(answer);
    const { kind, a, b, c, d, address } = lookup;
    this.#memory.set(kind, a, b, c, d, place, this.#expires(answer, memory));
    if (memory === 'shared') this.#share(address, answer);
    return place;
  }

  #share(address: string, answer: GeoAnswer): void {
    for (const cache of this.#tiers.caches) {
      // The databases of this machine answer faster than its file: only what was paid for is kept there.
      if (cache.tier === 'file' && answer.origin !== 'web') continue;
      // What was paid for waits for a Redis that is away, other answers cost nothing.
      if (answer.origin !== 'web' && !cache.isUsable) continue;
      cache.put(address, answer);
    }
  }

  /** Seconds since 1970 up to which memory believes an answer. */
  #expires(answer: GeoAnswer, memory: Memory): number {
    const now = nowSeconds();
    const left = Math.max(0, lifeLeftSeconds(answer, now));
    return now + (memory === 'brief' ? Math.min(left, briefSeconds) : left);
  }

  #tellOverflown(): void {
    this.#overflow = undefined;
    const tokens = this.#overflown;
    this.#overflown = [];
    for (const token of tokens) this.#onPlace(token, placeUnknown);
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.#idleWaiters.length === 0 || !this.#isIdle) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function unknown(source: string): GeoAnswer {
  return { country: '', city: '', asn: 0, organisation: '', origin: 'database', source, at: nowSeconds() };
}
