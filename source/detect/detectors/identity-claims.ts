import { mix } from '../../flows/keyed-table.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { Party } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { claim, isVirtualCard } from './identity-cards.ts';
import { nameCard } from './identity-names.ts';

const ways = 4;
const sets = 1024;
const capacity = ways * sets;
const contestsAtOnce = 64;
/** A contest is over when nothing was claimed for so long. */
export const contestSeconds = 60;
/** An owner that was heard so often is not pushed out by newcomers. */
const establishedSightings = 3;
const mostNamed = 64;
const mostSightings = 1_000_000;

/**
 * Which card each address of the own network is at, and who says otherwise. An address belongs to the card that had
 * it first; it goes to another when the first one is silent, as when a device comes back with a new card.
 */
export class AddressClaims {
  readonly #tracker: Tracker;
  /** Seconds by which the clock runs ahead of the times in tables. */
  ahead = 0;
  readonly kind = new Uint8Array(capacity);
  readonly address = new Int32Array(capacity * 4);
  readonly ownerHigh = new Uint16Array(capacity);
  readonly ownerLow = new Int32Array(capacity);
  /** Packet second it was first and last heard in; how often. */
  readonly ownerFirst = new Int32Array(capacity);
  readonly ownerSeen = new Int32Array(capacity);
  readonly ownerSightings = new Int32Array(capacity);
  /** Nothing but unasked claims made it the owner. */
  readonly isDoubtful = new Uint8Array(capacity);
  readonly otherHigh = new Uint16Array(capacity);
  readonly otherLow = new Int32Array(capacity);
  /** Of the contest; 0 for none. */
  readonly since = new Int32Array(capacity);
  readonly latest = new Int32Array(capacity);
  /** Claims of the contest, four kinds an entry. */
  readonly claims = new Int32Array(capacity * 4);
  /** Latest packet of a lie or a use. */
  readonly packet = new Float64Array(capacity);
  /** The contest has something new to report. */
  readonly isFresh = new Uint8Array(capacity);
  readonly contests = new Int32Array(contestsAtOnce);
  contestCount = 0;
  readonly #named = new Map<number, Party>();
  /** Claims heard at all. */
  heard = 0;

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** Entry that was contested by this claim, -1 when all is as it was. */
  hear(
    kind: 4 | 6,
    a: number,
    b: number,
    c: number,
    d: number,
    high: number,
    low: number,
    how: number,
    second: number,
    packet: number,
  ): number {
    if ((high & 0x100) !== 0 || (high === 0 && low === 0)) return -1;
    this.heard += 1;
    const at = this.#find(kind, a, b, c, d, second);
    const sightings = this.ownerSightings[at] as number;
    if (sightings === 0) {
      this.#own(at, high, low, second);
      this.isDoubtful[at] = how === claim.directed ? 1 : 0;
      this.packet[at] = packet;
      return -1;
    }
    if (this.ownerHigh[at] === high && this.ownerLow[at] === low) {
      this.ownerSeen[at] = second;
      if (how !== claim.directed) this.isDoubtful[at] = 0;
      else if (this.isDoubtful[at] === 1) this.packet[at] = packet;
      if (sightings < mostSightings) this.ownerSightings[at] = sightings + 1;
      return -1;
    }
    if (isVirtualCard(high, low) && how <= claim.announcement) {
      // A group of routers shares it: whoever is in charge announces it.
      this.#own(at, high, low, second);
      return -1;
    }
    if (this.isDoubtful[at] === 1 && how <= claim.answer) return this.#correct(at, high, low, second);
    return this.#contest(at, high, low, how, second, packet);
  }

  /** The owner was heard since the contest began. */
  isOwnerAlive(at: number): boolean {
    const since = this.since[at] as number;
    if ((this.ownerSeen[at] as number) >= since) return true;
    const { hosts } = this.#tracker;
    const word = at * 4;
    const host = hosts.find(
      this.kind[at] as number,
      this.address[word] as number,
      this.address[word + 1] as number,
      this.address[word + 2] as number,
      this.address[word + 3] as number,
    );
    if (host < 0 || hosts.hasMac[host] !== 1 || (hosts.last[host] as number) < since - this.ahead)
      return false;
    return hosts.macHigh[host] === this.ownerHigh[at] && hosts.macLow[host] === this.ownerLow[at];
  }

  count(at: number, how: number): number {
    return this.claims[at * 4 + how] as number;
  }

  /** Addresses whose owners the same card contests now. */
  takenBy(high: number, low: number): number {
    let taken = 0;
    for (let index = 0; index < this.contestCount; index += 1) {
      const at = this.contests[index] as number;
      if (this.otherHigh[at] === high && this.otherLow[at] === low) taken += 1;
    }
    return taken;
  }

  /** Ends contests that nobody goes on with, and gives to the newcomer what the owner does not speak for. */
  second(now: number): void {
    let kept = 0;
    for (let index = 0; index < this.contestCount; index += 1) {
      const at = this.contests[index] as number;
      const since = this.since[at] as number;
      const isAlive = since !== 0 && this.isOwnerAlive(at);
      const isNewOwner = since !== 0 && !isAlive && now - since > contestSeconds;
      if (isNewOwner) this.#own(at, this.otherHigh[at] as number, this.otherLow[at] as number, now);
      if (since === 0 || isNewOwner || now - (this.latest[at] as number) > contestSeconds) {
        this.#end(at);
        continue;
      }
      this.contests[kept] = at;
      kept += 1;
    }
    this.contestCount = kept;
  }

  party(at: number): Party {
    const word = at * 4;
    return {
      kind: this.kind[at] === 6 ? 6 : 4,
      a: this.address[word] as number,
      b: this.address[word + 1] as number,
      c: this.address[word + 2] as number,
      d: this.address[word + 3] as number,
    };
  }

  /** Whether this card has an address nobody contests it. */
  ownsSomething(high: number, low: number): boolean {
    return nameCard(this, this.#tracker.hosts, high, low).kind !== 48;
  }

  /** A card as a finding names it: by its own address where it is known, and always by the same. */
  partyOf(high: number, low: number): Party {
    const card = high * 2 ** 32 + (low >>> 0);
    const before = this.#named.get(card);
    if (before !== undefined) return before;
    if (this.#named.size === mostNamed) this.#named.clear();
    const party = nameCard(this, this.#tracker.hosts, high, low);
    this.#named.set(card, party);
    return party;
  }

  save(): Section {
    const at = [...this.ownerSightings.keys()].filter(
      index => (this.ownerSightings[index] as number) >= establishedSightings,
    );
    return {
      facts: {},
      arrays: {
        kind: Uint8Array.from(at, index => this.kind[index] as number),
        address: Int32Array.from(
          at.flatMap(index => [0, 1, 2, 3].map(word => this.address[index * 4 + word] as number)),
        ),
        cardHigh: Uint16Array.from(at, index => this.ownerHigh[index] as number),
        cardLow: Int32Array.from(at, index => this.ownerLow[index] as number),
      },
    };
  }

  load(section: Section): string | undefined {
    const { kind, address, cardHigh, cardLow } = section.arrays;
    if (
      !(kind instanceof Uint8Array) ||
      !(address instanceof Int32Array) ||
      !(cardHigh instanceof Uint16Array) ||
      !(cardLow instanceof Int32Array)
    )
      return 'the table of addresses is incomplete';
    const entries = kind.length;
    if (entries > capacity || address.length !== entries * 4) return 'the table of addresses does not add up';
    if (cardHigh.length !== entries || cardLow.length !== entries)
      return 'the table of cards does not add up';
    if (kind.some(value => value !== 4 && value !== 6)) return 'the table of addresses holds what is none';
    this.ownerSightings.fill(0);
    this.contestCount = 0;
    for (let index = 0; index < entries; index += 1) {
      const word = (offset: number): number => address[index * 4 + offset] as number;
      const at = this.#find(kind[index] as number, word(0), word(1), word(2), word(3), 0);
      this.#own(at, cardHigh[index] as number, cardLow[index] as number, 0);
      this.ownerSightings[at] = establishedSightings;
    }
    return undefined;
  }

  /** Who came first only ever said unasked that it was his: it belongs to the one who uses it. */
  #correct(at: number, high: number, low: number, second: number): number {
    const liarHigh = this.ownerHigh[at] as number;
    const liarLow = this.ownerLow[at] as number;
    const lies = this.ownerSightings[at] as number;
    this.#own(at, high, low, second);
    const contested = this.#contest(at, liarHigh, liarLow, claim.directed, second, this.packet[at] as number);
    if (contested >= 0) this.claims[at * 4 + claim.directed] = lies;
    return contested;
  }

  #contest(at: number, high: number, low: number, how: number, second: number, packet: number): number {
    const isSame = this.otherHigh[at] === high && this.otherLow[at] === low;
    if (this.since[at] === 0 || !isSame || second - (this.latest[at] as number) > contestSeconds) {
      if (this.since[at] === 0) {
        if (this.contestCount === contestsAtOnce) return -1;
        this.contests[this.contestCount] = at;
        this.contestCount += 1;
      }
      this.since[at] = Math.max(1, second);
      this.otherHigh[at] = high;
      this.otherLow[at] = low;
      this.claims.fill(0, at * 4, at * 4 + 4);
    }
    this.latest[at] = second;
    this.claims[at * 4 + how] = (this.claims[at * 4 + how] as number) + 1;
    this.packet[at] = packet;
    this.isFresh[at] = 1;
    return at;
  }

  #own(at: number, high: number, low: number, second: number): void {
    this.ownerHigh[at] = high;
    this.ownerLow[at] = low;
    this.ownerFirst[at] = second;
    this.ownerSeen[at] = second;
    this.ownerSightings[at] = 1;
    this.isDoubtful[at] = 0;
  }

  #end(at: number): void {
    this.since[at] = 0;
    this.isFresh[at] = 0;
    this.claims.fill(0, at * 4, at * 4 + 4);
  }

  /** Entry of an address, −1 without. */
  search(kind: number, a: number, b: number, c: number, d: number): number {
    const first = (mix(mix(mix(mix(kind, a), b), c), d) & (sets - 1)) * ways;
    for (let at = first; at < first + ways; at += 1) {
      const word = at * 4;
      if (
        this.address[word + 3] === d &&
        this.address[word + 2] === c &&
        this.address[word + 1] === b &&
        this.address[word] === a &&
        this.kind[at] === kind &&
        (this.ownerSightings[at] as number) > 0
      )
        return at;
    }
    return -1;
  }

  /** Its entry, made where there is none: in place of one nobody contests that was heard least. */
  #find(kind: number, a: number, b: number, c: number, d: number, second: number): number {
    const found = this.search(kind, a, b, c, d);
    if (found >= 0) return found;
    const first = (mix(mix(mix(mix(kind, a), b), c), d) & (sets - 1)) * ways;
    let worst = first;
    let worstValue = Number.POSITIVE_INFINITY;
    for (let at = first; at < first + ways; at += 1) {
      const sightings = this.ownerSightings[at] as number;
      const established = sightings >= establishedSightings ? 1e10 : 0;
      const value = sightings === 0 ? -1 : established + (this.ownerSeen[at] as number);
      if (value < worstValue) {
        worst = at;
        worstValue = value;
      }
    }
    this.#end(worst);
    const word = worst * 4;
    this.kind[worst] = kind;
    this.address[word] = a;
    this.address[word + 1] = b;
    this.address[word + 2] = c;
    this.address[word + 3] = d;
    this.ownerSightings[worst] = 0;
    this.ownerSeen[worst] = second;
    return worst;
  }
}
