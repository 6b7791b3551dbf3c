import { formatMac } from '../../decode/address.ts';
import { i32, u8, u16 } from '../../decode/bytes.ts';
import { type Detector, type DetectorTools, interest, type PacketContext, type Party } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { isVirtualCard } from './identity-cards.ts';
import type { AddressClaims } from './identity-claims.ts';
import { finding, measure, partyText, rarity } from './identity-words.ts';

const routerAdvertisement = 134;
const messageHead = 8;
const headBytes = 16;
const flagsAt = 5;
const lifetimeAt = 6;
const prefixOption = 3;
const prefixAt = 16;
const optionUnitBytes = 8;
const mostOptions = 16;
const neighbourHopLimit = 255;
const preferenceShift = 3;
const highPreference = 1;
const capacity = 16;
/** Routers speak unasked every ten minutes, or half an hour at most: before, another one may be one not heard yet. */
const learnedEnoughSeconds = 1800;
/** A newcomer that goes on for so long belongs here. */
const acceptedSeconds = 86_400;
const mostSightings = 1_000_000;

/** Advertisements by a router that was not here, or in the name of one that was. */
export class RouterSpoofing implements Detector {
  readonly section = 'routers';
  readonly wants = interest.icmpv6;
  readonly #tools: DetectorTools;
  readonly #claims: AddressClaims;
  readonly #address = new Int32Array(capacity * 4);
  readonly #cardHigh = new Uint16Array(capacity);
  readonly #cardLow = new Int32Array(capacity);
  readonly #prefix = new Int32Array(capacity * 2);
  readonly #preference = new Uint8Array(capacity);
  readonly #first = new Int32Array(capacity);
  readonly #last = new Int32Array(capacity);
  readonly #sightings = new Int32Array(capacity);
  /** Lies heard from an entry; an entry with lies is no router of ours. */
  readonly #lies = new Int32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  readonly #pretends = new Uint8Array(capacity);
  #heard = 0;

  constructor(tools: DetectorTools, claims: AddressClaims) {
    this.#tools = tools;
    this.#claims = claims;
  }

  packet(context: PacketContext): void {
    const { packet: p, second } = context;
    if (p.icmpType !== routerAdvertisement || p.ttl !== neighbourHopLimit || p.hasEthernet !== 1) return;
    if (p.payloadStart < messageHead) return;
    const at = p.start + p.payloadStart - messageHead;
    if (at + headBytes > p.end) return;
    this.#heard += 1;
    const lifetime = u16(p.bytes, at + lifetimeAt);
    const known = this.#search(p.src0, p.src1, p.src2, p.src3, p.ethSrcHigh, p.ethSrcLow);
    if (known >= 0) {
      this.#sightings[known] = Math.min(mostSightings, (this.#sightings[known] as number) + 1);
      this.#last[known] = second;
      if (this.#lies[known] === 0) this.#note(known, context, at);
      else if (second - (this.#first[known] as number) > acceptedSeconds) this.#lies[known] = 0;
      else this.#lie(known, context);
      return;
    }
    const owner = this.#search(p.src0, p.src1, p.src2, p.src3, -1, 0);
    const isOther = owner >= 0 && !isVirtualCard(p.ethSrcHigh, p.ethSrcLow);
    // One that says it is none any more, and never was one here, changes nothing.
    if (!isOther && lifetime === 0) return;
    const entry = this.#take();
    const word = entry * 4;
    this.#address[word] = p.src0;
    this.#address[word + 1] = p.src1;
    this.#address[word + 2] = p.src2;
    this.#address[word + 3] = p.src3;
    this.#cardHigh[entry] = p.ethSrcHigh;
    this.#cardLow[entry] = p.ethSrcLow;
    this.#first[entry] = second;
    this.#last[entry] = second;
    this.#sightings[entry] = 1;
    this.#pretends[entry] = isOther ? 1 : 0;
    this.#note(entry, context, at);
    if (isOther || this.#isRogue(entry)) this.#lie(entry, context);
  }

  second(now: number): void {
    for (let entry = 0; entry < capacity; entry += 1) {
      if (this.#isFresh[entry] === 0) continue;
      this.#isFresh[entry] = 0;
      this.#report(entry, now);
    }
  }

  save(): Section {
    const entries = [...this.#sightings.keys()].filter(
      entry => (this.#sightings[entry] as number) > 0 && this.#lies[entry] === 0,
    );
    const words = (values: Int32Array, each: number): Int32Array =>
      Int32Array.from(
        entries.flatMap(entry =>
          Array.from({ length: each }, (_, offset) => values[entry * each + offset] as number),
        ),
      );
    return {
      facts: {},
      arrays: {
        address: words(this.#address, 4),
        cardHigh: Uint16Array.from(entries, entry => this.#cardHigh[entry] as number),
        cardLow: words(this.#cardLow, 1),
        prefix: words(this.#prefix, 2),
        preference: Uint8Array.from(entries, entry => this.#preference[entry] as number),
      },
    };
  }

  load(section: Section): string | undefined {
    const { address, cardHigh, cardLow, prefix, preference } = section.arrays;
    if (!(address instanceof Int32Array) || !(cardHigh instanceof Uint16Array))
      return 'the routers are incomplete';
    if (!(cardLow instanceof Int32Array) || !(prefix instanceof Int32Array))
      return 'the routers are incomplete';
    if (!(preference instanceof Uint8Array)) return 'the routers are incomplete';
    const entries = cardHigh.length;
    const isRight =
      entries <= capacity &&
      address.length === entries * 4 &&
      cardLow.length === entries &&
      prefix.length === entries * 2 &&
      preference.length === entries;
    if (!isRight) return 'the routers do not add up';
    this.#sightings.fill(0).fill(1, 0, entries);
    this.#lies.fill(0);
    this.#isFresh.fill(0);
    this.#pretends.fill(0);
    this.#first.fill(0);
    this.#last.fill(0);
    this.#address.set(address);
    this.#cardHigh.set(cardHigh);
    this.#cardLow.set(cardLow);
    this.#prefix.set(prefix);
    this.#preference.set(preference.map(value => value & 3));
    return undefined;
  }

  #note(entry: number, { packet: p }: PacketContext, at: number): void {
    const { bytes, end } = p;
    this.#preference[entry] = (u8(bytes, at + flagsAt) >> preferenceShift) & 3;
    let option = at + headBytes;
    for (let count = 0; count < mostOptions && option + optionUnitBytes <= end; count += 1) {
      const length = u8(bytes, option + 1) * optionUnitBytes;
      if (length === 0) return;
      if (u8(bytes, option) === prefixOption && option + prefixAt + optionUnitBytes <= end) {
        this.#prefix[entry * 2] = i32(bytes, option + prefixAt);
        this.#prefix[entry * 2 + 1] = i32(bytes, option + prefixAt + 4);
        return;
      }
      option += length;
    }
    this.#prefix[entry * 2] = 0;
    this.#prefix[entry * 2 + 1] = 0;
  }

  #lie(entry: number, context: PacketContext): void {
    this.#lies[entry] = (this.#lies[entry] as number) + 1;
    this.#packet[entry] = context.number;
    this.#isFresh[entry] = 1;
  }

  /** A router that was not here: sure once everybody had time to speak, or where it wants to be preferred to those there are. */
  #isRogue(entry: number): boolean {
    const other = this.#ours(entry);
    if (other < 0) return false;
    if (this.#tools.learnedSeconds() >= learnedEnoughSeconds) return true;
    return this.#preference[entry] === highPreference && this.#preference[other] !== highPreference;
  }

  /** A router of ours, other than `entry`: the one heard most. */
  #ours(entry: number): number {
    let best = -1;
    for (let at = 0; at < capacity; at += 1) {
      if (at === entry || this.#sightings[at] === 0 || this.#lies[at] !== 0) continue;
      if (best < 0 || (this.#sightings[at] as number) > (this.#sightings[best] as number)) best = at;
    }
    return best;
  }

  /** Card −1: any. */
  #search(a: number, b: number, c: number, d: number, high: number, low: number): number {
    for (let at = 0; at < capacity; at += 1) {
      const word = at * 4;
      if (this.#sightings[at] === 0 || this.#address[word + 3] !== d || this.#address[word + 2] !== c)
        continue;
      if (this.#address[word + 1] !== b || this.#address[word] !== a) continue;
      if (high === -1 ? this.#lies[at] === 0 : this.#cardHigh[at] === high && this.#cardLow[at] === low)
        return at;
    }
    return -1;
  }

  /** A free entry, or that of the liar, else the router, heard longest ago. */
  #take(): number {
    let best = 0;
    let bestValue = Number.POSITIVE_INFINITY;
    for (let at = 0; at < capacity; at += 1) {
      const isRouter = this.#lies[at] === 0 ? 1e10 : 0;
      const value = this.#sightings[at] === 0 ? -1 : isRouter + (this.#last[at] as number);
      if (value < bestValue) {
        best = at;
        bestValue = value;
      }
    }
    this.#lies[best] = 0;
    return best;
  }

  #party(entry: number): Party {
    const word = entry * 4;
    return {
      kind: 6,
      a: this.#address[word] as number,
      b: this.#address[word + 1] as number,
      c: this.#address[word + 2] as number,
      d: this.#address[word + 3] as number,
    };
  }

  #report(entry: number, now: number): void {
    const ours = this.#ours(entry);
    const high = this.#cardHigh[entry] as number;
    const low = this.#cardLow[entry] as number;
    const lies = this.#lies[entry] as number;
    const details = [`${formatMac(high, low)} advertises itself as ${partyText(this.#party(entry))}`];
    if (ours >= 0) details.push(`the router here is ${partyText(this.#party(ours))}`);
    if (this.#preference[entry] === highPreference) details.push('it wants to be preferred');
    if (ours >= 0 && this.#isOtherPrefix(entry, ours)) details.push('it gives out another prefix');
    this.#tools.report(
      finding('router-spoofing', now, {
        actor: this.#claims.partyOf(high, low),
        target: this.#pretends[entry] === 1 ? this.#party(entry) : undefined,
        protocol: 'ICMPv6',
        packet: this.#packet[entry] as number,
        measures: [
          measure('advertisements of a router that was not here', lies, rarity(lies, this.#heard), {
            usual: 0,
          }),
        ],
        details,
      }),
    );
  }

  #isOtherPrefix(entry: number, other: number): boolean {
    const high = this.#prefix[entry * 2] as number;
    if (high === 0) return false;
    return high !== this.#prefix[other * 2] || this.#prefix[entry * 2 + 1] !== this.#prefix[other * 2 + 1];
  }
}
