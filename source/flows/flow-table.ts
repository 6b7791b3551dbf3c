import { addressIpv6, addressNone, fragmentLater, type Packet } from '../decode/packet.ts';
import { protocolFamily, protocolId, protocolName } from '../decode/protocol.ts';
import { flagAck, flagSyn } from '../decode/tcp.ts';
import { flowState, nextTcpState } from './flow-state.ts';
import { echoIdentifier, packetTime } from './key-parts.ts';
import { KeyedSlots, mix, randomSeed } from './keyed-table.ts';
import { decay, rateSeconds } from './rate.ts';
import { noticeTcp } from './tcp-notice.ts';

export const defaultMaxFlows = 262_144;

/** What the two-per-slot columns are indexed by: 0 the one who began, 1 the one who answered. */
export type Side = 0 | 1;

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const icmpv6Number = 58;
const tcpId = protocolId('TCP');
const multipathId = protocolId('MPTCP');
const udpId = protocolId('UDP');

/**
 * Conversations: everything between two sockets, both directions in one row. Columns are typed arrays by
 * slot; a slot is reused when its flow was evicted, a flow's `number` is not. A packet costs no allocation.
 *
 * Pings are told apart by their identifier. Later fragments, which have no ports, are a flow of their own
 * rather than a lie about another. A SYN on a closed or reset connection begins a new flow.
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
  /** Identifier of ICMP echo, -1 for everything else. */
  readonly identifier: Int32Array;
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
  /** Set by whoever learns them: what a name and a process are called in their tables, 0 for none. */
  readonly name: Int32Array;
  /** Where the name comes from; see names.ts. */
  readonly nameSource: Uint8Array;
  readonly process: Int32Array;
  /** Set by whoever finds out where the two sides are, two per slot; 0 before. */
  readonly place: Int32Array;
  /** Which side sent the packet just added (or found). */
  side: Side = 0;
  /** Whether the packet just added began its flow. */
  isNew = false;
  /** What the flow tells of the TCP packet just added; see tcp-notice.ts. */
  notice = 0;

  constructor(maxFlows = defaultMaxFlows, seed = randomSeed()) {
    this.slots = new KeyedSlots(maxFlows, seed);
    this.number = new Float64Array(maxFlows);
    this.kind = new Uint8Array(maxFlows);
    this.ipProtocol = new Uint8Array(maxFlows);
    this.address = new Int32Array(maxFlows * 8);
    this.port = new Int32Array(maxFlows * 2);
    this.identifier = new Int32Array(maxFlows);
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
    this.nameSource = new Uint8Array(maxFlows);
    this.process = new Int32Array(maxFlows);
    this.place = new Int32Array(maxFlows * 2);
  }

  /** Flows seen since the start. */
  get total(): number {
    return this.slots.taken;
  }

  /** Counts the packet just decoded; its flow's slot, or -1 when it belongs to none (no IP). */
  add(p: Packet): number {
    this.notice = 0;
    this.isNew = false;
    if (p.addressKind === addressNone || p.ipProtocol < 0) return -1;
    const identifier = echoIdentifier(p);
    const hash = this.#hash(p, identifier);
    let slot = this.#search(this.slots.first(hash), p, identifier);
    if (slot < 0 || this.#isReopened(slot, p)) slot = this.#begin(p, hash, identifier);
    else this.slots.touchAt(slot, p.seconds, this.last[slot] as number);
    this.#tally(slot, p);
    return slot;
  }

  /** The slot of the flow a stored packet belongs to, -1 when it is gone; counts nothing, sets `side`. */
  find(p: Packet): number {
    if (p.addressKind === addressNone || p.ipProtocol < 0) return -1;
    const identifier = echoIdentifier(p);
    const time = packetTime(p);
    let slot = this.#search(this.slots.first(this.#hash(p, identifier)), p, identifier);
    // Of several flows between the same sockets the newest comes first: take the one under way back then.
    while (slot >= 0 && (this.first[slot] as number) > time) {
      slot = this.#search(this.slots.next(slot), p, identifier);
    }
    return slot;
  }

  /** The slot of flow `number` when it is still in `slot`, else -1. */
  slotOf(slot: number, number: number): number {
    return slot >= 0 && slot < this.slots.used && this.number[slot] === number ? slot : -1;
  }

  /** Smoothed bytes a second, decayed to `now` (packet time, seconds). */
  rateAt(slot: number, now: number): number {
    return (this.rate[slot] as number) * decay(now - (this.last[slot] as number));
  }

  /** True once an application was recognised, not only the transport. */
  isRecognised(slot: number): boolean {
    const protocol = this.protocol[slot] as number;
    const ipProtocol = this.ipProtocol[slot] as number;
    if (ipProtocol === tcpNumber) return protocol !== tcpId && protocol !== multipathId;
    return ipProtocol !== udpNumber || protocol !== udpId;
  }

  /** Same for both directions: the two ends are mixed separately and then added. */
  #hash(p: Packet, identifier: number): number {
    const { seed } = this.slots;
    const hasPorts = p.fragment !== fragmentLater;
    let one = mix(seed, p.src3);
    let other = mix(seed, p.dst3);
    if (p.addressKind === addressIpv6) {
      one = mix(mix(mix(one, p.src0), p.src1), p.src2);
      other = mix(mix(mix(other, p.dst0), p.dst1), p.dst2);
    }
    one = mix(one, hasPorts ? p.srcPort : -1);
    other = mix(other, hasPorts ? p.dstPort : -1);
    return mix((one + other) | 0, (identifier << 12) ^ (p.ipProtocol << 4) ^ p.addressKind);
  }

  /** The first slot from `slot` on in its chain that holds this packet's flow, or -1; sets `side`. */
  #search(slot: number, p: Packet, identifier: number): number {
    const hasPorts = p.fragment !== fragmentLater;
    const source = hasPorts ? p.srcPort : -1;
    const destination = hasPorts ? p.dstPort : -1;
    const { port, ipProtocol, slots } = this;
    for (let at = slot; at >= 0; at = slots.next(at)) {
      if (ipProtocol[at] !== p.ipProtocol || this.kind[at] !== p.addressKind) continue;
      if (this.identifier[at] !== identifier) continue;
      const first = port[at * 2];
      const second = port[at * 2 + 1];
      if (first === source && second === destination && this.#matches(at, p, 0)) {
        // A machine that pings itself: only what is said tells who says it.
        this.side = first === second && isToItself(p) && isAnswer(p) ? 1 : 0;
        return at;
      }
      if (first === destination && second === source && this.#matches(at, p, 1)) {
        this.side = 1;
        return at;
      }
    }
    return -1;
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

  /** The same two sockets again, after the flow between them had come to its end. */
  #isReopened(slot: number, p: Packet): boolean {
    const state = this.state[slot];
    if (state !== flowState.closed && state !== flowState.reset) return false;
    return p.ipProtocol === tcpNumber && (p.tcpFlags & (flagSyn | flagAck)) === flagSyn && p.tcpFlags >= 0;
  }

  #begin(p: Packet, hash: number, identifier: number): number {
    const slot = this.slots.take(hash);
    const hasPorts = p.fragment !== fragmentLater;
    this.isNew = true;
    this.side = isAnswer(p) ? 1 : 0;
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
    this.port[slot * 2 + this.side] = hasPorts ? p.srcPort : -1;
    this.port[slot * 2 + 1 - this.side] = hasPorts ? p.dstPort : -1;
    this.identifier[slot] = identifier;
    this.number[slot] = this.slots.taken;
    this.kind[slot] = p.addressKind;
    this.ipProtocol[slot] = p.ipProtocol;
    this.first[slot] = packetTime(p);
    this.last[slot] = this.first[slot] as number;
    this.rate[slot] = 0;
    this.state[slot] = flowState.asking;
    this.protocol[slot] = 0;
    this.retransmissions[slot] = 0;
    this.interfaceId[slot] = p.interfaceId;
    this.name[slot] = 0;
    this.nameSource[slot] = 0;
    this.process[slot] = 0;
    for (let index = slot * 2; index < slot * 2 + 2; index += 1) {
      this.packets[index] = 0;
      this.bytes[index] = 0;
      this.flagsSeen[index] = 0;
      this.baseKnown[index] = 0;
      this.place[index] = 0;
    }
    return slot;
  }

  #tally(slot: number, p: Packet): void {
    const mine = slot * 2 + this.side;
    const theirs = slot * 2 + 1 - this.side;
    const now = packetTime(p);
    this.packets[mine] = (this.packets[mine] as number) + 1;
    this.bytes[mine] = (this.bytes[mine] as number) + p.length;
    this.rate[slot] = this.rateAt(slot, now) + p.length / rateSeconds;
    // Captures of several interfaces step back in time now and then.
    if (now > (this.last[slot] as number)) this.last[slot] = now;
    if (p.ipProtocol === tcpNumber && p.tcpFlags >= 0) {
      this.notice = noticeTcp(this, slot, this.side, p);
      this.flagsSeen[mine] = (this.flagsSeen[mine] as number) | p.tcpFlags | tcpSeen;
      const theirFlags = this.flagsSeen[theirs] as number;
      this.state[slot] = nextTcpState(
        this.state[slot] as number,
        p.tcpFlags,
        this.flagsSeen[mine] as number,
        theirFlags,
      );
    } else if ((this.packets[theirs] as number) > 0) this.state[slot] = flowState.talking;
    // A payload says more than the handshake before it, and a later one rarely more than the first.
    const known = this.protocol[slot] as number;
    if (known === p.protocol) return;
    if (known === 0 || (p.payloadLength > 0 && (!this.isRecognised(slot) || isNewerVersion(p, known)))) {
      this.protocol[slot] = p.protocol;
    }
  }
}

/** In `flagsSeen`: this side has sent something, even where none of its flags was set. */
const tcpSeen = 0x8000;

/** A TLS client says the oldest version it speaks, the server which one it is to be. */
function isNewerVersion(p: Packet, known: number): boolean {
  return (
    protocolFamily(p.protocol) === protocolFamily(known) && protocolName(p.protocol) > protocolName(known)
  );
}

function isToItself(p: Packet): boolean {
  return p.src3 === p.dst3 && p.src2 === p.dst2 && p.src1 === p.dst1 && p.src0 === p.dst0;
}

/** Whoever answers did not begin the conversation, even when we saw them first. */
function isAnswer(p: Packet): boolean {
  if (p.ipProtocol === tcpNumber) {
    return p.tcpFlags >= 0 && (p.tcpFlags & (flagSyn | flagAck)) === (flagSyn | flagAck);
  }
  if (p.ipProtocol === icmpNumber) return p.icmpType === 0;
  return p.ipProtocol === icmpv6Number && p.icmpType === 129;
}
