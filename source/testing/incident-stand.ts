import { MutablePacketContext } from '../detect/context.ts';
import type { Finding, Measure, Party } from '../detect/contracts.ts';
import { IncidentBook } from '../detect/incidents/book.ts';
import { cleanFinding } from '../detect/incidents/clean-finding.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { LiveIncident } from '../detect/incidents/live-incident.ts';
import type { IncidentKind } from '../detect/kinds.ts';
import { Tracker } from '../flows/tracker.ts';
import { type FlowPacket, flowPacket } from './flow-packets.ts';

/** 10.0.0.`last`. */
export function host(last: number): Party {
  return { kind: 4, a: 0, b: 0, c: 0, d: 0x0a00_0000 + last };
}

export function measure(of: string, value: number, change: Partial<Measure> = {}): Measure {
  return {
    of,
    value,
    unit: 'count',
    windowSeconds: 10,
    usual: 9,
    usualOf: 'host',
    oddness: 49.5,
    ...change,
  };
}

/** What 10.0.0.5 does to 10.0.0.9. */
export function findingOf(kind: IncidentKind, change: Partial<Finding> = {}): Finding {
  return {
    kind,
    time: 1000,
    actor: host(5),
    target: host(9),
    port: -1,
    protocol: 'TCP',
    measures: [measure('ports tried', 412)],
    packet: 0,
    flow: 0,
    details: [],
    actors: 1,
    targets: 1,
    ...change,
  };
}

/** The incident that a book would make of it. */
export function incidentOf(kind: IncidentKind, change: Partial<Finding> = {}): Incident {
  const finding = cleanFinding(findingOf(kind, change));
  if (finding === undefined) throw new RangeError('The finding has nothing to say.');
  const incident = new LiveIncident(1, finding, finding.time);
  incident.take(finding, finding.time);
  return incident;
}

/** A book with a tracker, told of packets as the analyser would. */
export class IncidentStand {
  readonly tracker = new Tracker({ maxFlows: 4096, maxHosts: 1024, seed: 1 });
  readonly book = new IncidentBook({ tracker: this.tracker });
  #number = 0;
  #context: MutablePacketContext | undefined;

  /** The id of the packet's incident. */
  packet(wanted: FlowPacket): number {
    const p = flowPacket(wanted);
    this.#context ??= new MutablePacketContext(p);
    const context = this.#context;
    const before = context.second;
    this.#number += 1;
    context.fill(p, this.tracker, this.tracker.add(p), this.#number);
    if (context.second !== before) this.book.second(context.second);
    return this.book.packetIncident(context);
  }
}
