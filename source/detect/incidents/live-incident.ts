import type { Finding, Measure, Party } from '../contracts.ts';
import { type IncidentKind, incidentKinds } from '../kinds.ts';
import { Announcing } from './announcing.ts';
import { Evidence, FlowNumbers, Timeline } from './evidence.ts';
import { evidenceLimits, type Incident } from './incident.ts';
import { KeptMeasures } from './kept-measures.ts';
import { isVagueHost, sweepKinds } from './kind-relations.ts';
import { addDetail, domainOfWords } from './names-below.ts';
import { type Nature, packetNatures } from './packet-natures.ts';
import { addBounded, isSameParty, partyKey } from './parties.ts';

/** Actors of a distributed one that are remembered by address. */
const maxSomeActors = 32;
/** Hosts that its packets came from or went to are remembered so many at a time; a power of two. */
const rememberedHosts = 256;
/** Packets believed to have come before it was noticed. */
const mostBefore = 100_000;
/** Domains it is about. */
const maxNames = 16;
/** Evidence from before it was noticed reaches back no further. */
const longestWindowSeconds = 3600;

/** An incident as the book keeps it. What is read rarely is made when it is read. */
export class LiveIncident implements Incident {
  readonly id: number;
  kind: IncidentKind;
  actor: Party | undefined;
  target: Party | undefined;
  port: number;
  fromPort: number;
  protocol: string;
  /** How far back what speaks for it may reach; on the clock, which may run ahead of the times in packets. */
  begunAt: number;
  readonly noticedAt: number;
  latestAt: number;
  readonly #ahead: number;
  isOpen = true;
  isNormal = false;
  announcements = 0;
  packets = 0;
  bytes = 0;
  details: string[] = [];
  aspects: IncidentKind[] = [];
  card: Party | undefined;
  /** A sweep of IPv6 addresses that also shows in what it asks of the link. */
  asksNeighbours = false;
  /** Latest time something spoke for it being still under way. */
  activeAt: number;
  /** Whether packets are still taken for its own: it may be open and over. */
  isTaking = true;
  /** From one finding to the next, about. */
  paceSeconds = 0;
  #foundAt: number;
  /** Packets of it in the second under way, and the most in any. */
  recentPackets = 0;
  peakPackets = 0;
  /** How packets are told to be of it; see packet-natures.ts. */
  nature: Nature;
  readonly measuresKept = new KeptMeasures();
  /** Some of the actors, the first ones. */
  readonly someActors: Party[] = [];
  /** Domains whose names it is about. */
  readonly names: number[] = [];
  readonly #evidence = new Evidence();
  readonly #timeline: Timeline;
  readonly #flows = new FlowNumbers();
  readonly #actors = new Set<number>();
  readonly #targets = new Set<number>();
  #actorsSaid = 1;
  #targetsSaid = 1;
  #involved: Int32Array | undefined;
  readonly #announcing = new Announcing();
  /** Of its first and its latest packet, as far as they are known. */
  #firstAt: number;
  #lastPacketAt = 0;

  constructor(id: number, finding: Finding, time: number, ahead = 0) {
    this.id = id;
    this.kind = finding.kind;
    this.actor = finding.actor;
    this.target = finding.target;
    this.port = finding.port;
    this.fromPort = finding.fromPort ?? -1;
    this.protocol = finding.protocol;
    this.nature = packetNatures[finding.kind];
    const window = finding.measures[0]?.windowSeconds ?? 0;
    const reach = window > 0 ? Math.min(window, longestWindowSeconds) : 0;
    this.#ahead = ahead;
    this.begunAt = Math.max(0, time - reach);
    this.noticedAt = time;
    this.latestAt = time;
    this.activeAt = time;
    this.#foundAt = time;
    this.#firstAt = time;
    this.#timeline = new Timeline(time);
    if (this.severity === 'bad') this.#involved = new Int32Array(rememberedHosts);
  }

  get first(): number {
    return this.#firstAt - this.#ahead;
  }

  /** Conversations begun before have nothing to do with it. */
  get reachesBackTo(): number {
    return this.begunAt - this.#ahead;
  }

  get openedAt(): number {
    return this.noticedAt - this.#ahead;
  }

  get last(): number {
    return (this.#lastPacketAt > 0 ? this.#lastPacketAt : this.latestAt) - this.#ahead;
  }

  get severity(): 'bad' | 'notice' {
    return incidentKinds[this.kind].severity;
  }

  get oddness(): number {
    return this.measuresKept.oddness(this.kind);
  }

  get measures(): readonly Measure[] {
    return this.measuresKept.of(this.kind);
  }

  get actors(): number {
    return Math.max(this.#actorsSaid, this.#actors.size, 1);
  }

  get targets(): number {
    return Math.max(this.#targetsSaid, this.#targets.size, 1);
  }

  get evidence(): readonly number[] {
    return this.#evidence.numbers;
  }

  get flows(): readonly number[] {
    return this.#flows.numbers;
  }

  get timeline(): readonly number[] {
    return this.#timeline.counts;
  }

  get timelineSeconds(): number {
    return this.#timeline.stepSeconds;
  }

  /** Another finding of it: of its own kind, or of an aspect. */
  take(finding: Finding, time: number, packetTime?: number): void {
    if (time > this.latestAt) this.latestAt = time;
    if (time > this.activeAt) this.activeAt = time;
    if (time > this.#foundAt) {
      this.paceSeconds = (this.paceSeconds + time - this.#foundAt) / 2;
      this.#foundAt = time;
    }
    this.isTaking = true;
    if (packetTime !== undefined) this.#belongsTo(packetTime);
    this.measuresKept.add(finding.kind, finding.measures);
    if (finding.kind !== this.kind) this.addAspect(finding.kind);
    else {
      this.#actorsSaid = Math.max(this.#actorsSaid, finding.actors);
      this.#targetsSaid = Math.max(this.#targetsSaid, finding.targets);
      addBounded(this.#actors, partyKey(finding.actor));
      if (finding.actor !== undefined) this.#rememberActor(finding.actor);
      addBounded(this.#targets, partyKey(finding.target));
    }
    for (const detail of finding.details) this.#addDetail(detail);
    if (sweepKinds.has(finding.kind)) this.#know(finding.measures[0]);
    if (finding.packet > 0) this.#evidence.insert(finding.packet);
    if (finding.flow > 0) this.#flows.add(finding.flow);
  }

  /** It turns out to be this rather than what it was taken for. */
  become(finding: Finding): void {
    const before = this.kind;
    this.kind = finding.kind;
    this.aspects = this.aspects.filter(kind => kind !== finding.kind);
    this.addAspect(before);
    this.nature = packetNatures[finding.kind];
    if (this.severity === 'bad') this.#involved ??= new Int32Array(rememberedHosts);
    this.actor = finding.actor;
    this.target = finding.target;
    this.port = finding.port;
    this.fromPort = finding.fromPort ?? -1;
    this.protocol = finding.protocol;
    this.card = undefined;
    this.#announcing.forgetValue();
    this.#actorsSaid = 1;
    this.#targetsSaid = 1;
    this.#actors.clear();
    this.#targets.clear();
    this.someActors.length = 0;
  }

  /** Another incident that is the same thing after all. */
  absorb(other: LiveIncident): void {
    this.begunAt = Math.min(this.begunAt, other.begunAt);
    this.paceSeconds = Math.max(this.paceSeconds, other.paceSeconds);
    this.latestAt = Math.max(this.latestAt, other.latestAt);
    this.activeAt = Math.max(this.activeAt, other.activeAt);
    this.measuresKept.merge(other.measuresKept);
    if (other.kind !== this.kind) this.addAspect(other.kind);
    else {
      for (const key of other.#actors) addBounded(this.#actors, key);
      for (const actor of other.someActors) this.#rememberActor(actor);
      for (const key of other.#targets) addBounded(this.#targets, key);
      this.#actorsSaid = Math.max(this.#actorsSaid, other.#actorsSaid);
      this.#targetsSaid = Math.max(this.#targetsSaid, other.#targetsSaid);
    }
    for (const kind of other.aspects) this.addAspect(kind);
    for (const detail of other.details) this.#addDetail(detail);
    if (!isVagueHost(other.kind)) this.#takePackets(other);
    // Nobody needs to hear of it a second time.
    if (other.announcements > 0 && this.announcements === 0) this.announcements = 1;
    this.#announcing.absorb(other.#announcing);
  }

  /** Hosts by number: the ends of a packet of it. Allocates nothing. */
  involve(source: number, destination: number): void {
    const hosts = this.#involved;
    if (hosts === undefined) return;
    hosts[source & (rememberedHosts - 1)] = source;
    hosts[destination & (rememberedHosts - 1)] = destination;
  }

  /** Whether the host had to do with it: by its number, 0 where it has none, or as whom findings spoke of. */
  involves(party: Party | undefined, number: number): boolean {
    if (number > 0 && this.#involved?.[number & (rememberedHosts - 1)] === number) return true;
    const key = partyKey(party);
    return this.#targets.has(key) || this.#actors.has(key);
  }

  /** What was only unusual of a host is all it did, and says nothing. */
  #takePackets(other: LiveIncident): void {
    for (const number of other.#evidence.numbers) this.#evidence.insert(number);
    for (const flow of other.flows) this.#flows.add(flow);
    this.#timeline.merge(other.#timeline);
    this.#firstAt = Math.min(this.#firstAt, other.#firstAt);
    this.#lastPacketAt = Math.max(this.#lastPacketAt, other.#lastPacketAt);
    this.packets += other.packets;
    this.bytes += other.bytes;
    this.recentPackets += other.recentPackets;
  }

  /** Whoever is counted now is counted for good; who they were takes memory. */
  close(): void {
    this.isOpen = false;
    this.#actorsSaid = this.actors;
    this.#targetsSaid = this.targets;
    this.#actors.clear();
    this.#targets.clear();
    this.someActors.length = 0;
    this.#involved = undefined;
  }

  hasAspect(kind: IncidentKind): boolean {
    return this.aspects.includes(kind);
  }

  addAspect(kind: IncidentKind): void {
    if (kind === 'neighbour-sweep') this.asksNeighbours = true;
    if (kind !== this.kind && !this.aspects.includes(kind)) this.aspects.push(kind);
  }

  /** A packet of it. Allocates nothing. */
  count(number: number, length: number, flow: number, time: number): void {
    this.packets += 1;
    this.bytes += length;
    this.recentPackets += 1;
    if (time > this.latestAt) this.latestAt = time;
    if (time > this.#lastPacketAt) this.#lastPacketAt = time;
    this.#evidence.add(number);
    this.#timeline.add(time);
    if (flow > 0) this.#flows.add(flow);
  }

  /** Allocates nothing. */
  hasFlow(flow: number): boolean {
    return this.#flows.has(flow);
  }

  /** Whether there is something new to say; it is said then. */
  announce(now: number): boolean {
    if (!this.#announcing.isNews(this, now)) return false;
    this.announcements += 1;
    return true;
  }

  /** Each thing tried took a packet at least, also before it was noticed. */
  #know(measure: Measure | undefined): void {
    if (measure?.unit !== 'count' || !(measure.value > this.packets)) return;
    const before = Math.min(mostBefore, Math.floor(measure.value) - this.packets);
    this.packets += before;
    this.#timeline.add(this.#firstAt, before);
  }

  /** A packet that speaks for it, perhaps from before it was noticed. */
  #belongsTo(time: number): void {
    if (time < this.#firstAt && time >= this.begunAt) {
      this.#firstAt = time;
      this.#timeline.beginBy(time);
    }
    if (time > this.#lastPacketAt) this.#lastPacketAt = time;
  }

  #rememberActor(actor: Party): void {
    if (this.someActors.length >= maxSomeActors) return;
    if (!this.someActors.some(known => isSameParty(known, actor))) this.someActors.push(actor);
  }

  #addDetail(detail: string): void {
    addDetail(this.details, detail, evidenceLimits.details);
    const domain = domainOfWords(detail);
    if (domain !== 0 && !this.names.includes(domain) && this.names.length < maxNames) this.names.push(domain);
  }
}
