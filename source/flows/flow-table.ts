import { addressNone, fragmentLater, type Packet } from '../decode/packet.ts';
import { protocolId } from '../decode/protocol.ts';
import { flagAck, flagFin, flagRst, flagSyn } from '../decode/tcp.ts';
import { finishHash, KeyedSlots, mix } from './keyed-table.ts';
import { noticeTcp } from './tcp-notice.ts';

export const defaultMaxFlows = 262_144;

/** What became of a conversation. */
export const flowState = {
  /** One side sent, the other has not answered. */
  asking: 0,
  /** TCP: the handshake is under way. */
  opening: 1,
  open: 2,
  closing: 3,
  closed: 4,
  reset: 5,
  /** TCP that was under way before we looked, or datagrams in both directions. */
  talking: 6,
} as const;

/** What `side` columns of a flow are indexed by: 0 the one who began, 1 the one who answered. */
export type Side = 0 | 1;

const transportIds: Readonly<Record<number, number>> = {
  6: protocolId('TCP'),
  17: protocolId('UDP'),
  132: protocolId('SCTP'),
};
const tcpNumber = 6;
/** Time constant of the rates shown: fast enough to follow, slow enough that rows do not dance. */
const rateSeconds = 5;

/**
 * Conversations: everything between two sockets, both directions in one row. Columns are typed arrays by
 * slot; a slot is reused when its flow was evicted, a flow's `number` is not. A packet costs no allocation.
 */
export class FlowTable {
  readonly slots: KeyedSlots;
  /** 1, 2, 3 …: which flow this slot holds. */
  readonly number: Float64Array;
  readonly kind: Uint8Array;
  readonly ipProtocol: Uint8Array;
  /** Address words of the two sides: four words for side 0, then four for side 1, per slot. */
  readonly address: Int32Array;
  /** Ports of the two sides per slot, -1 without. */
  readonly port: Int32Array;
  /** Packets and bytes sent by each side, two per slot. */
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  /** Packet time, in seconds. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Smoothed bytes a second at `last`; read with `rateAt`. */
  readonly rate: Float64Array;
  readonly state: Uint8Array;
  /** Application protocol recognised so far (`protocolName`), else the transport's. */
  readonly protocol: Uint16Array;
  /** Every TCP flag each side has sent, two per slot. */
  readonly flagsSeen: Uint16Array;
  /** First sequence number of each side and whether it is known, for relative numbers. */
  readonly baseSequence: Int32Array;
  readonly baseKnown: Uint8Array;
  /** Highest sequence number each side has sent, plus one: below it is a repetition. */
  readonly nextSequence: Int32Array;
  readonly retransmissions: Uint32Array;
  /** Interface the first packet came from. */
  readonly interfaceId: Uint16Array;
  /** Set by whoever learns them: index of a name and a process in their tables, 0 for none. */
  readonly name: Int32Array;
  readonly process: Int32Array;
  /** Which side sent the packet just added. */
  side: Side = 0;
  /** What the flow tells of the TCP packet just added; see tcp-notice.ts. */
  notice = 0;
  #count = 0;

  constructor(maxFlows = defaultMaxFlows, seed = randomSeed()) {
    this.slots = new KeyedSlots(maxFlows, seed);
    this.number = new Float64Array(maxFlows);
    this.kind = new Uint8Array(maxFlows);
    this.ipProtocol = new Uint8Array(maxFlows);
    this.address = new Int32Array(maxFlows * 8);
    this.port = new Int32Array(maxFlows * 2);
    this.packets = new Float64Array(maxFlows * 2);
    this.bytes = new Float64Array(maxFlows * 2);
    this.first = new Float64Array(maxFlows);
    this.last = new Float64Array(maxFlows);
    this.rate = new Float64Array(maxFlows);
    this.state = new Uint8Array(maxFlows);
    this.protocol = new Uint16Array(maxFlows);
    this.flagsSeen = new Uint16Array(maxFlows * 2);
    this.baseSequence = new Int32Array(maxFlows * 2);
    this.baseKnown = new Uint8Array(maxFlows * 2);
    this.nextSequence = new Int32Array(maxFlows * 2);
    this.retransmissions = new Uint32Array(maxFlows);
    this.interfaceId = new Uint16Array(maxFlows);
    this.name = new Int32Array(maxFlows);
    this.process = new Int32Array(maxFlows);
  }

  /** Flows seen since the start. */
  get total(): number {
    return this.#count;
  }

  /** Counts the packet just decoded; its flow's slot, or -1 when it belongs to none (no IP). */
  add(p: Packet): number {
    this.notice = 0;
    if (p.addressKind === addressNone || p.ipProtocol < 0) return -1;
    // Later fragments have no ports: they are a flow of their own rather than a lie about another.
    const source = p.fragment === fragmentLater ? -1 : p.srcPort;
    const destination = p.fragment === fragmentLater ? -1 : p.dstPort;
    const hash = this.#hash(p, source, destination);
    let slot = this.slots.first(hash);
    while (slot >= 0 && !this.#holds(slot, p, source, destination)) slot = this.slots.next(slot);
    if (slot < 0) slot = this.#begin(p, hash, source, destination);
    else this.slots.touch(slot);
    this.#tally(slot, p);
    return slot;
  }

  /** The slot of flow `number` when it is still in `slot`, else -1. */
  slotOf(slot: number, number: number): number {
    return slot >= 0 && slot < this.slots.used && this.number[slot] === number ? slot : -1;
  }

  /** Smoothed bytes a second, decayed to `now` (packet time, seconds). */
  rateAt(slot: number, now: number): number {
    const idle = now - (this.last[slot] as number);
    return (this.rate[slot] as number) * (idle > 0 ? Math.exp(-idle / rateSeconds) : 1);
  }

  /** Same for both directions: the two ends are mixed separately and then added. */
  #hash(p: Packet, source: number, destination: number): number {
    const { seed } = this.slots;
    let one = mix(seed, p.src3);
    let other = mix(seed, p.dst3);
    if (p.addressKind === 6) {
      one = mix(mix(mix(one, p.src0), p.src1), p.src2);
      other = mix(mix(mix(other, p.dst0), p.dst1), p.dst2);
    }
    one = finishHash(mix(one, source));
    other = finishHash(mix(other, destination));
    return finishHash(mix((one + other) | 0, p.ipProtocol * 8 + p.addressKind));
  }

  /** Whether `slot` holds this packet's flow; sets `side`. */
  #holds(slot: number, p: Packet, source: number, destination: number): boolean {
    if (this.ipProtocol[slot] !== p.ipProtocol || this.kind[slot] !== p.addressKind) return false;
    const first = this.port[slot * 2];
    const second = this.port[slot * 2 + 1];
    if (first === source && second === destination && this.#matches(slot, p, 0)) {
      this.side = 0;
      return true;
    }
    if (first === destination && second === source && this.#matches(slot, p, 1)) {
      this.side = 1;
      return true;
    }
    return false;
  }

  /** Whether the packet's source is side `side` of the slot, and its destination the other. */
  #matches(slot: number, p: Packet, side: Side): boolean {
    const { address } = this;
    const source = slot * 8 + side * 4;
    const destination = slot * 8 + 4 - side * 4;
    return (
      address[source + 3] === p.src3 &&
      address[destination + 3] === p.dst3 &&
      address[source] === p.src0 &&
      address[source + 1] === p.src1 &&
      address[source + 2] === p.src2 &&
      address[destination] === p.dst0 &&
      address[destination + 1] === p.dst1 &&
      address[destination + 2] === p.dst2
    );
  }

  #begin(p: Packet, hash: number, source: number, destination: number): number {
    const slot = this.slots.take(hash);
    this.#count += 1;
    // Whoever answers a handshake did not begin the conversation, even when we saw them first.
    const answers = p.ipProtocol === tcpNumber && (p.tcpFlags & (flagSyn | flagAck)) === (flagSyn | flagAck);
    this.side = answers ? 1 : 0;
    const { address } = this;
    const from = slot * 8 + this.side * 4;
    const to = slot * 8 + 4 - this.side * 4;
    address[from] = p.src0;
    address[from + 1] = p.src1;
    address[from + 2] = p.src2;
    address[from + 3] = p.src3;
    address[to] = p.dst0;
    address[to + 1] = p.dst1;
    address[to + 2] = p.dst2;
    address[to + 3] = p.dst3;
    this.port[slot * 2 + this.side] = source;
    this.port[slot * 2 + 1 - this.side] = destination;
    this.number[slot] = this.#count;
    this.kind[slot] = p.addressKind;
    this.ipProtocol[slot] = p.ipProtocol;
    this.first[slot] = p.seconds + p.nanoseconds / 1e9;
    this.last[slot] = this.first[slot] as number;
    this.rate[slot] = 0;
    this.state[slot] = flowState.asking;
    this.protocol[slot] = 0;
    this.retransmissions[slot] = 0;
    this.interfaceId[slot] = p.interfaceId;
    this.name[slot] = 0;
    this.process[slot] = 0;
    for (let side = 0; side < 2; side += 1) {
      this.packets[slot * 2 + side] = 0;
      this.bytes[slot * 2 + side] = 0;
      this.flagsSeen[slot * 2 + side] = 0;
      this.baseKnown[slot * 2 + side] = 0;
    }
    return slot;
  }

  #tally(slot: number, p: Packet): void {
    const index = slot * 2 + this.side;
    const now = p.seconds + p.nanoseconds / 1e9;
    this.packets[index] = (this.packets[index] as number) + 1;
    this.bytes[index] = (this.bytes[index] as number) + p.length;
    this.rate[slot] = this.rateAt(slot, now) + p.length / rateSeconds;
    // Captures of several interfaces step back in time now and then.
    if (now > (this.last[slot] as number)) this.last[slot] = now;
    if (p.ipProtocol === tcpNumber && p.tcpFlags >= 0) {
      this.notice = noticeTcp(this, slot, this.side, p);
      this.#followTcp(slot, p.tcpFlags);
    } else if ((this.packets[slot * 2 + 1] as number) > 0 && (this.packets[slot * 2] as number) > 0) {
      this.state[slot] = flowState.talking;
    }
    // A payload says more than the handshake before it, and a later one rarely more than the first.
    if (this.protocol[slot] === 0 || (p.payloadLength > 0 && !this.isRecognised(slot))) {
      this.protocol[slot] = p.protocol;
    }
  }

  /** True once an application was recognised, not only the transport. */
  isRecognised(slot: number): boolean {
    return this.transportOf(slot) !== this.protocol[slot];
  }

  /** Protocol id of the flow's first packet without payload, for comparison. */
  transportOf(slot: number): number {
    return transportIds[this.ipProtocol[slot] as number] ?? 0;
  }

  #followTcp(slot: number, flags: number): void {
    const { state } = this;
    const mine = slot * 2 + this.side;
    const theirs = slot * 2 + 1 - this.side;
    this.flagsSeen[mine] = (this.flagsSeen[mine] as number) | flags;
    const seen = this.flagsSeen[mine] as number;
    const other = this.flagsSeen[theirs] as number;
    if ((flags & flagRst) !== 0) state[slot] = flowState.reset;
    else if (state[slot] === flowState.reset) return;
    else if ((seen & flagFin) !== 0 && (other & flagFin) !== 0) state[slot] = flowState.closed;
    else if (((seen | other) & flagFin) !== 0) state[slot] = flowState.closing;
    else if ((seen & flagSyn) !== 0 && (other & flagSyn) !== 0) {
      state[slot] = (flags & flagSyn) !== 0 ? flowState.opening : flowState.open;
    } else if (((seen | other) & flagSyn) !== 0) state[slot] = flowState.asking;
    else if (seen !== 0 && other !== 0) state[slot] = flowState.talking;
  }
}

function randomSeed(): number {
  return (Math.random() * 0x1_0000_0000) | 0;
}
