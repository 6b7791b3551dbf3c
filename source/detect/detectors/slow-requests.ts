import { protocolFamily } from '../../decode/protocol.ts';
import { flowState } from '../../flows/flow-state.ts';
import { KeyedSlots, mix } from '../../flows/keyed-table.ts';
import type { Detector, DetectorTools } from '../contracts.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import { AttemptQueue } from './attempt-queue.ts';
import { type AttemptListener, type Attempts, attemptState } from './attempts.ts';
import { DistinctEstimate } from './distinct-estimate.ts';
import { partyOf } from './party-of.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const seed = 0x736c6f77;
const watched = 128;
const windowSeconds = 60;
const bucketSeconds = 5;
/** After the first look (attempts.ts) each connection is looked at twice more. */
const secondLookSeconds = 6;
const thirdLookSeconds = 12;
/** From one look to the next: who means to ask does not send so little, and the one asked says something. */
const mostTrickledBytes = 2000;

/** Connections on which a request is begun, goes on, and never ends: each takes a place of somebody else. */
export class SlowRequests extends WithoutMemory implements Detector, AttemptListener {
  readonly section = 'slow-requests';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #attempts: Attempts;
  readonly #secondLook = new AttemptQueue(4096);
  readonly #thirdLook = new AttemptQueue(4096);
  readonly #slots = new KeyedSlots(watched, seed);
  readonly #target = new Int32Array(watched);
  readonly #targetNumber = new Int32Array(watched);
  readonly #port = new Int32Array(watched);
  readonly #source = new Int32Array(watched);
  readonly #sourceNumber = new Int32Array(watched);
  readonly #flow = new Float64Array(watched);
  readonly #packet = new Float64Array(watched);
  readonly #heldAt = new Int32Array(watched);
  readonly #held = new RecentSums(watched, windowSeconds, bucketSeconds);
  readonly #sources = new DistinctEstimate(watched);
  readonly #line: Threshold;

  constructor(tools: DetectorTools, attempts: Attempts) {
    super();
    this.#tools = tools;
    this.#attempts = attempts;
    this.#line = new Threshold(tools, 'connections held open by little, 60 s', {
      floor: 7,
      network: 3,
      ceiling: 100,
      own: 2,
      probationSeconds: 180,
    });
  }

  get memoryBytes(): number {
    const perSlot = 6 * 4 + 8 * 2 + (windowSeconds / bucketSeconds) * 4 + 4;
    const queues = this.#secondLook.memoryBytes + this.#thirdLook.memoryBytes;
    return queues + this.#slots.memoryBytes + this.#sources.memoryBytes + watched * perSlot;
  }

  packet(): void {}

  failed(): void {}

  waiting(flow: number, now: number): void {
    const number = this.#tools.tracker.flows.number[flow] as number;
    this.#remember(this.#secondLook, flow, number, this.#attempts.toldPacket, now);
  }

  second(now: number): void {
    this.#look(this.#secondLook, secondLookSeconds, this.#thirdLook, now);
    this.#look(this.#thirdLook, thirdLookSeconds, undefined, now);
    for (let slot = this.#slots.newest; slot >= 0; slot = this.#slots.before(slot)) {
      if (now - (this.#heldAt[slot] as number) > 1) break;
      this.#judge(slot, now);
    }
  }

  #look(queue: AttemptQueue, seconds: number, next: AttemptQueue | undefined, now: number): void {
    const { flows } = this.#tools.tracker;
    while (queue.isDue(now, seconds)) {
      const { flow, number, packet } = queue;
      const sent = ((flows.nextSequence[flow * 2] as number) - queue.mark(0)) | 0;
      const answered = ((flows.nextSequence[flow * 2 + 1] as number) - queue.mark(1)) | 0;
      queue.remove();
      if (flows.number[flow] !== number) continue;
      const state = flows.state[flow];
      if (state === flowState.closed || state === flowState.reset || state === flowState.closing) continue;
      const isTrickling = sent > 0 && sent <= mostTrickledBytes && answered === 0;
      if (isTrickling && this.#isRequest(flow)) this.#hold(flow, packet, now);
      else if (next !== undefined) this.#remember(next, flow, number, packet, now);
    }
  }

  #remember(queue: AttemptQueue, flow: number, number: number, packet: number, now: number): void {
    const { nextSequence } = this.#tools.tracker.flows;
    const sent = nextSequence[flow * 2] as number;
    queue.add(flow, number, packet, now, sent, nextSequence[flow * 2 + 1] as number);
  }

  /** Nothing was answered at all, or it is the web, where every request gets an answer: others may just report. */
  #isRequest(flow: number): boolean {
    if (((this.#attempts.state[flow] as number) & attemptState.withoutAnswer) !== 0) return true;
    return protocolFamily(this.#tools.tracker.flows.protocol[flow] as number) === 'http';
  }

  #hold(flow: number, packet: number, now: number): void {
    const { tracker } = this.#tools;
    const source = tracker.hostOf(flow, 0);
    const target = tracker.hostOf(flow, 1);
    if (source < 0 || target < 0) return;
    const slot = this.#take(target, tracker.flows.port[flow * 2 + 1] as number, now);
    this.#held.add(slot, now, 1);
    this.#heldAt[slot] = now;
    this.#source[slot] = source;
    this.#sourceNumber[slot] = tracker.hosts.number[source] as number;
    this.#sources.add(slot, tracker.hosts.number[source] as number);
    this.#packet[slot] = packet;
    this.#flow[slot] = tracker.flows.number[flow] as number;
  }

  #judge(slot: number, now: number): void {
    const { hosts } = this.#tools.tracker;
    const target = this.#target[slot] as number;
    const victim = partyOf(hosts, target, this.#targetNumber[slot] as number);
    if (victim === undefined) return;
    const held = this.#held.sum(slot, now);
    if (!this.#line.isPassed(held, target, now)) return;
    const actors = this.#sources.count(slot);
    const source = this.#source[slot] as number;
    this.#tools.report({
      kind: 'slow-requests',
      time: now,
      actor: actors === 1 ? partyOf(hosts, source, this.#sourceNumber[slot] as number) : undefined,
      target: victim,
      port: this.#port[slot] as number,
      protocol: 'TCP',
      measures: [
        this.#line.measure(
          'connections held open with unfinished requests',
          held,
          'count',
          windowSeconds,
          target,
        ),
      ],
      packet: this.#packet[slot] as number,
      flow: this.#flow[slot] as number,
      details: actors > 1 ? [`${actors} sources`] : [],
      actors: Math.max(1, actors),
      targets: 1,
    });
  }

  #take(target: number, port: number, now: number): number {
    const number = this.#tools.tracker.hosts.number[target] as number;
    const hash = mix(mix(seed, number), port);
    for (let slot = this.#slots.first(hash); slot >= 0; slot = this.#slots.next(slot)) {
      if (this.#targetNumber[slot] !== number || this.#port[slot] !== port) continue;
      this.#slots.touch(slot);
      if (now - (this.#heldAt[slot] as number) > windowSeconds) this.#sources.clear(slot);
      return slot;
    }
    const slot = this.#slots.take(hash);
    this.#held.clear(slot);
    this.#sources.clear(slot);
    this.#target[slot] = target;
    this.#targetNumber[slot] = number;
    this.#port[slot] = port;
    return slot;
  }
}
