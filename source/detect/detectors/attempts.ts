import { fragmentLater, type Packet } from '../../decode/packet.ts';
import { flagAck, flagRst, flagSyn } from '../../decode/tcp.ts';
import { addressClass } from '../../flows/address-class.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { AttemptQueue } from './attempt-queue.ts';
import { FailingTable } from './failing-table.ts';
import { isReflectedPort } from './reflected-ports.ts';
import { WithoutMemory } from './without-memory.ts';

const tcpNumber = 6;
const udpNumber = 17;
const echoRequest = 8;
const echoRequest6 = 128;
const pairSlots = 1024;
const portSlots = 1024;
const sourceSlots = 512;
const seed = 0x61747470;
/** An attempt nobody has answered by then has failed. */
const patienceSeconds = 4;
/** Traceroute goes by so few hops, to these ports. */
const mostTracerouteHops = 30;
const firstTraceroutePort = 33_434;
const lastTraceroutePort = 33_690;

/** In `state`, by flow. */
export const attemptState = {
  /** Nothing useful came of it yet. */
  pending: 1,
  /** Nothing but headers was sent by who was asked. */
  withoutAnswer: 2,
  refused: 4,
} as const;

export type AttemptListener = {
  /** Flow `flow` (slot) was refused, or nobody answered. Its two hosts may be gone (−1). */
  failed(flow: number, source: number, target: number, isRefused: boolean, now: number): void;
  /** Something useful came of it. */
  succeeded?(flow: number, target: number, now: number): void;
  /** A TCP connection is some seconds old. */
  waiting?(flow: number, now: number): void;
};

/**
 * Who tries to reach what, and to what avail: the one place that watches flows begin and be answered, for all
 * detectors of scans. Reports nothing itself.
 *
 * Useful is what carries data: a handshake alone is what scanners make. Only what cannot be an answer is an
 * attempt, so what the victim of a flood with forged senders sends back to them is none.
 */
export class Attempts extends WithoutMemory implements Detector {
  readonly section = 'attempts';
  readonly wants =
    interest.newFlow | interest.tcpData | interest.tcpReset | interest.udp | interest.icmp | interest.icmpv6;
  /** (source, target): ports failing. */
  readonly pairs = new FailingTable(pairSlots, 256, seed);
  /** (source, port and protocol): hosts failing, in the own network and elsewhere. */
  readonly localPorts = new FailingTable(portSlots, 256, seed + 1);
  readonly remotePorts = new FailingTable(portSlots, 256, seed + 2);
  /** (source, here or elsewhere): pairs of host and port failing; and hosts. */
  readonly sources = new FailingTable(sourceSlots, 256, seed + 3);
  readonly sourceHosts = new FailingTable(sourceSlots, 256, seed + 4);
  readonly state: Uint8Array;
  readonly queue = new AttemptQueue(16_384);
  /** Number of the packet that what listeners are being told of came with. */
  toldPacket = 0;
  /** When a host elsewhere last sent something useful: before that, the line may be down. */
  remoteAnswerAt = 0;
  readonly #tools: DetectorTools;
  readonly #listeners: AttemptListener[] = [];
  readonly #isFlooded: (target: number, second: number) => boolean;
  #isTargetFlooded = false;

  constructor(tools: DetectorTools, isFlooded: (target: number, second: number) => boolean) {
    super();
    this.#tools = tools;
    this.#isFlooded = isFlooded;
    this.state = new Uint8Array(tools.tracker.flows.slots.capacity);
  }

  get memoryBytes(): number {
    const { pairs, localPorts, remotePorts, sources, sourceHosts, queue, state } = this;
    return (
      pairs.memoryBytes +
      localPorts.memoryBytes +
      remotePorts.memoryBytes +
      sources.memoryBytes +
      sourceHosts.memoryBytes +
      queue.memoryBytes +
      state.byteLength
    );
  }

  listen(listener: AttemptListener): void {
    this.#listeners.push(listener);
  }

  packet(context: PacketContext): void {
    const { flow } = context;
    if (flow < 0) return;
    if (context.isNewFlow) this.#begin(context);
    else if (this.state[flow] !== 0) this.#continue(context);
  }

  second(now: number): void {
    const { queue } = this;
    while (queue.isDue(now, patienceSeconds)) {
      const flow = queue.flow;
      const isSame = this.#tools.tracker.flows.number[flow] === queue.number;
      this.toldPacket = queue.packet;
      queue.remove();
      if (!isSame) continue;
      const state = this.state[flow] as number;
      const isOpened = ((this.#tools.tracker.flows.flagsSeen[flow * 2 + 1] as number) & flagSyn) !== 0;
      if (isOpened) this.#wait(flow, now);
      if ((state & attemptState.pending) !== 0 && (state & attemptState.refused) === 0) {
        this.#fail(flow, false, now);
      }
    }
    this.pairs.turn();
    this.localPorts.turn();
    this.remotePorts.turn();
    this.sources.turn();
    this.sourceHosts.turn();
  }

  #begin(context: PacketContext): void {
    const { packet: p, flow, source, destination } = context;
    this.state[flow] = 0;
    if (context.side !== 0 || source < 0 || destination < 0 || source === destination) return;
    const { hosts } = this.#tools.tracker;
    const judged = hosts.addressClass[destination];
    if (judged === addressClass.multicast || judged === addressClass.broadcast) return;
    const port = attemptPort(p);
    if (port === notAnAttempt) return;
    this.#try(context, port);
  }

  #continue(context: PacketContext): void {
    const { packet: p, flow, side } = context;
    const state = this.state[flow] as number;
    if (p.ipProtocol !== tcpNumber) {
      if (side === 1) this.#succeed(context, state);
      return;
    }
    if ((p.tcpFlags & flagRst) !== 0) {
      if (side === 1) this.#refuse(context, state);
      return;
    }
    if (p.payloadLength <= 0 || (p.tcpFlags & flagSyn) !== 0) return;
    if ((state & attemptState.pending) !== 0) this.#succeed(context, state);
    if (side === 1) this.state[flow] = 0;
  }

  #try(context: PacketContext, port: number): void {
    const { packet: p, flow, source, destination, second } = context;
    this.state[flow] = attemptState.pending | attemptState.withoutAnswer;
    const { flows, hosts } = this.#tools.tracker;
    this.queue.add(flow, flows.number[flow] as number, context.number, second);
    this.#isTargetFlooded = this.#isFlooded(destination, second);
    const actor = hosts.number[source] as number;
    const target = hosts.number[destination] as number;
    const isLocal = hosts.whose[destination] !== whose.elsewhere;
    const service = (p.ipProtocol << 16) | port;
    // Pings are no ports.
    if (port >= 0 && p.dstPort >= 0) this.#note(this.pairs, actor, target, service, context);
    const ports = isLocal ? this.localPorts : this.remotePorts;
    this.#note(ports, actor, service, target, context);
    if (p.dstPort < 0) return;
    this.#note(this.sources, actor, isLocal ? 1 : 0, mix(target, service), context);
    if (isLocal) this.#note(this.sourceHosts, actor, 1, target, context);
  }

  #note(table: FailingTable, a: number, b: number, thing: number, context: PacketContext): void {
    // Made-up senders must not drive out the real ones.
    if (this.#isTargetFlooded && table.find(a, b) < 0) return;
    const slot = table.take(a, b, context.second);
    table.tried(slot, thing, context.second);
    const { hosts, flows } = this.#tools.tracker;
    table.actor[slot] = context.source;
    table.actorNumber[slot] = hosts.number[context.source] as number;
    table.target[slot] = context.destination;
    table.targetNumber[slot] = hosts.number[context.destination] as number;
    table.port[slot] = context.packet.dstPort;
    table.protocol[slot] = context.packet.ipProtocol;
    table.packet[slot] = context.number;
    table.flow[slot] = flows.number[context.flow] as number;
  }

  #succeed(context: PacketContext, state: number): void {
    const { flow, side, second } = context;
    const { flows, hosts } = this.#tools.tracker;
    this.state[flow] = side === 1 ? 0 : state & ~attemptState.pending;
    const source = side === 0 ? context.source : context.destination;
    const destination = side === 0 ? context.destination : context.source;
    const actor = hosts.number[source] as number;
    const target = hosts.number[destination] as number;
    const isLocal = hosts.whose[destination] !== whose.elsewhere;
    if (!isLocal && side === 1) this.remoteAnswerAt = second;
    const port = flows.port[flow * 2 + 1] as number;
    const service = ((flows.ipProtocol[flow] as number) << 16) | Math.max(0, port);
    if (port >= 0) {
      this.#clear(this.pairs, actor, target, service);
      this.#clear(this.sources, actor, isLocal ? 1 : 0, mix(target, service));
      if (isLocal) this.#clear(this.sourceHosts, actor, 1, target);
    }
    // Strangers have no reason to know who of us is there.
    const isStrangersPing = port < 0 && isLocal && hosts.whose[source] === whose.elsewhere;
    if (!isStrangersPing) {
      this.#clear(isLocal ? this.localPorts : this.remotePorts, actor, service, target);
    }
    for (let index = 0; index < this.#listeners.length; index += 1) {
      (this.#listeners[index] as AttemptListener).succeeded?.(flow, destination, second);
    }
  }

  #clear(table: FailingTable, a: number, b: number, thing: number): void {
    const slot = table.find(a, b);
    if (slot >= 0) table.succeeded(slot, thing);
  }

  #refuse(context: PacketContext, state: number): void {
    const { flow, second } = context;
    const { flows } = this.#tools.tracker;
    if ((state & attemptState.pending) === 0 || (state & attemptState.refused) !== 0) return;
    this.state[flow] = state | attemptState.refused;
    this.toldPacket = context.number;
    // A handshake had been made: that is no refusal.
    if (((flows.flagsSeen[flow * 2 + 1] as number) & flagSyn) === 0) this.#fail(flow, true, second);
  }

  #wait(flow: number, now: number): void {
    for (let index = 0; index < this.#listeners.length; index += 1) {
      (this.#listeners[index] as AttemptListener).waiting?.(flow, now);
    }
  }

  #fail(flow: number, isRefused: boolean, now: number): void {
    const { tracker } = this.#tools;
    const source = tracker.hostOf(flow, 0);
    const target = tracker.hostOf(flow, 1);
    for (let index = 0; index < this.#listeners.length; index += 1) {
      (this.#listeners[index] as AttemptListener).failed(flow, source, target, isRefused, now);
    }
  }
}

const notAnAttempt = -1;

/** What the first packet of a flow tries to reach: its port, 0 for a ping, or that it is no attempt. */
function attemptPort(p: Packet): number {
  const { ipProtocol } = p;
  if (ipProtocol === tcpNumber) {
    const flags = p.tcpFlags;
    if (flags < 0) return notAnAttempt;
    if ((flags & (flagSyn | flagAck)) === flagSyn) return p.dstPort;
    // Nothing of TCP begins like that, but scanners: FIN, or nothing, or all that glitters.
    return (flags & (flagSyn | flagAck | flagRst)) === 0 ? p.dstPort : notAnAttempt;
  }
  if (ipProtocol === udpNumber) {
    if (p.fragment === fragmentLater || p.dstPort < 0) return notAnAttempt;
    if (isReflectedPort(p.srcPort) && p.dstPort >= 1024) return notAnAttempt;
    const isTraceroute =
      p.dstPort >= firstTraceroutePort && p.dstPort <= lastTraceroutePort && p.ttl <= mostTracerouteHops;
    return isTraceroute ? notAnAttempt : p.dstPort;
  }
  const isPing = p.icmpType === echoRequest || p.icmpType === echoRequest6;
  return isPing && p.dstPort < 0 && (ipProtocol === 1 || ipProtocol === 58) ? 0 : notAnAttempt;
}
