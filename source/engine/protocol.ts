/**
 * What the two processes of `watch` say to each other. The UI sends a `Request` whenever a person changed
 * what they want to see; the engine answers views with `Snapshot`s, at most ten a second, holding only the
 * rows on screen, formatted and safe for a terminal. Everything here is plain data: it crosses a process
 * boundary. The UI imports nothing else of the engine.
 */

import type {
  ChooserBody,
  EngineBody,
  FlowsBody,
  HostsBody,
  OddBody,
  PacketsBody,
  WorldBody,
} from './protocol-bodies.ts';

export * from './protocol-bodies.ts';

/** Raised with every incompatible change; both sides refuse another version than their own. */
export const protocolVersion = 5;

// --- From the UI ---------------------------------------------------------------------------------------

export type Request =
  | { readonly kind: 'view'; readonly view: View }
  /** Answered by `opened` with the same number. */
  | { readonly kind: 'open'; readonly id: number; readonly input: Input }
  | { readonly kind: 'play'; readonly speed: PlaySpeed; readonly running: boolean }
  | { readonly kind: 'export'; readonly id: number; readonly order: ExportOrder }
  | { readonly kind: 'cancelExport'; readonly id: number }
  | { readonly kind: 'mark'; readonly number: number }
  /** What this incident says is normal here; or is not, after all. */
  | { readonly kind: 'normal'; readonly incident: number; readonly isNormal: boolean }
  /** Is this a filter, and what could stand at the cursor? The engine knows the language, the UI need not. */
  | { readonly kind: 'filterText'; readonly id: number; readonly text: string; readonly cursor: number }
  | { readonly kind: 'quit' };

export type Input =
  | { readonly kind: 'live'; readonly interfaces: readonly string[] }
  /** '-' is standard input. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'demo' };

/** How a capture file is played: as it happened, ten times as fast, or as fast as it can be read. */
export type PlaySpeed = 1 | 10 | 'max';

export type ScreenName = 'chooser' | 'packets' | 'flows' | 'hosts' | 'world' | 'odd' | 'engine';

/** What counts of the world screen and the countries panel cover: everything, or the last five minutes. */
export type CountrySpan = 'start' | 'recent';

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
  /** A packet opened: its tree and bytes are wanted. Flow, host or incident number on those screens. */
  readonly open: number | undefined;
  /** On the packets screen: the conversation the open packet belongs to, from this line on. */
  readonly conversation: ConversationView | undefined;
  /** Of the world screen. */
  readonly span: CountrySpan;
  /** Columns of the charts of packets and oddness. */
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
  /** Everything the filter shows, the marked packets, these, or what another filter would show. */
  readonly what: 'shown' | 'marked' | { readonly packets: readonly number[] } | { readonly filter: string };
};

// --- From the engine -----------------------------------------------------------------------------------

export type Answer =
  | { readonly kind: 'hello'; readonly version: number }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'export'; readonly progress: ExportProgress }
  | { readonly kind: 'filterText'; readonly id: number; readonly advice: FilterAdvice }
  /** What was to be opened is what is watched now; or could not be, and nothing has changed. */
  | { readonly kind: 'opened'; readonly id: number; readonly ok: boolean }
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
  readonly oddness: OddnessChart;
  readonly countries: readonly CountryRow[];
  readonly body: ChooserBody | PacketsBody | FlowsBody | HostsBody | WorldBody | OddBody | EngineBody;
};

/** The largest oddness of each second, oldest first, at most `chartWidth` values; null where there was no packet. */
export type OddnessChart = {
  readonly values: readonly (number | null)[];
  /** Where the alarm begins at the alarm budget; undefined while there is no model. */
  readonly alarmLine: number | undefined;
  /** Incidents an hour. */
  readonly budget: number;
};

/** How far learning is, for the header: `words` is honest and short. */
export type Learning = {
  readonly phase: 'off' | 'warming' | 'bundled' | 'given' | 'own';
  /** 0 … 1 */
  readonly progress: number;
  /** 'learning 63 %', 'learned 41k flows, 14:02', 'bundled baseline' … */
  readonly words: string;
  /** The same where there is less room. */
  readonly short: string;
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
  /** Of the last second; once the input has ended, of all of it on average. */
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
  /** Incidents that are open, all there were, and the id of the newest one announced (0 for none): a new one rings. */
  readonly openIncidents: number;
  readonly totalIncidents: number;
  readonly newestIncident: number;
  readonly learning: Learning;
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

/** The countries panel: the last five minutes, busiest first. */
export type CountryRow = {
  /** '' for what has no country: `name` then says "local" or "unknown". */
  readonly code: string;
  readonly name: string;
  readonly packets: number;
  /** 0 … 1 of all. */
  readonly share: number;
  /** Seen for the first time less than a minute ago, and not at the very start. */
  readonly isNew: boolean;
};

export type ExportProgress = {
  readonly id: number;
  readonly done: boolean;
  readonly written: number;
  readonly total: number;
  /** Why it failed; '' when it did not. */
  readonly error: string;
  /** It failed because the file is there already, and `overwrite` was not ordered. */
  readonly exists: boolean;
  readonly path: string;
};

export type FilterAdvice = {
  /** Why the text is no filter, in words; '' when it is one. */
  readonly problem: string;
  /** The text with what Tab would add, and the cursor behind that; undefined when there is nothing to add. */
  readonly completed: { readonly text: string; readonly cursor: number } | undefined;
  /** What could stand there, when Tab cannot decide: some of it, safe for a terminal. */
  readonly choices: readonly string[];
};
