import { flagSyn } from '../../decode/tcp.ts';
import { KeyedSlots, mix } from '../../flows/keyed-table.ts';
import type { Detector, DetectorTools } from '../contracts.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import type { AttemptListener, Attempts } from './attempts.ts';
import type { FloodState } from './flood-state.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const seed = 0x6661696c;
const watched = 512;
const windowSeconds = 60;
const bucketSeconds = 5;
const tcpNumber = 6;
/** What a scan or a flood leaves behind is told of as that. */
const scanSeconds = 120;

/** Connections to one port of one host that are refused or go unanswered, over and over. */
export class FailedConnections extends WithoutMemory implements Detector, AttemptListener {
  readonly section = 'failed-connections';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #floods: FloodState;
  readonly #memory: ScanMemory;
  readonly #attempts: Attempts;
  readonly #slots = new KeyedSlots(watched, seed);
  readonly #source = new Int32Array(watched);
  readonly #sourceNumber = new Int32Array(watched);
  readonly #target = new Int32Array(watched);
  readonly #targetNumber = new Int32Array(watched);
  readonly #port = new Int32Array(watched);
  readonly #failedAt = new Int32Array(watched);
  readonly #packet = new Float64Array(watched);
  readonly #flow = new Float64Array(watched);
  readonly #failures = new RecentSums(watched, windowSeconds, bucketSeconds);
  readonly #line: Threshold;

  constructor(tools: DetectorTools, floods: FloodState, memory: ScanMemory, attempts: Attempts) {
    super();
    this.#tools = tools;
    this.#floods = floods;
    this.#memory = memory;
    this.#attempts = attempts;
    this.#line = new Threshold(tools, 'connections failing at a port, 60 s', {
      floor: 18,
      network: 3,
      ceiling: 300,
      own: 2,
      probationSeconds: 180,
    });
  }

  get memoryBytes(): number {
    return this.#slots.memoryBytes + watched * (6 * 4 + 2 * 8 + (windowSeconds / bucketSeconds) * 4 + 4);
  }

  packet(): void {}

  failed(flow: number, source: number, target: number, _isRefused: boolean, now: number): void {
    const { flows, hosts } = this.#tools.tracker;
    if (source < 0 || target < 0 || flows.ipProtocol[flow] !== tcpNumber) return;
    // Answered, only not made use of: half-open ones are a matter of floods and scans.
    if (((flows.flagsSeen[flow * 2 + 1] as number) & flagSyn) !== 0) return;
    if (this.#floods.isFlooded(target, now)) return;
    const port = flows.port[flow * 2 + 1] as number;
    const slot = this.#take(source, target, port, now);
    this.#failures.add(slot, now, 1);
    this.#failedAt[slot] = now;
    this.#packet[slot] = this.#attempts.toldPacket;
    this.#flow[slot] = flows.number[flow] as number;
    this.#source[slot] = source;
    this.#sourceNumber[slot] = hosts.number[source] as number;
  }

  second(now: number): void {
    // Told of in this second or the one before; the newest come first.
    for (let slot = this.#slots.newest; slot >= 0; slot = this.#slots.before(slot)) {
      if (now - (this.#failedAt[slot] as number) > 1) break;
      this.#judge(slot, now);
    }
  }

  #judge(slot: number, now: number): void {
    const { hosts } = this.#tools.tracker;
    const source = this.#source[slot] as number;
    const number = this.#sourceNumber[slot] as number;
    if (hosts.slotOf(source, number) < 0) return;
    const failures = this.#failures.sum(slot, now);
    if (!this.#line.isPassed(failures, source, now)) return;
    if (this.#memory.fast.isRecent(number, now, scanSeconds)) return;
    if (this.#floods.wasFlooded(source, now, scanSeconds)) return;
    this.#tools.report({
      kind: 'failed-connections',
      time: now,
      actor: partyOf(hosts, source, number),
      target: partyOf(hosts, this.#target[slot] as number, this.#targetNumber[slot] as number),
      port: this.#port[slot] as number,
      protocol: 'TCP',
      measures: [this.#line.measure('connections failed', failures, 'count', windowSeconds, source)],
      packet: this.#packet[slot] as number,
      flow: this.#flow[slot] as number,
      details: [],
      actors: 1,
      targets: 1,
    });
  }

  #take(source: number, target: number, port: number, now: number): number {
    const { hosts } = this.#tools.tracker;
    const from = hosts.number[source] as number;
    const to = hosts.number[target] as number;
    const hash = mix(mix(mix(seed, from), to), port);
    for (let slot = this.#slots.first(hash); slot >= 0; slot = this.#slots.next(slot)) {
      if (this.#sourceNumber[slot] !== from || this.#targetNumber[slot] !== to) continue;
      if (this.#port[slot] !== port) continue;
      if (now !== this.#failedAt[slot]) this.#slots.touch(slot);
      return slot;
    }
    const slot = this.#slots.take(hash);
    this.#failures.clear(slot);
    this.#target[slot] = target;
    this.#targetNumber[slot] = to;
    this.#port[slot] = port;
    return slot;
  }
}
