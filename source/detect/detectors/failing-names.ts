import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { RecentDistinct } from '../counting/recent-distinct.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import type { Norm } from '../norms/norms.ts';
import { DnsQuestion } from './dns-question.ts';
import { finding, measure, mostUsual, whereLearned } from './identity-words.ts';

const ways = 4;
const sets = 64;
const capacity = ways * sets;
const windowSeconds = 60;
const bucketSeconds = 5;
const buckets = 64;
const noSuchName = 3;
/** Names a minute that there are not, for one host. */
const usualFailures = 25;
const dnsPort = 53;

/** One host asks for many names that there are not: set up wrongly, or looking for its master under made-up names. */
export class FailingNames implements Detector {
  readonly section = 'failing-names';
  readonly wants = interest.dns;
  readonly #tools: DetectorTools;
  readonly #failures: Norm;
  readonly #question = new DnsQuestion();
  readonly #host = new Int32Array(capacity).fill(-1);
  readonly #hostNumber = new Int32Array(capacity);
  readonly #server = new Int32Array(capacity);
  readonly #last = new Int32Array(capacity);
  readonly #learnedAt = new Int32Array(capacity);
  /** The most within a window since it was learned last. */
  readonly #most = new Float32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  readonly #failed = new RecentSums(capacity, windowSeconds, bucketSeconds);
  readonly #different = new RecentDistinct(capacity, buckets);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#failures = tools.norms.norm('names that do not exist', { floor: usualFailures, perHost: true });
  }

  packet(context: PacketContext): void {
    const { packet: p, source, destination, second } = context;
    const question = this.#question;
    if (p.srcPort !== dnsPort || source < 0 || !question.read(p)) return;
    if (!question.isAnswer || question.responseCode !== noSuchName || question.isOfAddress) return;
    const at = this.#find(destination, this.#tools.tracker.hosts.number[destination] as number, second);
    this.#failed.add(at, second, 1);
    this.#different.add(at, mix(question.below, question.domain), second);
    this.#last[at] = second;
    this.#server[at] = source;
    this.#packet[at] = context.number;
    this.#isFresh[at] = 1;
  }

  second(now: number): void {
    const { hosts } = this.#tools.tracker;
    for (let at = 0; at < capacity; at += 1) {
      if (this.#isFresh[at] === 0) continue;
      this.#isFresh[at] = 0;
      const host = this.#host[at] as number;
      if (hosts.number[host] === this.#hostNumber[at]) this.#judge(at, host, now);
    }
  }

  /** What is usual is learned by its norm. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }

  #judge(at: number, host: number, now: number): void {
    const { hosts } = this.#tools.tracker;
    const failed = this.#failed.sum(at, now);
    const key = hostKey(hosts, host);
    const usual = mostUsual(this.#failures, key);
    if (failed <= usual) {
      const most = Math.max(this.#most[at] as number, failed);
      this.#most[at] = most;
      if (now - (this.#learnedAt[at] as number) < windowSeconds) return;
      this.#learnedAt[at] = now;
      this.#most[at] = 0;
      if (this.#tools.learning() && !this.#tools.isSuspect(host)) this.#failures.learn(most, key);
      return;
    }
    const server = this.#server[at] as number;
    this.#tools.report(
      finding('failing-names', now, {
        actor: hostParty(hosts, host),
        target: server < 0 ? undefined : hostParty(hosts, server),
        port: dnsPort,
        protocol: 'DNS',
        packet: this.#packet[at] as number,
        measures: [
          measure('names that do not exist', failed, this.#failures.oddness(failed), {
            windowSeconds,
            usual: whereLearned(this.#failures, usual),
          }),
          measure('different ones', Math.min(failed, this.#different.count(at, now, windowSeconds)), 0, {
            windowSeconds,
          }),
        ],
      }),
    );
  }

  #find(host: number, number: number, second: number): number {
    const from = (mix(host, number) & (sets - 1)) * ways;
    let worst = from;
    for (let at = from; at < from + ways; at += 1) {
      if (this.#host[at] === host && this.#hostNumber[at] === number) return at;
      if ((this.#last[at] as number) < (this.#last[worst] as number)) worst = at;
    }
    this.#host[worst] = host;
    this.#hostNumber[worst] = number;
    this.#learnedAt[worst] = second;
    this.#most[worst] = 0;
    this.#failed.clear(worst);
    this.#different.clear(worst);
    return worst;
  }
}
