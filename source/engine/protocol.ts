/**
 * What the two processes of `watch` say to each other. The UI sends a `Request` whenever a person changed
 * what they want to see; the engine answers views with `Snapshot`s, at most ten a second, holding only the
 * rows on screen, formatted and safe for a terminal. Everything here is plain data: it crosses a process
 * boundary. The UI imports nothing else of the engine.
 */

/** Raised with every incompatible change; both sides refuse another version than their own. */
export const protocolVersion = 1;

// --- From the UI ---------------------------------------------------------------------------------------

export type Request =
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'open'; readonly input: Input }
  | { readonly kind: 'play'; readonly speed: PlaySpeed; readonly running: boolean }
  | { readonly kind: 'export'; readonly id: number; readonly order: ExportOrder }
  | { readonly kind: 'cancelExport'; readonly id: number }
  | { readonly kind: 'mark'; readonly number: number }
  /** Sent about once a second; an engine that hears nothing for long has lost its UI and ends. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'quit' };

export type Input =
  | { readonly kind: 'live'; readonly interfaces: readonly string[] }
  /** '-' is standard input. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'demo' };

/** How a capture file is played: as it happened, ten times as fast, or as fast as it can be read. */
export type PlaySpeed = 1 | 10 | 'max';

export type ScreenName = 'chooser' | 'packets' | 'flows' | 'hosts' | 'engine';

/** What is on screen. The newest view counts; `id` rises, and the snapshot says which view it answers. */
export type View = {
  readonly id: number;
  readonly screen: ScreenName;
  /** Display filter; the last one that was understood stays in force while another is being typed. */
  readonly filter: string;
  /** Paused: nothing newer than this packet is shown. Undefined: live. */
  readonly frozenAt: number | undefined;
  /** Rows of the table that fit on screen. */
  readonly rows: number;
  readonly cursor: Cursor;
  readonly sort: Sort | undefined;
  /** A packet opened: its tree and bytes are wanted. Flow or host number on those screens. */
  readonly open: number | undefined;
  /** On the packets screen: the conversation the open packet belongs to, from this line on. */
  readonly conversation: ConversationView | undefined;
  /** Columns of the rate chart. */
  readonly chartWidth: number;
  /** Find: move to the next or previous packet whose Info contains `text`; done once for each `id`. */
  readonly find: { readonly text: string; readonly backwards: boolean; readonly id: number } | undefined;
};

/**
 * Which row is selected. Rows are named by what they are (packet, flow, host number), never by where they
 * stand, so that the selection follows its packet. `offset` moves from there by so many rows of the table
 * as filtered and sorted; the engine answers with where that led.
 */
export type Cursor = {
  /** 'newest' follows what arrives; 'first' is the oldest row. */
  readonly at: number | 'newest' | 'first';
  readonly offset: number;
  /** Screen row (from 0) the selected row should be drawn in, so that moving does not make the table jump. */
  readonly screenRow: number;
};

export type Sort = { readonly column: string; readonly descending: boolean };

export type ConversationView = {
  readonly form: 'text' | 'hex';
  readonly firstLine: number;
  readonly lines: number;
};

export type ExportFormat = 'pcapng' | 'csv' | 'json' | 'jsonl';

export type ExportOrder = {
  readonly path: string;
  readonly format: ExportFormat;
  readonly overwrite: boolean;
  /** Everything the filter shows, the marked packets, or these. */
  readonly what: 'shown' | 'marked' | { readonly packets: readonly number[] };
};

// --- From the engine -----------------------------------------------------------------------------------

export type Answer =
  | { readonly kind: 'hello'; readonly version: number }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'export'; readonly progress: ExportProgress }
  | { readonly kind: 'notice'; readonly severity: 'info' | 'warning' | 'error'; readonly text: string }
  /** The last thing an engine says when it ends by itself. */
  | { readonly kind: 'ended'; readonly text: string };

export type Snapshot = {
  /** The view this answers. */
  readonly view: number;
  readonly status: Status;
  readonly filter: FilterState;
  /** Packets a second for the chart, oldest first, at most `chartWidth` values. */
  readonly rates: readonly number[];
  /** How many seconds of packet time one value of `rates` covers. */
  readonly rateSeconds: number;
  readonly countries: readonly CountryRow[];
  readonly body: ChooserBody | PacketsBody | FlowsBody | HostsBody | EngineBody;
};

export type CaptureState = 'waiting' | 'live' | 'playing' | 'held' | 'ended' | 'failed';

/** The header; `dropped` is always there, because a number that is not shown is a lie. */
export type Status = {
  readonly input: string;
  readonly state: CaptureState;
  /** Why, for `failed` and `ended`. */
  readonly reason: string;
  readonly captureFilter: string;
  readonly speed: PlaySpeed | undefined;
  /** 0 … 1 of a file, when its size is known. */
  readonly progress: number | undefined;
  readonly packetsPerSecond: number;
  readonly bitsPerSecond: number;
  readonly received: number;
  /** By kernel and interface; undefined when the source cannot know. */
  readonly dropped: number | undefined;
  readonly skipped: number;
  /** Packets no longer in the ring. */
  readonly evicted: number;
  readonly newest: number;
  readonly oldest: number;
  /** Seconds of packet time since the first packet. */
  readonly elapsed: number;
};

export type FilterState = {
  /** In force, which is an older one while a new one is wrong or incomplete. */
  readonly active: string;
  /** What is wrong with the view's filter; '' when nothing is. */
  readonly error: string;
  /** Characters [start, end) of the view's filter that the error is about. */
  readonly start: number;
  readonly end: number;
  /** 0 … 1 while the ring is being searched; 1 when the rows are complete. */
  readonly searched: number;
};

export type CountryRow = {
  readonly code: string;
  readonly name: string;
  readonly packets: number;
  readonly share: number;
};

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
};

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
  'info',
] as const;
export const flowColumns = [
  'source',
  'destination',
  'protocol',
  'service',
  'state',
  'name',
  'process',
  'packets',
  'bytes',
  'rate',
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
  readonly tree: readonly FieldRow[];
  /** Lower-case hex of the captured bytes, at most 64 KiB of them. */
  readonly hex: string;
  /** The numbers of the packets before and after it in the filtered table. */
  readonly previous: number | undefined;
  readonly next: number | undefined;
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

export type EngineBody = {
  readonly screen: 'engine';
  /** Groups of facts in drawing order: capture, ring, flows, process … */
  readonly groups: readonly EngineGroup[];
};

export type EngineGroup = {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string; readonly bad: boolean }[];
};

export type ExportProgress = {
  readonly id: number;
  readonly done: boolean;
  readonly written: number;
  readonly total: number;
  /** Why it failed; '' when it did not. */
  readonly error: string;
  readonly path: string;
};
