import type { Packet } from '../../decode/packet.ts';
import type { Tracker } from '../../flows/tracker.ts';
import { interest, type PacketContext, type Party } from '../contracts.ts';
import type { LiveIncident } from './live-incident.ts';
import { NamesBelow } from './names-below.ts';
import { aboutCards, nature } from './packet-natures.ts';
import { macKind } from './parties.ts';

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const icmpv6Number = 58;
const advertisementType = 134;
/** Whoever says more in one conversation is no longer probing. */
const longestProbePackets = 20;
/** Bytes of answers for one of questions. */
const leastAmplified = 10;
const maxEntries = 1024;
const anybody = -2;
/** What an entry makes of its host: one it is done to, one who does it, or only one who is suspect. */
const role = { target: 0, actor: 1, suspect: 2 } as const;

const transports: Readonly<Record<string, number>> = { TCP: tcpNumber, UDP: udpNumber, SCTP: 132 };

/**
 * Finds the incident a packet belongs to. Hosts with an open incident have a list of them behind their slot, so
 * that everybody else's packets cost two looks into a table.
 */
export class PacketOwners {
  readonly #tracker: Tracker;
  /** First entry of each host slot, -1 for none. */
  readonly #head: Int16Array;
  readonly #next = new Int16Array(maxEntries);
  readonly #slot = new Int32Array(maxEntries);
  readonly #number = new Int32Array(maxEntries);
  /** The slot the other end must have, `anybody`, or -1 where it is not known any more. */
  readonly #other = new Int32Array(maxEntries);
  readonly #otherNumber = new Int32Array(maxEntries);
  readonly #role = new Uint8Array(maxEntries);
  readonly #transport = new Int16Array(maxEntries);
  readonly #incident: (LiveIncident | undefined)[] = new Array<undefined>(maxEntries).fill(undefined);
  #used = 0;
  readonly #names = new NamesBelow();
  /** Those about ARP or network cards: few, and looked at one by one. */
  #byCard: LiveIncident[] = [];

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
    this.#head = new Int16Array(tracker.hosts.slots.capacity).fill(-1);
  }

  get memoryBytes(): number {
    return this.#head.byteLength + maxEntries * (2 * 2 + 4 * 4 + 1 + 8);
  }

  /** `open`: those that come first get the packet where several could have it. */
  rebuild(open: readonly LiveIncident[]): void {
    for (let entry = 0; entry < this.#used; entry += 1) {
      this.#head[this.#slot[entry] as number] = -1;
      this.#incident[entry] = undefined;
    }
    this.#used = 0;
    this.#byCard = [];
    for (let index = open.length - 1; index >= 0; index -= 1) this.#add(open[index] as LiveIncident);
    this.#byCard.reverse();
  }

  /** Whether the host is the actor of an open incident of the bad kind. */
  isSuspect(slot: number): boolean {
    if (slot < 0) return false;
    for (let entry = this.#head[slot] as number; entry >= 0; entry = this.#next[entry] as number) {
      const incident = this.#incident[entry];
      if (this.#role[entry] === role.target || this.#tracker.hosts.number[slot] !== this.#number[entry])
        continue;
      if (incident !== undefined && !incident.isNormal && incident.severity === 'bad') return true;
    }
    return false;
  }

  /** Allocates nothing. */
  find(context: PacketContext): LiveIncident | undefined {
    const { source, destination } = context;
    if (source >= 0) {
      let entry = this.#head[source] as number;
      while (entry >= 0) {
        if (this.#fits(entry, context, source, destination, true)) return this.#incident[entry];
        entry = this.#next[entry] as number;
      }
      entry = this.#head[destination] as number;
      while (entry >= 0) {
        if (this.#fits(entry, context, destination, source, false)) return this.#incident[entry];
        entry = this.#next[entry] as number;
      }
    }
    for (let index = 0; index < this.#byCard.length; index += 1) {
      const incident = this.#byCard[index] as LiveIncident;
      if (incident.isTaking && fitsCard(incident, context)) return incident;
    }
    return undefined;
  }

  #add(incident: LiveIncident): void {
    const { actor, target } = incident;
    if (incident.nature === nature.none) return;
    // Who tries the addresses around it has to ask for each of them first.
    if (incident.hasAspect('arp-sweep') && actor?.kind === 4) this.#byCard.push(incident);
    if (aboutCards.has(incident.kind)) incident.card ??= this.#cardOf(actor);
    if (
      incident.card !== undefined ||
      incident.nature === nature.arp ||
      actor?.kind === macKind ||
      target?.kind === macKind
    ) {
      this.#byCard.push(incident);
      if (actor !== undefined && actor.kind !== macKind)
        this.#anchor(incident, actor, undefined, role.suspect);
    } else if (actor !== undefined) this.#anchor(incident, actor, target, role.actor);
    else if (target !== undefined) this.#anchor(incident, target, undefined, role.target);
    else for (const some of incident.someActors) this.#anchor(incident, some, undefined, role.actor);
  }

  #anchor(incident: LiveIncident, party: Party, other: Party | undefined, as: number): void {
    const slot = this.#find(party);
    if (slot < 0 || this.#used === maxEntries) return;
    const { number } = this.#tracker.hosts;
    const entry = this.#used;
    this.#used += 1;
    const otherSlot = other === undefined ? anybody : this.#find(other);
    this.#slot[entry] = slot;
    this.#number[entry] = number[slot] as number;
    this.#other[entry] = otherSlot;
    this.#otherNumber[entry] = otherSlot >= 0 ? (number[otherSlot] as number) : 0;
    this.#role[entry] = as;
    this.#transport[entry] = transports[incident.protocol] ?? -1;
    this.#incident[entry] = incident;
    this.#next[entry] = this.#head[slot] as number;
    this.#head[slot] = entry;
  }

  /** Only hosts of the local network have one. */
  #cardOf(actor: Party | undefined): Party | undefined {
    if (actor === undefined) return undefined;
    if (actor.kind === macKind) return actor;
    const { hasMac, macHigh, macLow } = this.#tracker.hosts;
    const slot = this.#find(actor);
    if (slot < 0 || hasMac[slot] !== 1) return undefined;
    return { kind: macKind, a: 0, b: 0, c: macHigh[slot] as number, d: macLow[slot] as number };
  }

  #find({ kind, a, b, c, d }: Party): number {
    return this.#tracker.hosts.find(kind, a, b, c, d);
  }

  #fits(entry: number, context: PacketContext, own: number, other: number, isSender: boolean): boolean {
    const { number } = this.#tracker.hosts;
    if (number[own] !== this.#number[entry] || this.#role[entry] === role.suspect) return false;
    const wanted = this.#other[entry] as number;
    if (wanted !== anybody) {
      if (wanted !== other || number[other] !== this.#otherNumber[entry]) return false;
    }
    const isActor = this.#role[entry] === role.actor;
    // What is sent to the victim of many is theirs; what the victim sends is not.
    const incident = this.#incident[entry] as LiveIncident;
    if (!incident.isTaking) return false;
    if (!isActor && isSender && incident.severity === 'bad') return false;
    const transport = this.#transport[entry] as number;
    const { packet } = context;
    if (incident.asksNeighbours && packet.ipProtocol === icmpv6Number) return true;
    if (transport >= 0 && packet.ipProtocol !== transport) return false;
    if (incident.nature === nature.flow) return this.#isOfFlow(incident, context, wanted !== anybody);
    if (!hasPort(packet, incident.port)) return false;
    switch (incident.nature) {
      case nature.tcp:
        return packet.ipProtocol === tcpNumber;
      case nature.udp:
        return packet.ipProtocol === udpNumber;
      case nature.answers:
        return packet.ipProtocol === udpNumber && this.#isUnasked(incident, context);
      case nature.ping:
        return packet.ipProtocol === icmpNumber || packet.ipProtocol === icmpv6Number;
      case nature.icmpv6:
        return packet.ipProtocol === icmpv6Number;
      case nature.advertisements:
        return isAdvertisement(packet);
      case nature.names:
        return (context.traits & interest.dns) !== 0 && this.#names.isOf(packet, incident.names);
      case nature.dns:
        return (context.traits & interest.dns) !== 0;
      case nature.dhcp:
        return (context.traits & interest.dhcp) !== 0;
      case nature.probes:
        return this.#isProbe(incident, context, isActor === isSender);
      default:
        return true;
    }
  }

  /** `isFromActor`: by the one who must have begun the conversation, rather than to it. */
  #isProbe(incident: LiveIncident, context: PacketContext, isFromActor: boolean): boolean {
    const { flows } = this.#tracker;
    const { flow } = context;
    if ((context.side === 0) !== isFromActor) return false;
    const packets = (flows.packets[flow * 2] as number) + (flows.packets[flow * 2 + 1] as number);
    return packets <= longestProbePackets && (flows.first[flow] as number) >= incident.reachesBackTo - 1;
  }

  /** Sent by whoever was asked nothing, or far more than was asked for; from the port that answers. */
  #isUnasked({ fromPort }: LiveIncident, { packet, flow, side }: PacketContext): boolean {
    if (fromPort >= 0 && packet.srcPort >= 0 && packet.srcPort !== fromPort) return false;
    const { bytes } = this.#tracker.flows;
    const asked = bytes[flow * 2 + 1 - side] as number;
    return asked * leastAmplified <= (bytes[flow * 2 + side] as number);
  }

  #isOfFlow(incident: LiveIncident, { flow, packet }: PacketContext, hasBothEnds: boolean): boolean {
    if (incident.hasFlow(this.#tracker.flows.number[flow] as number)) return true;
    return hasBothEnds && incident.port >= 0 && hasPort(packet, incident.port);
  }
}

/** Of parts of packets nobody knows the port. */
function hasPort(packet: Packet, port: number): boolean {
  return port < 0 || packet.srcPort === port || packet.dstPort === port || packet.srcPort < 0;
}

function isAdvertisement(packet: Packet): boolean {
  return packet.ipProtocol === icmpv6Number && packet.icmpType === advertisementType;
}

function fitsCard(incident: LiveIncident, context: PacketContext): boolean {
  const { packet, traits } = context;
  if (incident.nature === nature.arp && packet.arpOpcode < 0) return false;
  if (incident.nature === nature.dhcp && (traits & interest.dhcp) === 0) return false;
  if (incident.nature === nature.advertisements && !isAdvertisement(packet)) return false;
  if (incident.nature === nature.icmpv6 && packet.ipProtocol !== icmpv6Number) return false;
  const party = incident.card ?? incident.actor ?? incident.target;
  if (party === undefined) return false;
  if (party.kind === macKind) {
    return (
      packet.hasEthernet === 1 &&
      ((packet.ethSrcLow === party.d && packet.ethSrcHigh === party.c) ||
        (packet.ethDstLow === party.d && packet.ethDstHigh === party.c))
    );
  }
  return (traits & interest.arp) !== 0 && (context.arpSender === party.d || context.arpTarget === party.d);
}
