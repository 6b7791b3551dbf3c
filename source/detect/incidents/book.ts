import type { Tracker } from '../../flows/tracker.ts';
import type { Finding, PacketContext } from '../contracts.ts';
import type { Learned, Section } from '../learned.ts';
import { cleanFinding } from './clean-finding.ts';
import { findSame, findSimilar } from './gather.ts';
import type { Incident } from './incident.ts';
import { isAspect, isPeer, isVagueHost } from './kind-relations.ts';
import { LiveIncident } from './live-incident.ts';
import { NormalMarks } from './marks.ts';
import { nature } from './packet-natures.ts';
import { PacketOwners } from './packet-owners.ts';
import { PacketTimes } from './packet-times.ts';
import { comparePriority, holdOf, patienceOf, quietSeconds } from './precedence.ts';

export const bookLimits = { open: 256, closed: 1000, absorbed: 4096 } as const;
/** A flood that has not sunk below this share of its peak goes on, whatever detectors say. */
const stillUnderWay = 0.3;

/** What is to be the cause of something begins so long after it was noticed at most. */
const togetherSeconds = 15;

/** Natures so narrow that their packets speak for the incident going on. */
const selfEvident: ReadonlySet<number> = new Set<number>([
  nature.tcp,
  nature.udp,
  nature.ping,
  nature.answers,
  nature.probes,
  nature.arp,
]);

export type IncidentBookOptions = {
  readonly tracker: Tracker;
};

/**
 * Makes incidents of findings, so that a person reads one line for one thing: what belongs together is put together,
 * packets are assigned, and what grew quiet is closed. Everything is bounded, and depends on packets alone.
 */
export class IncidentBook implements Learned {
  readonly section = 'marks';
  /** Of the incident announced last, 0 before; and how often any was. */
  newestAnnounced = 0;
  announcements = 0;
  /** Seconds by which the clock runs ahead of the times in packets. */
  ahead = 0;
  readonly #tracker: Tracker;
  readonly #owners: PacketOwners;
  readonly #marks = new NormalMarks();
  readonly #times = new PacketTimes();
  /** By id, ascending. */
  readonly #incidents: LiveIncident[] = [];
  readonly #byId = new Map<number, LiveIncident>();
  /** Open ones by id, ascending. */
  #open: LiveIncident[] = [];
  /** Ids of those that turned out to be part of another, and of which. */
  readonly #absorbed = new Map<number, number>();
  #newestId = 0;
  #absorbedCount = 0;
  #now = 0;
  #isStale = false;

  constructor({ tracker }: IncidentBookOptions) {
    this.#tracker = tracker;
    this.#owners = new PacketOwners(tracker);
  }

  /** Newest last; the same array and the same objects as long as they are there. */
  get incidents(): readonly Incident[] {
    return this.#incidents;
  }

  /** Without those that somebody called normal. */
  get openIncidents(): number {
    let count = 0;
    for (const incident of this.#open) if (!incident.isNormal) count += 1;
    return count;
  }

  /** Those that turned out to be part of another are not counted. */
  get totalIncidents(): number {
    return this.#newestId - this.#absorbedCount;
  }

  get memoryBytes(): number {
    return this.#owners.memoryBytes + this.#times.memoryBytes;
  }

  /** The one that took it in, where it turned out to be part of another. */
  incidentOf(id: number): Incident | undefined {
    return this.#find(id);
  }

  /** Whether this host (slot) is the actor of an open incident of a bad kind. */
  isSuspect(host: number): boolean {
    if (this.#open.length === 0) return false;
    this.#refresh();
    return this.#owners.isSuspect(host);
  }

  report(reported: Finding): void {
    const finding = cleanFinding(reported);
    if (finding === undefined) return;
    const time = Number.isFinite(finding.time) && finding.time > 0 ? finding.time : this.#now;
    const isNormal = this.#marks.covers(finding);
    const incident =
      (isNormal ? undefined : this.#causeOf(finding)) ??
      this.#continue(finding, isNormal) ??
      (isNormal ? undefined : (this.#join(finding) ?? this.#collapse(finding, time))) ??
      this.#begin(finding, time, isNormal);
    if (incident === undefined) return;
    // More than what was called normal.
    if (incident.isNormal && !isNormal) incident.isNormal = false;
    incident.take(finding, time, this.#times.of(finding.packet));
    this.#isStale = true;
    this.#announce(incident, time);
  }

  /** Which incident the packet belongs to, 0 for none. For every packet, after detectors saw it. Allocates nothing. */
  packetIncident(context: PacketContext): number {
    this.#times.note(context.number, context.clock[0] as number);
    if (this.#open.length === 0) return 0;
    if (this.#isStale) this.#refresh();
    const incident = this.#owners.find(context);
    if (incident === undefined) return 0;
    const { flow, source, destination } = context;
    const { flows, hosts } = this.#tracker;
    const number = flow >= 0 ? (flows.number[flow] as number) : 0;
    if (source >= 0) incident.involve(hosts.number[source] as number, hosts.number[destination] as number);
    incident.count(context.number, context.packet.length, number, context.clock[0] as number);
    return incident.id;
  }

  /** Once a second of packet time: closes what has been quiet. */
  second(now: number): void {
    this.#now = now;
    if (this.#open.length === 0) return;
    let closed = false;
    for (const incident of this.#open) {
      const { recentPackets } = incident;
      if (recentPackets > 0 && selfEvident.has(incident.nature)) {
        if (recentPackets >= incident.peakPackets * stillUnderWay)
          incident.activeAt = Math.max(incident.activeAt, incident.latestAt);
        incident.peakPackets = Math.max(incident.peakPackets, recentPackets);
      }
      incident.recentPackets = 0;
      if (now - incident.activeAt > patienceOf(incident)) {
        incident.close();
        closed = true;
        continue;
      }
      incident.isTaking = now - incident.activeAt <= holdOf(incident);
      if (!incident.isNormal) this.#announce(incident, now);
    }
    if (closed) this.#forgetClosed();
    this.#explainVague();
    // Hosts come, go, and come back elsewhere.
    this.#isStale = true;
  }

  /** The input has ended. */
  end(): void {
    for (const incident of this.#open) incident.close();
    this.#forgetClosed();
  }

  markNormal(id: number, isNormal: boolean): void {
    const incident = this.#find(id);
    if (incident === undefined) return;
    incident.isNormal = isNormal;
    if (isNormal) this.#marks.add(incident, incident.measures[0]?.value ?? 0);
    else this.#marks.remove(incident);
  }

  save(): Section {
    return this.#marks.save();
  }

  load(section: Section): string | undefined {
    return this.#marks.load(section);
  }

  /** The bad one that a host's odd behaviour comes from: it does it, or it is done to it. */
  #causeOf({ kind, actor, target }: Pick<Finding, 'kind' | 'actor' | 'target'>): LiveIncident | undefined {
    const party = actor ?? target;
    if (!isVagueHost(kind) || party === undefined) return undefined;
    const { hosts } = this.#tracker;
    const slot = hosts.find(party.kind, party.a, party.b, party.c, party.d);
    const number = slot < 0 ? 0 : (hosts.number[slot] as number);
    return this.#open.find(one => !one.isNormal && one.severity === 'bad' && one.involves(party, number));
  }

  /** What was odd of a host turns out to come from something worse that began at the same time. */
  #explainVague(): void {
    for (const incident of this.#open) {
      if (incident.isNormal || !isVagueHost(incident.kind)) continue;
      const cause = this.#causeOf(incident);
      if (cause !== undefined && cause.begunAt <= incident.noticedAt + togetherSeconds)
        this.#absorb(cause, incident);
    }
  }

  /** The open one of the same actor, kind, target and port. */
  #continue(finding: Finding, isNormal: boolean): LiveIncident | undefined {
    const incident = findSame(this.#open, finding);
    if (incident === undefined) return undefined;
    // What is normal must not hide what is not.
    if (isNormal && !incident.isNormal) return undefined;
    return incident;
  }

  /** Another view of something already open; or something more telling than what was open. */
  #join(finding: Finding): LiveIncident | undefined {
    let joined: LiveIncident | undefined;
    for (const incident of this.#open) {
      if (!incident.isNormal && (isAspect(finding, incident) || isPeer(finding, incident))) return incident;
    }
    for (const incident of this.#open.slice()) {
      if (incident.isNormal || !isAspect(incident, finding)) continue;
      if (joined === undefined) {
        joined = incident;
        joined.become(finding);
      } else this.#absorb(joined, incident);
    }
    return joined;
  }

  /** Many that do the same become one. */
  #collapse(finding: Finding, time: number): LiveIncident | undefined {
    const similar = findSimilar(this.#open, finding, time - quietSeconds);
    if (similar === undefined) return undefined;
    const [first, ...others] = similar.incidents;
    if (first === undefined) return undefined;
    for (const other of others) this.#absorb(first, other);
    if (similar.sameActor) first.target = undefined;
    else first.actor = undefined;
    if (!similar.sameActor && !similar.sameTarget) first.target = undefined;
    if (!similar.samePort) first.port = -1;
    return first;
  }

  #begin(finding: Finding, time: number, isNormal: boolean): LiveIncident | undefined {
    if (this.#open.length >= bookLimits.open && !this.#makeRoom(finding)) return undefined;
    this.#newestId += 1;
    const incident = new LiveIncident(this.#newestId, finding, time, this.ahead);
    incident.isNormal = isNormal;
    this.#incidents.push(incident);
    this.#open.push(incident);
    this.#byId.set(incident.id, incident);
    return incident;
  }

  /** The least odd gives way, unless that is the new one. */
  #makeRoom(finding: Finding): boolean {
    let least = this.#open[0] as LiveIncident;
    let leastOddness = least.oddness;
    for (const incident of this.#open) {
      const { oddness } = incident;
      if (oddness >= leastOddness) continue;
      least = incident;
      leastOddness = oddness;
    }
    if ((finding.measures[0]?.oddness ?? 0) <= leastOddness) return false;
    least.close();
    this.#forgetClosed();
    return true;
  }

  #absorb(into: LiveIncident, incident: LiveIncident): void {
    into.absorb(incident);
    incident.close();
    this.#open = this.#open.filter(one => one !== incident);
    this.#remove(incident);
    this.#absorbedCount += 1;
    this.#absorbed.set(incident.id, into.id);
    if (this.#absorbed.size > bookLimits.absorbed) {
      const oldest = this.#absorbed.keys().next().value;
      if (oldest !== undefined) this.#absorbed.delete(oldest);
    }
    this.#isStale = true;
  }

  #announce(incident: LiveIncident, now: number): void {
    if (incident.isNormal || !incident.announce(now)) return;
    this.newestAnnounced = incident.id;
    this.announcements += 1;
  }

  #forgetClosed(): void {
    this.#open = this.#open.filter(incident => incident.isOpen);
    this.#isStale = true;
    while (this.#incidents.length - this.#open.length > bookLimits.closed) {
      const oldest = this.#incidents.find(incident => !incident.isOpen);
      if (oldest === undefined) return;
      this.#remove(oldest);
    }
  }

  #remove(incident: LiveIncident): void {
    const at = this.#incidents.indexOf(incident);
    if (at >= 0) this.#incidents.splice(at, 1);
    this.#byId.delete(incident.id);
  }

  #find(id: number): LiveIncident | undefined {
    let at = id;
    for (let next = this.#absorbed.get(at); next !== undefined; next = this.#absorbed.get(at)) at = next;
    return this.#byId.get(at);
  }

  #refresh(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#owners.rebuild(this.#open.toSorted(comparePriority));
  }
}
