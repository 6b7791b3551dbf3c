import { protocolName } from '../../decode/protocol.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { Section } from '../learned.ts';
import type { Norm } from '../norms/norms.ts';
import { finding, isFarHost, measure, mostUsual, whereLearned } from './identity-words.ts';

const ways = 4;
const sets = 256;
const capacity = ways * sets;
const kilobyte = 1000;
const leastFloor = 150 * kilobyte;
/** What is looked at, and what counts as usual there before anything was learned. */
const windows = [
  { seconds: 10, floor: 400 * kilobyte },
  { seconds: 60, floor: leastFloor },
  { seconds: 600, floor: 1000 * kilobyte },
] as const;
/** Of what was beyond what is usual, one in so many is learned all the same. */
const learnedOneIn = 10;
const settleTurns = 16;
const longestWindow = 600;
const bucketSeconds = 10;
/** To whom. Machines inside are sent backups, and visitors what they came for: there much more is usual. */
const groups = [
  { words: 'sent outside', factor: 1, detail: '' },
  { words: 'sent inside', factor: 50, detail: 'to a machine inside' },
  { words: 'answered outside', factor: 50, detail: 'in answer to questions from outside' },
] as const;
const toOutside = 0;
const toInside = 1;
const toVisitor = 2;
/** Before so many uploads were measured nobody knows what is usual here, and only this much more is odd. */
const learnedValues = 100;
const unlearnedFactor = 5;
/** And as many times what this host sent to this place before. */
const beyondUsual = 1.5;
/** An upload sends so many times what it gets back. */
const oneSided = 4;
/** Packets with less are talk, not goods. */
const leastBytes = 200;
/** In what is kept of a flow: the pair's index in the low bits, above them how often that place was taken. */
const indexBits = 10;
const generationMask = 0x1f_ffff;
const endpointKey = 0x65786669;

/** Much more than usual is sent to one place, and little comes back. */
export class Exfiltration implements Detector {
  readonly section = 'exfiltration';
  readonly wants = interest.newFlow | interest.tcpData | interest.udp;
  readonly #tools: DetectorTools;
  /** By group and window. */
  readonly #norms: readonly (readonly Norm[])[];
  /** Pair of each flow slot, −1 for none; set when the flow begins. */
  readonly #pairOf: Int32Array;
  readonly #near = new Int32Array(capacity).fill(-1);
  readonly #nearNumber = new Int32Array(capacity);
  readonly #far = new Int32Array(capacity);
  readonly #farNumber = new Int32Array(capacity);
  readonly #group = new Uint8Array(capacity);
  readonly #generation = new Int32Array(capacity);
  /** Which side of the flow is the near one. */
  readonly #nearSide: Uint8Array;
  readonly #last = new Int32Array(capacity);
  /** Of the second under way. */
  readonly #sent = new Float64Array(capacity);
  readonly #got = new Float64Array(capacity);
  readonly #sentLately = new RecentSums(capacity, longestWindow, bucketSeconds);
  readonly #gotLately = new RecentSums(capacity, longestWindow, bucketSeconds);
  /** Not less than what was sent within the longest window: spares adding it up. */
  readonly #atMost = new Float64Array(capacity);
  readonly #flow = new Int32Array(capacity);
  readonly #packet = new Float64Array(capacity);
  readonly #isFresh = new Uint8Array(capacity);
  readonly #fresh = new Int32Array(capacity);
  #freshCount = 0;
  /** Of each window since it was learned last, and whether it was beyond what is usual. */
  readonly #largest = new Float64Array(capacity * windows.length);
  readonly #isBeyond = new Uint8Array(capacity * windows.length);
  #beyond = 0;
  readonly #learnedAt = new Int32Array(capacity * windows.length);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    const { flows } = tools.tracker;
    this.#pairOf = new Int32Array(flows.slots.capacity).fill(-1);
    this.#nearSide = new Uint8Array(flows.slots.capacity);
    this.#norms = groups.map(({ words, factor }) =>
      windows.map(({ seconds, floor }) =>
        tools.norms.norm(`bytes ${words} in ${seconds} s`, { floor: floor * factor, perHost: true }),
      ),
    );
  }

  packet(context: PacketContext): void {
    const { flow } = context;
    if (flow < 0) return;
    if (context.isNewFlow) this.#begin(context);
    const bytes = context.packet.payloadLength;
    if (bytes < leastBytes) return;
    const at = this.#of(flow);
    if (at < 0) return;
    if (context.side === this.#nearSide[flow]) {
      this.#sent[at] = (this.#sent[at] as number) + bytes;
      this.#packet[at] = context.number;
      this.#flow[at] = flow;
    } else this.#got[at] = (this.#got[at] as number) + bytes;
    if (this.#isFresh[at] === 1) return;
    this.#isFresh[at] = 1;
    this.#fresh[this.#freshCount] = at;
    this.#freshCount += 1;
  }

  second(now: number): void {
    for (let index = 0; index < this.#freshCount; index += 1) {
      const at = this.#fresh[index] as number;
      this.#isFresh[at] = 0;
      // What was gathered belongs to the seconds that are over.
      this.#sentLately.add(at, now - 1, this.#sent[at] as number);
      this.#atMost[at] = (this.#atMost[at] as number) + (this.#sent[at] as number);
      this.#gotLately.add(at, now - 1, this.#got[at] as number);
      this.#sent[at] = 0;
      this.#got[at] = 0;
      this.#last[at] = now;
      if (this.#isHere(at)) this.#judge(at, now);
    }
    this.#freshCount = 0;
    this.#settle(now);
  }

  /** What is usual is learned by its norms. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }

  #judge(at: number, now: number): void {
    // Most pairs send so little that no window can be beyond what is usual.
    if ((this.#atMost[at] as number) >= leastFloor) this.#atMost[at] = this.#sentLately.sum(at, now - 1);
    const most = this.#atMost[at] as number;
    if (most < leastFloor) {
      for (let index = 0; index < windows.length; index += 1) this.#keepLargest(at, index, most);
      return;
    }
    const pair = this.#pair(at);
    const norms = this.#norms[this.#group[at] as number] as readonly Norm[];
    let worst = -1;
    let worstShare = 1;
    for (let index = 0; index < windows.length; index += 1) {
      const { seconds } = windows[index] as (typeof windows)[number];
      const sent = this.#sentLately.sum(at, now - 1, seconds);
      if (sent < this.#gotLately.sum(at, now - 1, seconds) * oneSided) continue;
      this.#keepLargest(at, index, sent);
      const norm = norms[index] as Norm;
      const factor = norm.count < learnedValues ? unlearnedFactor : beyondUsual;
      const share = sent / (mostUsual(norm, pair) * factor);
      if (share > 1) this.#isBeyond[at * windows.length + index] = 1;
      if (share <= worstShare) continue;
      worst = index;
      worstShare = share;
    }
    if (worst >= 0) this.#report(at, worst, pair, now);
  }

  #keepLargest(at: number, index: number, sent: number): void {
    const slot = at * windows.length + index;
    if (sent > (this.#largest[slot] as number)) this.#largest[slot] = sent;
  }

  /** Learns the largest sum of each window, once in its length. Looks at some of the pairs each second. */
  #settle(now: number): void {
    if (!this.#tools.learning()) return;
    const from = (now % settleTurns) * (capacity / settleTurns);
    for (let at = from; at < from + capacity / settleTurns; at += 1) {
      for (let index = 0; index < windows.length; index += 1) {
        const slot = at * windows.length + index;
        const { seconds } = windows[index] as (typeof windows)[number];
        const largest = this.#largest[slot] as number;
        if (largest === 0 || now - (this.#learnedAt[slot] as number) < seconds) continue;
        this.#learnedAt[slot] = now;
        this.#largest[slot] = 0;
        const isOdd = this.#isBeyond[slot] === 1 || this.#tools.isSuspect(this.#near[at] as number);
        this.#isBeyond[slot] = 0;
        if (isOdd) this.#beyond += 1;
        // What lasts becomes usual in the end.
        if (isOdd && this.#beyond % learnedOneIn !== 0) continue;
        const norms = this.#norms[this.#group[at] as number] as readonly Norm[];
        if (this.#isHere(at)) (norms[index] as Norm).learn(largest, this.#pair(at));
      }
    }
  }

  #isHere(at: number): boolean {
    const { hosts } = this.#tools.tracker;
    return (
      hosts.number[this.#near[at] as number] === this.#nearNumber[at] &&
      hosts.number[this.#far[at] as number] === this.#farNumber[at]
    );
  }

  #pair(at: number): number {
    const { hosts } = this.#tools.tracker;
    const near = mix(endpointKey + (this.#group[at] as number), hostKey(hosts, this.#near[at] as number));
    return mix(near, hostKey(hosts, this.#far[at] as number));
  }

  #report(at: number, index: number, pair: number, now: number): void {
    const { hosts, flows } = this.#tools.tracker;
    const flow = this.#flow[at] as number;
    const group = this.#group[at] as number;
    const isSame = this.#of(flow) === at;
    const { seconds } = windows[index] as (typeof windows)[number];
    const norm = (this.#norms[group] as readonly Norm[])[index] as Norm;
    const sent = this.#sentLately.sum(at, now - 1, seconds);
    const got = this.#gotLately.sum(at, now - 1, seconds);
    this.#tools.report(
      finding('exfiltration', now, {
        actor: hostParty(hosts, this.#near[at] as number),
        target: hostParty(hosts, this.#far[at] as number),
        port: isSame ? (flows.port[flow * 2 + 1] as number) : -1,
        protocol: isSame ? protocolName(flows.protocol[flow] as number) : '',
        packet: this.#packet[at] as number,
        flow: isSame ? (flows.number[flow] as number) : 0,
        measures: [
          measure('bytes sent', sent, norm.oddness(sent), {
            unit: 'bytes',
            windowSeconds: seconds,
            usual: whereLearned(norm, mostUsual(norm, pair)),
          }),
          measure('bytes got back', got, 0, { unit: 'bytes', windowSeconds: seconds }),
        ],
        details: group === toOutside ? [] : [(groups[group] as (typeof groups)[number]).detail],
      }),
    );
  }

  #begin({ flow, side, source, destination, second }: PacketContext): void {
    this.#pairOf[flow] = -1;
    const { hosts } = this.#tools.tracker;
    const isSourceNear = hosts.whose[source] !== whose.elsewhere;
    const isDestinationNear = hosts.whose[destination] !== whose.elsewhere;
    if (!isSourceNear && !isDestinationNear) return;
    if (!isSourceNear ? !isFarHost(hosts, source) : !isDestinationNear && !isFarHost(hosts, destination))
      return;
    // Between two inside, who began is the one looked at.
    const isSource = isSourceNear && (!isDestinationNear || side === 0);
    const near = isSource ? source : destination;
    const far = isSource ? destination : source;
    this.#nearSide[flow] = isSource ? side : 1 - side;
    let group: number = toOutside;
    if (isSourceNear && isDestinationNear) group = toInside;
    else if (this.#nearSide[flow] === 1) group = toVisitor;
    const at = this.#find(near, far, group, second);
    this.#pairOf[flow] = ((this.#generation[at] as number) << indexBits) | at;
  }

  /** The pair of a flow, −1 for none or when it gave way to another. */
  #of(flow: number): number {
    const token = this.#pairOf[flow] as number;
    if (token < 0) return -1;
    const at = token & (capacity - 1);
    return this.#generation[at] === token >>> indexBits ? at : -1;
  }

  #find(near: number, far: number, group: number, second: number): number {
    const { hosts } = this.#tools.tracker;
    const nearNumber = hosts.number[near] as number;
    const farNumber = hosts.number[far] as number;
    const from = (mix(mix(endpointKey, nearNumber), farNumber) & (sets - 1)) * ways;
    let worst = from;
    for (let at = from; at < from + ways; at += 1) {
      if (
        this.#nearNumber[at] === nearNumber &&
        this.#farNumber[at] === farNumber &&
        this.#group[at] === group
      )
        return at;
      if ((this.#last[at] as number) < (this.#last[worst] as number)) worst = at;
    }
    this.#near[worst] = near;
    this.#nearNumber[worst] = nearNumber;
    this.#far[worst] = far;
    this.#farNumber[worst] = farNumber;
    this.#group[worst] = group;
    this.#generation[worst] = ((this.#generation[worst] as number) + 1) & generationMask;
    this.#last[worst] = second;
    this.#sent[worst] = 0;
    this.#got[worst] = 0;
    this.#atMost[worst] = 0;
    this.#sentLately.clear(worst);
    this.#gotLately.clear(worst);
    const slot = worst * windows.length;
    this.#learnedAt.fill(second, slot, slot + windows.length);
    this.#largest.fill(0, slot, slot + windows.length);
    this.#isBeyond.fill(0, slot, slot + windows.length);
    return worst;
  }
}
