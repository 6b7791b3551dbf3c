import type {
  CountrySpan,
  Cursor,
  ExportFormat,
  ExportProgress,
  PlaySpeed,
  ScreenName,
  Snapshot,
  Sort,
} from '../engine/protocol.ts';

/** Everything the screen depends on, as one value; `reduce` makes the next one of it. */
export type State = {
  readonly columns: number;
  readonly rows: number;
  readonly screen: ScreenName;
  readonly tables: Readonly<Record<TableScreen, TableState>>;
  /** The filter in force. */
  readonly filter: string;
  readonly filterHistory: readonly string[];
  readonly prompt: Prompt | undefined;
  readonly help: { readonly top: number } | undefined;
  /** Newest packet of the frozen picture; undefined while live. */
  readonly frozenAt: number | undefined;
  readonly inspect: InspectState;
  readonly conversation: ConversationState | undefined;
  readonly chooser: { readonly selected: number };
  readonly world: WorldState;
  readonly odd: OddState;
  /** What the chart draws. */
  readonly chart: 'oddness' | 'rate';
  /** First line drawn on the engine screen. */
  readonly engine: { readonly top: number };
  /** The list of columns to choose from, while it is up. */
  readonly columnMenu: { readonly selected: number } | undefined;
  readonly playing: { readonly speed: PlaySpeed; readonly running: boolean } | undefined;
  readonly find: { readonly text: string; readonly backwards: boolean; readonly id: number } | undefined;
  readonly exporting: ExportProgress | undefined;
  /** Packets marked by the user, newest mark last. */
  readonly marks: ReadonlySet<number>;
  readonly message: Message | undefined;
  readonly snapshot: Snapshot | undefined;
  /** Why the engine is gone; undefined while it lives. */
  readonly lost: string | undefined;
  /** An engine that is gone can be started again: not after root was given up. */
  readonly canRestart: boolean;
  /** Where exports go unless somebody names another folder; '' is the one we were started in. */
  readonly exportFolder: string;
  /** Raised when the whole screen has to be drawn anew. */
  readonly redraws: number;
};

export type TableScreen = 'packets' | 'flows' | 'hosts' | 'world' | 'odd';

export type TableState = {
  readonly cursor: Cursor;
  readonly sort: Sort | undefined;
  readonly open: number | undefined;
  /** Columns the user switched off. */
  readonly hidden: readonly string[];
};

export type WorldState = {
  /** The map is wanted; whether there is room for it is another matter. */
  readonly map: boolean;
  readonly span: CountrySpan;
};

export type OddState = {
  /** Selected packet of the opened incident; undefined for its first. */
  readonly packet: number | undefined;
  /** The newest incident somebody was told of; 0 for none. */
  readonly announced: number;
  /** The one being announced at this moment. */
  readonly flash: number | undefined;
  /** Where Esc leads from the packets of an incident: the filter there was, and the one there is because of it. */
  readonly origin: { readonly filter: string; readonly shown: string } | undefined;
};

export type InspectState = {
  readonly pane: 'tree' | 'hex';
  /** Index of the selected field in the tree as received. */
  readonly field: number;
  /** Fields folded (true) or unfolded by hand, by `fieldPath`, so that the next packet opens alike. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** Selected byte, while the hex pane has the cursor. */
  readonly byte: number;
  /** The opened packet has the whole screen. */
  readonly zoomed: boolean;
};

export type ConversationState = {
  readonly form: 'text' | 'hex';
  readonly top: number;
  /** Cells scrolled to the right. */
  readonly left: number;
  /** Its packet was opened only to follow it. */
  readonly closesPacket: boolean;
};

export type Prompt = {
  readonly kind: 'filter' | 'find' | 'goTo' | 'export' | 'file';
  readonly text: string;
  /** In characters. */
  readonly cursor: number;
  /** The line being typed, while ↑ and ↓ walk through older ones. */
  readonly typed: string;
  /** Position in the history while ↑ and ↓ walk through it, -1 for the line being typed. */
  readonly history: number;
  /** For exports. */
  readonly format: ExportFormat;
  /** Of exports: which packets, where that is not what the screen shows. */
  readonly filter?: string;
  /** Asked once already: the file exists and Enter again replaces it. */
  readonly confirm: boolean;
  /** What Tab could not decide between, until the next key. */
  readonly choices: readonly string[];
};

export type Message = {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly until: number;
};

/** How long a message stays. */
export const messageMilliseconds = 6000;

const followNewest: Cursor = { at: 'newest', offset: 0, screenRow: Number.MAX_SAFE_INTEGER };
const atFirst: Cursor = { at: 'first', offset: 0, screenRow: 0 };

export function initialState(options: {
  readonly columns: number;
  readonly rows: number;
  readonly screen: ScreenName;
  readonly filter: string;
  readonly filterHistory: readonly string[];
  readonly playing: State['playing'];
  readonly canRestart?: boolean;
  readonly exportFolder?: string;
  /** Columns switched off from the beginning. */
  readonly hidden?: Readonly<Partial<Record<TableScreen, readonly string[]>>>;
}): State {
  const { hidden = {}, ...start } = options;
  const table = { sort: undefined, open: undefined };
  return {
    ...start,
    canRestart: options.canRestart ?? false,
    exportFolder: options.exportFolder ?? '',
    tables: {
      packets: { ...table, cursor: followNewest, hidden: hidden.packets ?? [] },
      flows: {
        ...table,
        cursor: atFirst,
        sort: { column: 'last', descending: true },
        hidden: hidden.flows ?? [],
      },
      hosts: {
        ...table,
        cursor: atFirst,
        sort: { column: 'rate', descending: true },
        hidden: hidden.hosts ?? [],
      },
      world: {
        ...table,
        cursor: atFirst,
        sort: { column: 'packets', descending: true },
        hidden: hidden.world ?? [],
      },
      odd: { ...table, cursor: atFirst, hidden: hidden.odd ?? [] },
    },
    prompt: undefined,
    help: undefined,
    frozenAt: undefined,
    inspect: { pane: 'tree', field: 0, folds: new Map(), byte: 0, zoomed: false },
    conversation: undefined,
    chooser: { selected: 0 },
    world: { map: true, span: 'start' },
    odd: { packet: undefined, announced: 0, flash: undefined, origin: undefined },
    chart: 'oddness',
    engine: { top: 0 },
    columnMenu: undefined,
    find: undefined,
    exporting: undefined,
    marks: new Set(),
    message: undefined,
    snapshot: undefined,
    lost: undefined,
    redraws: 0,
  };
}

export function isTableScreen(screen: ScreenName): screen is TableScreen {
  return screen !== 'chooser' && screen !== 'engine';
}
