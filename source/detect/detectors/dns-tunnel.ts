import { dnsNameText } from '../../decode/dns-name.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { RecentDistinct } from '../counting/recent-distinct.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import { hostParty } from '../host-key.ts';
import { namesBelowWords } from '../incidents/names-below.ts';
import type { Section } from '../learned.ts';
import type { Norm } from '../norms/norms.ts';
import { DnsQuestion } from './dns-question.ts';
import { finding, measure, mostUsual, whereLearned } from './identity-words.ts';

const ways = 4;
const sets = 128;
const capacity = ways * sets;
const windowSeconds = 60;
const bucketSeconds = 5;
const buckets = 128;
/** Names below one domain that one host asked for within a minute. */
const usualNames = 25;
/** Bytes carried in those names. */
const usualBytes = 900;
/** Names that ask for what carries much (TXT, NULL, …) and were never asked before. */
const usualCarriers = 5;
/** Names must be so long on average to carry anything. */
const carryingBytes = 10;
const longBytes = 24;
/** Almost every question must be for another name. */
const differentShare = 0.7;
/** What a minute's names come to is learned this often. */
const learnSeconds = 60;
const dnsPort = 53;
const textBytes = 64;
const lowerCase = 0x20;
/** Names that must share more than the domain. */
const fewestVotes = 3;
const typeNull = 10;
const typeText = 16;
const typeCanonical = 5;
const typeKey = 25;
const firstPrivateType = 65_280;

/** Data in the names that are asked for: many different ones below one domain. */
export class DnsTunnel implements Detector {
  readonly section = 'dns-tunnel';
  readonly wants = interest.dns;
  readonly #tools: DetectorTools;
  readonly #names: Norm;
  readonly #bytes: Norm;
  readonly #carriers: Norm;
  readonly #question = new DnsQuestion();
  /** By the host that asks (its number) and the domain asked for. */
  readonly #host = new Int32Array(capacity).fill(-1);
  readonly #hostNumber = new Int32Array(capacity);
  readonly #domain = new Int32Array(capacity);
  readonly #last = new Int32Array(capacity);
  readonly #learnedAt = new Int32Array(capacity);
  /** The most within a minute since it was learned last. */
  readonly #mostNames = new Float32Array(capacity);
  readonly #mostBytes = new Float32Array(capacity);
  readonly #mostCarriers = new Float32Array(capacity);
  readonly #server = new Int32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  readonly #fresh = new Int32Array(capacity);
  #freshCount = 0;
  readonly #different = new RecentDistinct(capacity, buckets);
  readonly #asked = new RecentSums(capacity, windowSeconds, bucketSeconds);
  readonly #carried = new RecentSums(capacity, windowSeconds, bucketSeconds);
  readonly #special = new RecentSums(capacity, windowSeconds, bucketSeconds);
  /** What all its names end in as it stood in the packet, the domain at least, as much as fits. */
  readonly #votes = new Int32Array(capacity);
  readonly #domainBytes = new Uint8Array(capacity);
  readonly #text = new Uint8Array(capacity * textBytes);
  /** Hosts that answer others: what they ask, they ask for those. By slot, the host's number. */
  readonly #resolvers: Int32Array;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#names = tools.norms.norm('names below a domain', { floor: usualNames, perHost: true });
    this.#bytes = tools.norms.norm('bytes in names below a domain', { floor: usualBytes, perHost: true });
    this.#carriers = tools.norms.norm('carrying questions below a domain', {
      floor: usualCarriers,
      perHost: true,
    });
    this.#resolvers = new Int32Array(tools.tracker.hosts.slots.capacity);
  }

  packet(context: PacketContext): void {
    const { packet: p, source, destination, second } = context;
    const question = this.#question;
    if (source < 0 || !question.read(p)) return;
    const { hosts } = this.#tools.tracker;
    if (question.isAnswer) {
      if (p.srcPort === dnsPort) this.#resolvers[source] = hosts.number[source] as number;
      return;
    }
    if (question.belowBytes < 2 || question.isOfAddress) return;
    if (this.#resolvers[source] === hosts.number[source]) return;
    const number = hosts.number[source] as number;
    const at = this.#find(source, number, question.domain, second);
    const isNew = this.#different.add(at, question.below, second);
    if (this.#text[at * textBytes] === 0) this.#keepText(at, context);
    else if (isNew) this.#shortenText(at, context);
    this.#last[at] = second;
    if (isNew) this.#server[at] = destination;
    this.#asked.add(at, second, 1);
    if (isNew) {
      this.#carried.add(at, second, question.belowBytes);
      if (carriesMuch(question.type)) this.#special.add(at, second, 1);
    }
    if (isNew || this.#packet[at] === 0) this.#packet[at] = context.number;
    if (this.#isFresh[at] === 1) return;
    this.#isFresh[at] = 1;
    this.#fresh[this.#freshCount] = at;
    this.#freshCount += 1;
  }

  second(now: number): void {
    for (let index = 0; index < this.#freshCount; index += 1) {
      const at = this.#fresh[index] as number;
      this.#isFresh[at] = 0;
      if (this.#hostNumber[at] === this.#tools.tracker.hosts.number[this.#host[at] as number])
        this.#judge(at, now);
    }
    this.#freshCount = 0;
  }

  /** What is usual is learned by its norms. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }

  #judge(at: number, now: number): void {
    const asked = this.#asked.sum(at, now);
    const names = Math.min(asked, this.#different.count(at, now, windowSeconds));
    const bytes = this.#carried.sum(at, now);
    const carriers = this.#special.sum(at, now);
    const host = this.#host[at] as number;
    const domain = this.#domain[at] as number;
    const perName = bytes / Math.max(1, names);
    const isDifferent = names >= asked * differentShare;
    const usualNames = mostUsual(this.#names, domain);
    const usualBytes = mostUsual(this.#bytes, domain);
    const usualCarriers = mostUsual(this.#carriers, domain);
    const hasNames = names > usualNames && isDifferent && perName >= carryingBytes;
    const hasBytes = bytes > usualBytes && isDifferent && perName >= longBytes;
    const hasCarriers = carriers > usualCarriers && isDifferent && perName >= carryingBytes;
    if (hasNames || hasBytes || hasCarriers) {
      this.#report(at, now, [
        ...(hasBytes
          ? [this.#measure('bytes in names asked for', bytes, this.#bytes, usualBytes, 'bytes')]
          : []),
        ...(hasCarriers
          ? [
              this.#measure(
                'names asked for data (TXT, NULL and the like)',
                carriers,
                this.#carriers,
                usualCarriers,
              ),
            ]
          : []),
        this.#measure('different names below one domain', names, this.#names, usualNames),
      ]);
      return;
    }
    this.#mostNames[at] = Math.max(this.#mostNames[at] as number, names);
    this.#mostBytes[at] = Math.max(this.#mostBytes[at] as number, bytes);
    this.#mostCarriers[at] = Math.max(this.#mostCarriers[at] as number, carriers);
    if (now - (this.#learnedAt[at] as number) < learnSeconds) return;
    this.#learnedAt[at] = now;
    if (this.#tools.learning() && !this.#tools.isSuspect(host)) {
      this.#names.learn(this.#mostNames[at] as number, domain);
      this.#bytes.learn(this.#mostBytes[at] as number, domain);
      this.#carriers.learn(this.#mostCarriers[at] as number, domain);
    }
    this.#forgetMost(at);
  }

  #forgetMost(at: number): void {
    this.#mostNames[at] = 0;
    this.#mostBytes[at] = 0;
    this.#mostCarriers[at] = 0;
  }

  #measure(of: string, value: number, norm: Norm, usual: number, unit: 'count' | 'bytes' = 'count') {
    return measure(of, value, norm.oddness(value), {
      unit,
      windowSeconds,
      usual: whereLearned(norm, usual),
    });
  }

  #report(at: number, now: number, measures: Parameters<typeof finding>[2]['measures']): void {
    const { hosts } = this.#tools.tracker;
    const server = this.#server[at] as number;
    const from = this.#sharedFrom(at);
    this.#tools.report(
      finding('dns-tunnel', now, {
        actor: hostParty(hosts, this.#host[at] as number),
        target: server < 0 ? undefined : hostParty(hosts, server),
        port: dnsPort,
        protocol: 'DNS',
        packet: this.#packet[at] as number,
        measures,
        details: [namesBelowWords(dnsNameText(this.#text, from, from, (at + 1) * textBytes))],
      }),
    );
  }

  /** Whole labels of the end of the name. */
  #keepText(at: number, { packet: p }: PacketContext): void {
    const { nameAt, domainAt, nameEnd } = this.#question;
    let from = nameAt;
    while (nameEnd - from > textBytes - 1 && from < domainAt) from += 1 + (p.bytes[from] as number);
    const length = Math.min(nameEnd - from, textBytes - 1);
    const text = at * textBytes;
    for (let index = 0; index < length; index += 1)
      this.#text[text + index] = p.bytes[from + index] as number;
    this.#text[text + length] = 0;
    this.#votes[at] = 1;
    this.#domainBytes[at] = nameEnd - domainAt;
  }

  /**
   * Leaves away labels in front until this name ends in the rest as well. Names that share no more than the domain vote
   * against it, so that ordinary ones beside many of a tunnel make no difference (Boyer and Moore).
   */
  #shortenText(at: number, context: PacketContext): void {
    const { bytes } = context.packet;
    const { domainAt, nameEnd } = this.#question;
    const text = at * textBytes;
    const length = this.#textLength(text);
    const domainBytes = nameEnd - domainAt;
    let from = 0;
    while (length - from > domainBytes && !this.#endsIn(bytes, text + from, text + length))
      from += 1 + (this.#text[text + from] as number);
    const votes = this.#votes[at] as number;
    if (length - from > domainBytes) {
      this.#votes[at] = votes + 1;
      if (from > 0) this.#text.copyWithin(text, text + from, text + length + 1);
    } else if (votes > 1) this.#votes[at] = votes - 1;
    else this.#keepText(at, context);
  }

  /** Bytes of the name kept, without its end. */
  #textLength(text: number): number {
    let length = 0;
    while (length < textBytes - 1 && this.#text[text + length] !== 0)
      length += 1 + (this.#text[text + length] as number);
    return Math.min(length, textBytes - 1);
  }

  /** Where what most of its names end in begins; the domain alone where they have no more in common. */
  #sharedFrom(at: number): number {
    const text = at * textBytes;
    if ((this.#votes[at] as number) >= fewestVotes) return text;
    const length = this.#textLength(text);
    let from = text;
    while (text + length - from > (this.#domainBytes[at] as number)) from += 1 + (this.#text[from] as number);
    return from;
  }

  /** Letters in either case are the same. */
  #endsIn(bytes: Uint8Array, from: number, to: number): boolean {
    const { nameAt, nameEnd } = this.#question;
    const shift = nameEnd - to;
    if (from + shift < nameAt) return false;
    for (let at = from; at < to; at += 1) {
      if (((this.#text[at] as number) | lowerCase) !== ((bytes[at + shift] as number) | lowerCase))
        return false;
    }
    return true;
  }

  #find(host: number, number: number, domain: number, second: number): number {
    const from = (mix(mix(host, number), domain) & (sets - 1)) * ways;
    let worst = from;
    for (let at = from; at < from + ways; at += 1) {
      if (this.#host[at] === host && this.#hostNumber[at] === number && this.#domain[at] === domain)
        return at;
      if ((this.#last[at] as number) < (this.#last[worst] as number)) worst = at;
    }
    this.#host[worst] = host;
    this.#hostNumber[worst] = number;
    this.#domain[worst] = domain;
    this.#learnedAt[worst] = second;
    this.#forgetMost(worst);
    this.#different.clear(worst);
    this.#asked.clear(worst);
    this.#carried.clear(worst);
    this.#special.clear(worst);
    this.#text[worst * textBytes] = 0;
    this.#packet[worst] = 0;
    this.#server[worst] = -1;
    return worst;
  }
}

function carriesMuch(type: number): boolean {
  if (type === typeText || type === typeNull || type === typeCanonical || type === typeKey) return true;
  return type >= firstPrivateType;
}
