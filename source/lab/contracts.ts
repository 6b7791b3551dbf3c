/**
 * What a scenario is made of. A lab is a small network; services answer on it, habits are what its people and
 * devices do all day, attacks are what should be found. Everything random comes from the seed.
 */
import type { Random } from '../testing/random.ts';
import type { Lab, LabHost } from './lab.ts';

export type Service = {
  readonly name: string;
  /** Programs it is made of: a scenario without them goes on without the service, and says so. */
  readonly needs: readonly string[];
  /** Starts it on `host` and resolves when it answers. Everything it writes is below `host.folder`. */
  start(lab: Lab, host: LabHost): Promise<void>;
};

export type HabitContext = {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly random: Random;
  /** Aborted when the recording is over. */
  readonly signal: AbortSignal;
  /** Waits; resolves false when it is over. Shorter in the lab's day, longer in its night. */
  readonly pause: (meanSeconds: number) => Promise<boolean>;
  /** 0 (dead of night) … 1 (noon). */
  readonly daylight: () => number;
  /** 0 … 24 of the lab's day. */
  readonly hour: () => number;
};

/** Something a host does again and again until the signal. */
export type Habit = {
  readonly name: string;
  readonly needs: readonly string[];
  run(context: HabitContext): Promise<void>;
};

export const intensities = ['quiet', 'medium', 'loud'] as const;
export type Intensity = (typeof intensities)[number];

/** Which packets belong to an incident: all conditions given must hold, in either direction. */
export type Claim = {
  /** Addresses (IPv4, IPv6; in ARP, who asks and who is asked for) or hardware addresses of the side that acts. */
  readonly actors: readonly string[];
  /** Of the other side; left out: anybody. */
  readonly targets?: readonly string[];
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'arp' | 'icmpv6';
  /** Ports at the targets' side (or at the actor's side, for `actorPorts`). */
  readonly targetPorts?: readonly number[];
  readonly actorPorts?: readonly number[];
  /** Hardware addresses one of which sent the frame, whatever addresses it speaks of. */
  readonly sentBy?: readonly string[];
};

export type AttackOrder = {
  readonly lab: Lab;
  readonly intensity: Intensity;
  readonly actor: LabHost;
  readonly targets: readonly LabHost[];
  readonly random: Random;
  /** About how long it should last; loud ones may be over sooner. */
  readonly seconds: number;
  readonly signal: AbortSignal;
};

export type AttackReport = {
  readonly tool: string;
  /** As it was called, for the label. */
  readonly arguments: string;
  readonly claims: readonly Claim[];
};

export type Attack = {
  /** 'tcp-syn-scan' … : the label's kind. */
  readonly kind: string;
  readonly summary: string;
  readonly needs: readonly string[];
  readonly intensities: readonly Intensity[];
  /** Odd, but nothing bad: labelled so, and not counted as an attack. */
  readonly benign?: boolean;
  /** Roles of the hosts it wants, by name in `layout.ts`, unless a scenario says otherwise. */
  readonly actor: string;
  readonly targets: readonly string[];
  /** Resolves when the last packet of it was sent. Never rejects because a tool did not reach its aim. */
  run(order: AttackOrder): Promise<AttackReport>;
};

/** Whose habit something is. */
export type HabitEntry = {
  readonly hosts: readonly string[];
  readonly habit: Habit;
  /** Not lived in scenarios with `habits: 'all'`: for what changes between two of them. */
  readonly onlyByName?: boolean;
};

/** An attack at its time in a scenario. */
export type Planned = {
  readonly at: number;
  readonly attack: string;
  readonly intensity: Intensity;
  readonly seconds: number;
  readonly actor?: string;
  readonly targets?: readonly string[];
};

export type Scenario = {
  readonly name: string;
  readonly summary: string;
  readonly seconds: number;
  /** Which habits are lived, by name; who has them stands in `habits/index.ts`. */
  readonly habits: 'all' | readonly string[];
  readonly attacks: (random: Random) => readonly Planned[];
  /** Length of the lab's day in seconds of recording; without one it is always noon. */
  readonly daySeconds?: number;
  /** At which hour (0 … 24) the recording begins. */
  readonly startHour?: number;
  /** Makes the recording (pcapng) from a seed alone: there is no network, nobody lives, nothing attacks. */
  readonly made?: (seed: number) => Uint8Array;
};

/** A line of NAME.labels.jsonl. */
export type Incident = {
  /** 1, 2, 3 …; what the packets' labels say. */
  readonly number: number;
  readonly kind: string;
  readonly benign: boolean;
  readonly intensity: Intensity;
  readonly actor: string;
  readonly actorAddresses: readonly string[];
  readonly targets: readonly string[];
  readonly targetAddresses: readonly string[];
  /** Seconds since 1970 of its first and last packet. */
  readonly start: number;
  readonly end: number;
  readonly packets: number;
  readonly tool: string;
  readonly arguments: string;
  readonly claims: readonly Claim[];
};
