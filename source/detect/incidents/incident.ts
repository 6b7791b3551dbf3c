import type { Measure, Party } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';

/** At most so many packets, flows and steps of time are kept of one incident. */
export const evidenceLimits = { packets: 64, flows: 32, timelineSteps: 60, details: 8, measures: 6 } as const;

/** What a person reads: one thing that happened, however many packets it took. Changes while it is open. */
export type Incident = {
  /** 1, 2, 3 … */
  readonly id: number;
  readonly kind: IncidentKind;
  readonly actor: Party | undefined;
  readonly target: Party | undefined;
  readonly port: number;
  /** Of those who send, where it is the same; -1 or undefined for none. */
  readonly fromPort?: number;
  readonly protocol: string;
  /** Packet time in seconds: of the first packet of its evidence, when it was opened, and of the latest. */
  readonly first: number;
  readonly openedAt: number;
  readonly last: number;
  /** Closed after a minute of quiet; it may be opened again under another id. */
  readonly isOpen: boolean;
  /** 10·log10(N): how rare its most telling measure was at its worst. */
  readonly oddness: number;
  /** Worst so far of each thing measured, most telling first. */
  readonly measures: readonly Measure[];
  readonly details: readonly string[];
  readonly actors: number;
  readonly targets: number;
  /** How often it was announced: when opened, and each time it had grown tenfold. */
  readonly announcements: number;
  /** Packets and bytes that belong to it. */
  readonly packets: number;
  readonly bytes: number;
  /** Numbers of packets, ascending: the first ones and, spread evenly, later ones. */
  readonly evidence: readonly number[];
  readonly flows: readonly number[];
  /** Packets in steps of `timelineSeconds` from `first` on. */
  readonly timeline: readonly number[];
  readonly timelineSeconds: number;
  /** Somebody said that this is normal here; it is not announced any more. */
  readonly isNormal: boolean;
  /** Other kinds that were found to be aspects of it: a scan is also a burst of packets. */
  readonly aspects?: readonly IncidentKind[];
  /** The network card of the actor, where it is on the local network and known. */
  readonly card?: Party | undefined;
};
