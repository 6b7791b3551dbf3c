import { u8 } from '../../decode/bytes.ts';
import { nameDnsQuery, type Packet } from '../../decode/packet.ts';
import { flagAck, flagRst, flagSyn } from '../../decode/tcp.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { Tracker } from '../../flows/tracker.ts';
import { interest, type PacketContext, type Party } from '../contracts.ts';
import type { RecentDistinct } from '../counting/recent-distinct.ts';
import type { LevelSchema } from '../levels.ts';
import { protocolKey } from '../protocol-key.ts';
import { ArpQuestions } from './arp-questions.ts';
import { icmpEcho, icmpv6Echo, isAsking } from './asking.ts';
import { HostTables } from './host-tables.ts';
import { PairMemory } from './pair-memory.ts';
import { quantity } from './quantities.ts';
import { RowPlan } from './row-plan.ts';
import { sourceColumns, sourceTable } from './source-columns.ts';
import { targetColumns, targetTable } from './target-columns.ts';

export type HostWindowsOptions = {
  readonly tracker: Tracker;
  readonly seed: number;
  /** 4,096; at most 32,767. */
  readonly capacity?: number;
};

const defaultCapacity = 4096;
const mostActive = 32_767;
const shortSeconds = 10;
const longSeconds = 60;

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const arpRequest = 1;
const arpReply = 2;
const icmpUnreachable = 3;
const icmpv6Unreachable = 1;
const dnsHeaderBytes = 12;
/** Most names are shorter. */
const ordinaryNameBytes = 40;

/** What each active host did, and what was done to it, in the last 10 and 60 seconds: rows of the source and target levels. */
export class HostWindows {
  readonly sourceSchema: LevelSchema;
  readonly targetSchema: LevelSchema;
  /** Latest oddness of a host's rows by active slot, set by whoever judges them; 0 for a new one and after a minute of silence. */
  readonly oddnessAsSource: Float32Array;
  readonly oddnessAsTarget: Float32Array;
  /** Active slots of the packet just told of, ARP's too; −1 where it has none. */
  source = -1;
  target = -1;
  readonly #tracker: Tracker;
  readonly #tables: HostTables;
  readonly #pairs = new PairMemory();
  readonly #arpQuestions: ArpQuestions;
  readonly #sourcePlan = new RowPlan('source', sourceColumns);
  readonly #targetPlan = new RowPlan('target', targetColumns);
  readonly #shortCounts = new Int32Array(4);
  readonly #longCounts = new Int32Array(4);
  /** Second up to which hosts were visited. */
  #visited = -1;

  constructor(options: HostWindowsOptions) {
    const capacity = Math.max(2, Math.min(mostActive, options.capacity ?? defaultCapacity));
    this.#tracker = options.tracker;
    this.#tables = new HostTables(options.tracker.hosts, capacity, options.seed);
    this.#arpQuestions = new ArpQuestions(options.seed);
    this.oddnessAsSource = this.#tables.oddnessAsSource;
    this.oddnessAsTarget = this.#tables.oddnessAsTarget;
    this.sourceSchema = this.#sourcePlan.schema;
    this.targetSchema = this.#targetPlan.schema;
  }

  get memoryBytes(): number {
    return this.#tables.memoryBytes + this.#pairs.memoryBytes + this.#arpQuestions.memoryBytes;
  }

  get evicted(): number {
    return this.#tables.active.slots.evicted;
  }

  /** Every packet, after the tracker was told of it. */
  packet(context: PacketContext): void {
    this.source = -1;
    this.target = -1;
    if (context.source >= 0 && context.destination >= 0) this.#ip(context);
    else if ((context.traits & interest.arp) !== 0) this.#arp(context);
  }

  /**
   * Calls `visit` for every host that sent or got something since the last call; to be called whenever packet
   * time has reached another second, before the first packet in it.
   */
  second(now: number, visit: (activeSlot: number) => void): void {
    const { slots, lastSecond } = this.#tables.active;
    for (let slot = slots.newest; slot >= 0; slot = slots.before(slot)) {
      if ((lastSecond[slot] as number) <= this.#visited) break;
      visit(slot);
    }
    this.#visited = Math.max(this.#visited, now - 1);
  }

  /** What the host did, as of the last second it was active in. */
  writeSource(activeSlot: number, row: Float32Array): void {
    const second = this.#tables.active.lastSecond[activeSlot] as number;
    this.#tables.sums.read(activeSlot, second);
    this.#count(this.#tables.hosts, activeSlot, second, sourceTable.hosts);
    this.#count(this.#tables.ports, activeSlot, second, sourceTable.ports);
    this.#count(this.#tables.sockets, activeSlot, second, sourceTable.sockets);
    this.#count(this.#tables.protocols, activeSlot, second, sourceTable.protocols);
    const spread = this.#tables.spread.bits(activeSlot, second);
    const { short, long } = this.#tables.sums;
    this.#sourcePlan.write(row, short, long, this.#shortCounts, this.#longCounts, spread);
  }

  /** What was done to it. */
  writeTarget(activeSlot: number, row: Float32Array): void {
    const second = this.#tables.active.lastSecond[activeSlot] as number;
    this.#tables.sums.read(activeSlot, second);
    this.#count(this.#tables.sources, activeSlot, second, targetTable.sources);
    this.#count(this.#tables.portsIn, activeSlot, second, targetTable.ports);
    const { short, long } = this.#tables.sums;
    this.#targetPlan.write(row, short, long, this.#shortCounts, this.#longCounts, 0);
  }

  /** Active slot of a host of the tracker, −1 when it is not active. */
  slotOfHost(host: number): number {
    return this.#tables.active.find(host);
  }

  /** How odd it is at the moment, 0 when not active. */
  oddnessOf(host: number): number {
    return this.#tables.oddnessOf(this.#tables.active.find(host));
  }

  /** Slot in the tracker, −1 where it has none. */
  hostOf(activeSlot: number): number {
    return this.#tables.active.hostOf(activeSlot);
  }

  /** The address, for findings. */
  keyOf(activeSlot: number): Party {
    return this.#tables.active.party(activeSlot);
  }

  #count(table: RecentDistinct, slot: number, second: number, index: number): void {
    table.countBoth(slot, second, shortSeconds, longSeconds);
    this.#shortCounts[index] = table.short;
    this.#longCounts[index] = table.long;
  }

  #ip(context: PacketContext): void {
    const { second, traits } = context;
    const p = context.packet;
    const tables = this.#tables;
    const { hosts } = this.#tracker;
    const source = tables.active.take(context.source);
    const out = tables.meet(source, second);
    const target = tables.active.take(context.destination);
    const into = tables.meet(target, second);
    this.source = source;
    this.target = target;
    const { sums } = tables;
    const carried = p.payloadLength > 0 ? p.payloadLength : 0;
    const length = p.length > 0 ? p.length : 0;
    sums.add(out, quantity.packetsOut, 1);
    sums.add(out, quantity.bytesOut, length);
    sums.add(out, quantity.payloadOut, carried);
    sums.add(into, quantity.packetsIn, 1);
    sums.add(into, quantity.bytesIn, length);
    sums.add(into, quantity.payloadIn, carried);
    const isFromAbroad = hosts.whose[context.source] === whose.elsewhere;
    const isAbroad = hosts.whose[context.destination] === whose.elsewhere;
    if (isAbroad && !isFromAbroad) sums.add(out, quantity.bytesAbroad, length);
    else if (isFromAbroad && !isAbroad) sums.add(into, quantity.bytesFromAbroad, length);
    tables.protocols.add(source, protocolKey(p.protocol), second);
    if (context.side === 0 && isAsking(p)) this.#asks(context, source, target, out, into);
    if (p.ipProtocol === tcpNumber) this.#tcp(context, out, into);
    else if (p.ipProtocol === udpNumber) sums.add(into, quantity.datagramsIn, 1);
    if ((traits & (interest.icmp | interest.icmpv6)) !== 0) this.#icmp(p, out, into);
    if ((traits & interest.dns) !== 0) this.#dns(p, out, into);
  }

  /** A packet of who began the conversation. */
  #asks(context: PacketContext, source: number, target: number, out: number, into: number): void {
    const { second, flow } = context;
    const tables = this.#tables;
    const { sums } = tables;
    const { key } = tables.active;
    const sourceKey = key[source] as number;
    const targetKey = key[target] as number;
    const port = this.#tracker.flows.port[flow * 2 + 1] as number;
    sums.add(into, quantity.askedPacketsIn, 1);
    const isNoted = tables.askedFlow[source] === flow && tables.askedSecond[source] === second;
    if (isNoted && !context.isNewFlow) return;
    tables.askedFlow[source] = flow;
    tables.askedSecond[source] = second;
    tables.hosts.add(source, targetKey, second);
    tables.sources.add(target, sourceKey, second);
    tables.sockets.add(source, (Math.imul(targetKey, 31) + port) | 0, second);
    if (port >= 0) {
      tables.ports.add(source, port, second);
      tables.portsIn.add(target, port, second);
    }
    if (!context.isNewFlow) return;
    sums.add(out, quantity.begun, 1);
    sums.add(into, quantity.begunIn, 1);
    if (port >= 0) tables.spread.add(source, port, second);
    this.#pair(sourceKey, targetKey, out, into);
  }

  #pair(sourceKey: number, targetKey: number, out: number, into: number): void {
    if (!this.#pairs.isNew(mix(sourceKey, targetKey))) return;
    this.#tables.sums.add(out, quantity.newPairs, 1);
    this.#tables.sums.add(into, quantity.newPairsIn, 1);
  }

  #tcp(context: PacketContext, out: number, into: number): void {
    const { traits, flow, side } = context;
    const { flows } = this.#tracker;
    const sums = this.#tables.sums;
    if ((traits & interest.tcpSyn) !== 0) {
      sums.add(out, quantity.syn, 1);
      sums.add(into, quantity.synIn, 1);
    } else if (side === 0) {
      // The second packet of who asked, after an answer: the handshake is complete.
      if (
        flows.packets[flow * 2] === 2 &&
        (context.packet.tcpFlags & (flagAck | flagRst)) === flagAck &&
        ((flows.flagsSeen[flow * 2 + 1] as number) & flagSyn) !== 0
      ) {
        sums.add(out, quantity.completed, 1);
        sums.add(into, quantity.completedIn, 1);
      }
    } else if ((traits & interest.tcpReset) !== 0) {
      // A reset from who never agreed to the conversation.
      if (((flows.flagsSeen[flow * 2 + 1] as number) & flagSyn) === 0) {
        sums.add(out, quantity.refusals, 1);
        sums.add(into, quantity.failures, 1);
      }
    }
    if (context.isNewFlow && context.packet.tcpFlags >= 0 && (context.packet.tcpFlags & flagSyn) === 0) {
      sums.add(out, quantity.oddOpenings, 1);
      sums.add(into, quantity.oddOpeningsIn, 1);
    }
  }

  #icmp(p: Packet, out: number, into: number): void {
    const isOld = p.ipProtocol === icmpNumber;
    if (p.icmpType === (isOld ? icmpUnreachable : icmpv6Unreachable)) {
      this.#tables.sums.add(out, quantity.refusals, 1);
      this.#tables.sums.add(into, quantity.failures, 1);
    } else if (p.icmpType === (isOld ? icmpEcho : icmpv6Echo)) {
      this.#tables.sums.add(out, quantity.echoes, 1);
      this.#tables.sums.add(into, quantity.echoesIn, 1);
    }
  }

  #dns(p: Packet, out: number, into: number): void {
    // In a tunnel the message stands elsewhere than behind the outermost header.
    if (p.carrierSrcPort !== p.srcPort || p.carrierDstPort !== p.dstPort || p.payloadStart < 0) return;
    const message = p.start + p.payloadStart + (p.ipProtocol === tcpNumber ? 2 : 0);
    if (message + dnsHeaderBytes > p.end) return;
    const sums = this.#tables.sums;
    if ((u8(p.bytes, message + 2) & 0x80) === 0) {
      sums.add(out, quantity.questions, 1);
      sums.add(into, quantity.questionsIn, 1);
      if (p.nameKind !== nameDnsQuery) return;
      sums.add(out, quantity.nameBytes, p.nameLength);
      if (p.nameLength > ordinaryNameBytes) {
        sums.add(out, quantity.longNameBytes, p.nameLength - ordinaryNameBytes);
      }
    } else if ((u8(p.bytes, message + 3) & 0x0f) !== 0) {
      sums.add(into, quantity.failedNames, 1);
    }
  }

  /** Addresses in ARP need not be the tracker's: who looks for hosts that are not there has no flow with any of them. */
  #arp(context: PacketContext): void {
    const { second, arpSender, arpTarget } = context;
    const p = context.packet;
    // Whoever looks whether an address is free has none yet.
    if (arpSender === 0) return;
    const tables = this.#tables;
    const source = tables.active.takeIpv4(arpSender);
    const out = tables.meet(source, second);
    const target = tables.active.takeIpv4(arpTarget);
    const into = tables.meet(target, second);
    this.source = source;
    this.target = target;
    const { sums } = tables;
    const isAnnouncement = arpSender === arpTarget;
    sums.add(out, quantity.packetsOut, 1);
    sums.add(out, quantity.bytesOut, Math.max(0, p.length));
    tables.protocols.add(source, protocolKey(p.protocol), second);
    this.#noteCard(p, source, out);
    if (p.arpOpcode === arpRequest && !isAnnouncement) {
      const { key } = tables.active;
      sums.add(out, quantity.arpRequests, 1);
      sums.add(into, quantity.arpRequestsIn, 1);
      tables.hosts.add(source, key[target] as number, second);
      this.#arpQuestions.ask(arpSender, arpTarget, second);
      this.#pair(key[source] as number, key[target] as number, out, into);
    } else if (p.arpOpcode === arpReply && !this.#arpQuestions.wasAsked(arpTarget, arpSender, second)) {
      sums.add(out, quantity.arpUnasked, 1);
      sums.add(into, quantity.arpUnaskedIn, 1);
    }
  }

  #noteCard(p: Packet, slot: number, out: number): void {
    const { hasCard, cardHigh, cardLow, sums } = this.#tables;
    const isKnown = hasCard[slot] === 1;
    if (isKnown && cardHigh[slot] === p.ethSrcHigh && cardLow[slot] === p.ethSrcLow) return;
    if (isKnown) sums.add(out, quantity.cardChanges, 1);
    hasCard[slot] = 1;
    cardHigh[slot] = p.ethSrcHigh;
    cardLow[slot] = p.ethSrcLow;
  }
}
