import { i32 } from '../../decode/bytes.ts';
import { finishHash, mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import type { Norm } from '../norms/norms.ts';
import { finding, measure, mostUsual, whereLearned } from './identity-words.ts';

const capacity = 256;
const remembered = 8;
const windowSeconds = 60;
/** A ping's own time stamp stands at the beginning; what follows is the same each time. */
const stampBytes = 24;
/** Of the contents so much is compared. */
const comparedBytes = 64;
/** Answers that are not their questions. One may be a broken machine. */
const strangeAnswers = 3;
/** Contents that change each time, of a ping that is not answered or echoed faithfully. */
const changingQuestions = 10;
const leastBytes = 40;

/** Data in echo requests and their answers: an answer repeats its question, unless somebody speaks through it. */
export class IcmpTunnel implements Detector {
  readonly section = 'icmp-tunnel';
  readonly wants = interest.icmp | interest.icmpv6;
  readonly #tools: DetectorTools;
  readonly #strange: Norm;
  readonly #flow = new Int32Array(capacity).fill(-1);
  readonly #number = new Float64Array(capacity);
  /** Of the window under way. */
  readonly #from = new Int32Array(capacity);
  readonly #questions = new Int32Array(capacity);
  readonly #mismatches = new Int32Array(capacity);
  readonly #changes = new Int32Array(capacity);
  readonly #bytes = new Float64Array(capacity);
  readonly #lastTail = new Int32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  readonly #sequence = new Int32Array(capacity * remembered).fill(-1);
  readonly #length = new Int32Array(capacity * remembered);
  readonly #whole = new Int32Array(capacity * remembered);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#strange = tools.norms.norm('ping answers unlike their questions', {
      floor: strangeAnswers - 1,
      perHost: true,
    });
  }

  packet(context: PacketContext): void {
    const { packet: p, flow, second } = context;
    const { icmpType } = p;
    const isQuestion = icmpType === 8 || icmpType === 128;
    if ((!isQuestion && icmpType !== 0 && icmpType !== 129) || flow < 0) return;
    if (p.fragment !== 0 || p.payloadStart < 8 || p.icmpCode !== 0) return;
    const at = finishHash(flow) & (capacity - 1);
    const number = this.#tools.tracker.flows.number[flow] as number;
    if (this.#flow[at] !== flow || this.#number[at] !== number) {
      if (!isQuestion) return;
      this.#begin(at, flow, number, second);
    } else if (second - (this.#from[at] as number) >= windowSeconds) this.#renew(at, second);
    const content = p.start + p.payloadStart;
    if (content > p.end) return;
    const sequence = ((p.bytes[content - 2] as number) << 8) | (p.bytes[content - 1] as number);
    const slot = at * remembered + (sequence & (remembered - 1));
    const whole = contentHash(p.bytes, content, Math.min(p.end, content + comparedBytes));
    this.#bytes[at] = (this.#bytes[at] as number) + p.payloadLength;
    if (isQuestion) {
      this.#sequence[slot] = sequence;
      this.#length[slot] = p.payloadLength;
      this.#whole[slot] = whole;
      this.#question(context, at, content);
      return;
    }
    if (this.#sequence[slot] !== sequence) return;
    if (this.#length[slot] === p.payloadLength && this.#whole[slot] === whole) return;
    this.#mismatches[at] = (this.#mismatches[at] as number) + 1;
    this.#packet[at] = context.number;
    this.#isFresh[at] = 1;
  }

  second(now: number): void {
    for (let at = 0; at < capacity; at += 1) {
      if (this.#isFresh[at] === 0) continue;
      this.#isFresh[at] = 0;
      const flow = this.#tools.tracker.flows.slotOf(this.#flow[at] as number, this.#number[at] as number);
      if (flow >= 0) this.#judge(at, flow, now);
    }
  }

  /** What is usual is learned by its norm. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }

  #question({ packet: p, number }: PacketContext, at: number, content: number): void {
    this.#questions[at] = (this.#questions[at] as number) + 1;
    const from = content + stampBytes;
    // Not the length: who looks for the largest packet changes nothing else.
    const tail = contentHash(p.bytes, from, Math.min(p.end, from + comparedBytes));
    const before = this.#lastTail[at];
    this.#lastTail[at] = tail;
    if (before === tail || before === 0 || p.payloadLength < leastBytes) return;
    this.#changes[at] = (this.#changes[at] as number) + 1;
    this.#packet[at] = number;
    this.#isFresh[at] = 1;
  }

  #judge(at: number, flow: number, now: number): void {
    const { tracker } = this.#tools;
    const mismatches = this.#mismatches[at] as number;
    const changes = this.#changes[at] as number;
    const asker = tracker.hostOf(flow, 0);
    const answerer = tracker.hostOf(flow, 1);
    if (asker < 0 || answerer < 0) return;
    const usual = mostUsual(this.#strange, hostKey(tracker.hosts, asker));
    if (mismatches <= usual && changes < changingQuestions) return;
    const questions = Math.max(1, this.#questions[at] as number);
    const isMismatch = mismatches > usual;
    const first = isMismatch
      ? measure('answers unlike their questions', mismatches, this.#strange.oddness(mismatches), {
          windowSeconds,
          usual: whereLearned(this.#strange, usual),
        })
      : measure('pings with other contents each time', changes, this.#strange.oddness(changes), {
          windowSeconds,
        });
    this.#tools.report(
      finding('icmp-tunnel', now, {
        actor: hostParty(tracker.hosts, asker),
        target: hostParty(tracker.hosts, answerer),
        protocol: 'ICMP',
        packet: this.#packet[at] as number,
        flow: this.#number[at] as number,
        measures: [
          first,
          measure('bytes in pings', this.#bytes[at] as number, 0, { unit: 'bytes', windowSeconds }),
          measure('pings', questions, 0, { windowSeconds }),
        ],
      }),
    );
  }

  #begin(at: number, flow: number, number: number, second: number): void {
    this.#flow[at] = flow;
    this.#number[at] = number;
    this.#lastTail[at] = 0;
    this.#sequence.fill(-1, at * remembered, (at + 1) * remembered);
    this.#isFresh[at] = 0;
    this.#clear(at, second);
  }

  #renew(at: number, second: number): void {
    const flow = this.#tools.tracker.flows.slotOf(this.#flow[at] as number, this.#number[at] as number);
    const asker = flow < 0 ? -1 : this.#tools.tracker.hostOf(flow, 0);
    if (asker >= 0 && this.#tools.learning() && !this.#tools.isSuspect(asker)) {
      this.#strange.learn(this.#mismatches[at] as number, hostKey(this.#tools.tracker.hosts, asker));
    }
    this.#clear(at, second);
  }

  #clear(at: number, second: number): void {
    this.#from[at] = second;
    this.#questions[at] = 0;
    this.#mismatches[at] = 0;
    this.#changes[at] = 0;
    this.#bytes[at] = 0;
  }
}

function contentHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) hash = mix(hash, i32(bytes, at));
  for (; at < to; at += 1) hash = mix(hash, bytes[at] as number);
  return hash;
}
