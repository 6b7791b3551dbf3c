/** What the parts of `detect/` know of each other. The analyser (analyser.ts) owns them all and calls them in order. */
import type { Packet } from '../decode/packet.ts';
import type { Tracker } from '../flows/tracker.ts';
import type { IncidentKind } from './kinds.ts';
import type { Learned } from './learned.ts';
import type { Norms } from './norms/norms.ts';

/**
 * One packet on its way through detection, after the tracker was told of it. One object is reused for ever, all
 * its numbers are int32 but `clock`, and nobody may keep it.
 */
export type PacketContext = {
  readonly packet: Packet;
  /** 1, 2, 3 … since the input began. */
  readonly number: number;
  /** Packet time that never steps back: whole seconds, and in `clock[0]` seconds with their fraction. */
  readonly second: number;
  readonly clock: Float64Array;
  /** Whole seconds by which the clock runs ahead of the times in packets and tables, after those stepped back or leapt; 0 mostly. */
  readonly ahead: number;
  /** Of the tracker; -1 without IP (ARP has none). `side` 0: the one who began the flow sent this packet. */
  readonly flow: number;
  readonly side: number;
  readonly isNewFlow: boolean;
  /** Host slots of the tracker; -1 without IP. */
  readonly source: number;
  readonly destination: number;
  /** Bits of `interest` that this packet meets. */
  readonly traits: number;
  /** ARP over Ethernet for IPv4 only (`interest.arp`): whom it says it comes from and asks for. */
  readonly arpSender: number;
  readonly arpTarget: number;
};

/** Which packets a detector wants to see. */
export const interest = {
  everyPacket: 1,
  newFlow: 2,
  /** SYN without ACK. */
  tcpSyn: 4,
  /** SYN with ACK. */
  tcpSynAck: 8,
  tcpReset: 16,
  tcpFin: 32,
  /** TCP that carries something. */
  tcpData: 64,
  udp: 128,
  icmp: 256,
  icmpv6: 512,
  arp: 1024,
  /** DNS over UDP or TCP, mDNS and LLMNR left out. */
  dns: 2048,
  dhcp: 4096,
  /** Any TLS handshake record. */
  tls: 8192,
  http: 16_384,
} as const;

export type Detector = Learned & {
  /** Bits of `interest`: any of them suffices. */
  readonly wants: number;
  packet(context: PacketContext): void;
  /**
   * Once whenever packet time has reached another whole second, before the first packet in it; `now` is that
   * second. Silence is skipped: `now` may have moved by more than one.
   */
  second(now: number): void;
};

export type DetectorTools = {
  readonly tracker: Tracker;
  /** What is usual, learned; see norms/norms.ts. */
  readonly norms: Norms;
  /** Opens an incident, or goes on with the one there is. To be called once a second for each key at most. */
  report(finding: Finding): void;
  /**
   * May what is seen now be learned as normal? False in evaluation with a frozen baseline. What belongs to an open incident
   * is not to be learned either: see `isSuspect`.
   */
  readonly learning: () => boolean;
  /** A training: all that is seen is normal, is to be learned at once, and nothing is reported. */
  readonly training?: () => boolean;
  /** Whether this host (slot) is the actor of an incident that is open. */
  isSuspect(host: number): boolean;
  /** Two capitals, 'local' for one's own network, '' while it is not known. */
  countryOf(host: number): string;
  /** Seconds of packet time learned from so far, by the baseline and since: new things are no news before a while has been seen. */
  readonly learnedSeconds: () => number;
};

/** An address as in the columns of a packet (`AddressWords` without being an array), or a network card. */
export type Party = {
  /** 4, 6, or 48 for a network card: `c` its high 16 bits, `d` the low 32. */
  readonly kind: 4 | 6 | 48;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
};

/** What was measured, and what is usual: `412 ports in 10 s; this host's usual maximum is 9`. */
export type Measure = {
  /** Words that follow the number: 'ports tried', 'bytes sent', 'names asked'. */
  readonly of: string;
  readonly value: number;
  readonly unit: 'count' | 'bytes' | 'seconds' | 'share' | 'rate' | 'bits';
  /** 0: not over a window. */
  readonly windowSeconds: number;
  /** The most that is usual; undefined when nothing was learned. */
  readonly usual: number | undefined;
  readonly usualOf: 'host' | 'network';
  /** 10·log10(N) for "1 in N". */
  readonly oddness: number;
};

/** What a detector or a model has to say, at most once a second for the same actor, kind and target. */
export type Finding = {
  readonly kind: IncidentKind;
  /** Packet time in seconds. */
  readonly time: number;
  /** Who does it; undefined for many (a distributed attack), which then has a target. */
  readonly actor: Party | undefined;
  /** To whom; undefined for many or nobody in particular. */
  readonly target: Party | undefined;
  /** Of the target; -1 for none or many. */
  readonly port: number;
  /** Of those who send, where all of them send from the same one: answers nobody asked for. */
  readonly fromPort?: number;
  /** 'TCP', 'UDP', 'ICMP', 'SSH' … or ''. */
  readonly protocol: string;
  /** The one the sentence speaks of first; then the next best reasons. At least one. */
  readonly measures: readonly Measure[];
  /** Evidence, most telling first; bounded by whoever keeps it. Packet 0 for none. */
  readonly packet: number;
  /** Flow number (not slot), 0 for none. */
  readonly flow: number;
  /** More for the sentence: names, user, examples. Already safe for a terminal. */
  readonly details: readonly string[];
  /** Different actors, where they are many; else 1. */
  readonly actors: number;
  /** Different targets, where they are many; else 1. */
  readonly targets: number;
};
