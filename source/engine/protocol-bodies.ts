/** What a snapshot holds for each screen; see `protocol.ts`, which is what others import. */

export type ChooserBody = { readonly screen: 'chooser'; readonly interfaces: readonly InterfaceRow[] };

export type InterfaceRow = {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly up: boolean;
  readonly loopback: boolean;
  /** Undefined when it can be opened. */
  readonly obstacle: string | undefined;
  readonly packets: number | undefined;
  /** Packets a second of the last half minute, oldest first. */
  readonly rates: readonly number[];
};

/** One table row: cells in the order of the screen's column list, already formatted. */
export type Row = {
  readonly id: number;
  readonly cells: readonly string[];
  readonly tone: Tone;
  readonly marked: boolean;
  /** Of packets that are odder than most: how their oddness is coloured. */
  readonly heat?: Heat;
  /** Of incidents: whether that kind of thing is bad, or only worth knowing. */
  readonly severity?: 'bad' | 'notice';
};

/** `warm`: rarer than one in a thousand. `hot`: beyond the alarm line, or part of an incident. */
export type Heat = 'warm' | 'hot';

/** What a row is coloured by; never the only sign of anything. */
export type Tone = 'plain' | 'quiet' | 'notice' | 'bad';

/** Where the visible rows stand among all rows the filter lets through. */
export type TablePosition = {
  readonly total: number;
  /** Index of the first visible row. */
  readonly first: number;
  /** Index in `rows` of the selected one; -1 when there are no rows. */
  readonly selected: number;
  /** While paused: matching packets that arrived since. */
  readonly newer: number;
  /** While paused: packets of the frozen picture that are gone. */
  readonly lost: number;
};

export const packetColumns = [
  'no',
  'time',
  'source',
  'destination',
  'country',
  'protocol',
  'length',
  'odd',
  'info',
] as const;
export const flowColumns = [
  'source',
  'destination',
  'country',
  'protocol',
  'service',
  'state',
  'name',
  'process',
  'packets',
  'bytes',
  'rate',
  'odd',
  'duration',
  'last',
] as const;
export const hostColumns = [
  'address',
  'name',
  'where',
  'country',
  'mac',
  'vendor',
  'flows',
  'ports',
  'in',
  'out',
  'rate',
  'odd',
  'last',
] as const;

export type PacketsBody = {
  readonly screen: 'packets';
  readonly rows: readonly Row[];
  readonly position: TablePosition;
  readonly opened: OpenedPacket | undefined;
  readonly conversation: Conversation | undefined;
  /** Answer to `View.find`: the id asked and whether something was found. */
  readonly found: { readonly id: number; readonly number: number | undefined } | undefined;
};

export type OpenedPacket = {
  readonly number: number;
  readonly time: string;
  readonly protocol: string;
  readonly info: string;
  readonly length: number;
  readonly captured: number;
  /** Undefined where nothing is judged. */
  readonly odd: PacketOddness | undefined;
  readonly tree: readonly FieldRow[];
  /** Lower-case hex of the captured bytes, at most 64 KiB of them. */
  readonly hex: string;
  /** The numbers of the packets before and after it in the filtered table. */
  readonly previous: number | undefined;
  readonly next: number | undefined;
};

export type PacketOddness = {
  /** 10·log10(N) for "1 in N". */
  readonly oddness: number;
  /** Of its incident, 0 for none, and what that is called. */
  readonly incident: number;
  readonly title: string;
  /** Best first, each half a sentence; none where it is not odd. */
  readonly reasons: readonly string[];
  readonly heat: Heat | undefined;
};

export type FieldRow = {
  readonly depth: number;
  readonly label: string;
  readonly value: string;
  /** Range of bytes in the packet. */
  readonly start: number;
  readonly length: number;
  /** What to type to see packets with this value: `ip.src == 10.0.0.5`; undefined when there is no such field. */
  readonly filter: string | undefined;
};

export type Conversation = {
  readonly title: string;
  readonly totalLines: number;
  readonly lines: readonly ConversationLine[];
  /** Bytes left out because packets were evicted, cut short, or there were too many. */
  readonly missingBytes: number;
};

export type ConversationLine = { readonly direction: 'out' | 'in'; readonly text: string };

export type FlowsBody = {
  readonly screen: 'flows';
  readonly rows: readonly Row[];
  readonly position: TablePosition;
  readonly tracked: number;
  readonly evicted: number;
  readonly opened: OpenedEntity | undefined;
  /** A filter field this table does not have, in words; '' when all of the filter applies. */
  readonly filterNote: string;
};

export type HostsBody = Omit<FlowsBody, 'screen'> & { readonly screen: 'hosts' };

/** A flow or host opened: facts, its timeline, its latest packets. */
export type OpenedEntity = {
  readonly id: number;
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Packets per slot of time, oldest first. */
  readonly timeline: readonly number[];
  readonly timelineSeconds: number;
  readonly packets: readonly Row[];
  /** A filter that shows exactly its packets. */
  readonly filter: string;
};

export const worldColumns = [
  'code',
  'name',
  'packets',
  'share',
  'in',
  'out',
  'bytes',
  'hosts',
  'flows',
  'first',
] as const;

/** A country's numbers; see `countryNumber`. */
export type WorldRow = Row & {
  /** Two capitals; '' for "local" and "unknown". */
  readonly code: string;
  /** A filter that shows exactly its packets; '' when there is none. */
  readonly filter: string;
  /** Packets of the last five minutes in `worldTrendValues` steps, oldest first. */
  readonly trend: readonly number[];
  readonly isNew: boolean;
};

export const worldTrendValues = 20;

export type WorldBody = {
  readonly screen: 'world';
  readonly rows: readonly WorldRow[];
  readonly position: TablePosition;
  /** Every country with traffic in the span, for the map: 0 … 1 of the busiest one's packets. */
  readonly lights: readonly { readonly code: string; readonly weight: number }[];
  /** Code of the selected row; '' where that is no country. */
  readonly selected: string;
  /** Where this machine stands; '' when nobody knows. */
  readonly home: string;
  /** A filter that shows exactly the selected row's packets; '' when there is none. */
  readonly filter: string;
  /** Addresses still being looked up. */
  readonly pending: number;
  /** Who answers: 'bundled countries of 2026-06-17', 'geolite.info, 812 of 1,000 left today' … */
  readonly sources: string;
};

export type EngineBody = {
  readonly screen: 'engine';
  /** Groups of facts in drawing order: capture, ring, flows, process … */
  readonly groups: readonly EngineGroup[];
};

export type EngineGroup = {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly bad: boolean }[];
};

export const oddColumns = [
  'time',
  'severity',
  'what',
  'who',
  'target',
  'country',
  'name',
  'packets',
  'odd',
  'state',
] as const;

/** An incident in the list, newest first. */
export type OddRow = Row & {
  readonly severity: 'bad' | 'notice';
  readonly isOpen: boolean;
  readonly isNormal: boolean;
  /** A filter that shows its packets; '' when there is none. */
  readonly filter: string;
};

/** Everything there is to say of one incident. */
export type IncidentDetail = {
  readonly id: number;
  /** 'Port scan' */
  readonly title: string;
  /** What, who, how far from normal, how rare, in one or two sentences. */
  readonly sentence: string;
  /** Next best reasons, best first, each half a sentence. */
  readonly reasons: readonly string[];
  readonly severity: 'bad' | 'notice';
  /** What is known of those that take part, each on its own: '10.0.0.5 is nas.example (Synology, new here)'. */
  readonly who: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Packets of it per step of time, oldest first. */
  readonly timeline: readonly number[];
  readonly timelineSeconds: number;
  /** Its evidence that is still in the ring, as rows of the packet table. */
  readonly packets: readonly Row[];
  /** Evidence that is no longer in the ring. */
  readonly gone: number;
  /** A filter that shows its packets. */
  readonly filter: string;
  readonly isOpen: boolean;
  readonly isNormal: boolean;
};

export type OddBody = {
  readonly screen: 'odd';
  readonly rows: readonly OddRow[];
  readonly position: TablePosition;
  /** The selected row's; undefined when there are no incidents. */
  readonly selected: IncidentDetail | undefined;
  /** Why the list is empty or what to think of it: 'nothing odd in 12 min', 'learning 63 %: only …' */
  readonly note: string;
  /** A filter field incidents do not have, in words; '' when all of the filter applies. */
  readonly filterNote: string;
};
