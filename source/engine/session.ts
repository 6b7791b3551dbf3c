import type { CaptureNotice, CaptureStatistics, PacketSource } from '../capture/source.ts';
import { FilterMatches, filterRows, packetTarget } from '../filter/filter.ts';
import type { LateValues, RowTest } from '../filter/target.ts';
import { ownAddresses } from '../flows/own-addresses.ts';
import { Processes } from '../flows/processes.ts';
import { Vendors } from '../flows/vendors.ts';
import type { TierFacts } from '../geo/tiers.ts';
import { Core, type CoreOptions } from './core.ts';
import { EntityViews } from './entity-views.ts';
import { exportedOddness } from './exported-oddness.ts';
import { Export, exportedPlaces, type Known } from './exporter.ts';
import { engineBody } from './facts.ts';
import { incidentHint } from './filter-advice.ts';
import { packetFilterColumns } from './filter-columns.ts';
import { OddView } from './odd-view.ts';
import { OddnessHistory } from './oddness-chart.ts';
import { PacedSource } from './paced-source.ts';
import type { Matching } from './packet-table.ts';
import { PacketView } from './packet-view.ts';
import type {
  CaptureState,
  ExportOrder,
  ExportProgress,
  FilterState,
  PlaySpeed,
  Snapshot,
  View,
} from './protocol.ts';
import { countriesOf, statusOf } from './status.ts';
import { type WorldSources, WorldView } from './world.ts';

export type SessionInput = {
  readonly source: PacketSource;
  /** How the header calls it. */
  readonly name: string;
  readonly live: boolean;
  readonly captureFilter: string;
  /** For files: how fast they are played at first. */
  readonly speed: PlaySpeed;
  /** 0 … 1 of what there is to read, where that is known. */
  readonly progress?: () => number | undefined;
};

export type SessionOptions = CoreOptions &
  Partial<Pick<WorldSources, 'home' | 'sources'>> & {
    /** The tiers of whoever finds places. */
    readonly tiers?: () => readonly TierFacts[];
  };

/** Longest one snapshot may spend on bringing the filter up to date. */
const filterBudgetMilliseconds = 20;
const noStatistics: CaptureStatistics = {
  received: 0,
  droppedByKernel: undefined,
  droppedByInterface: undefined,
  skipped: 0,
};

/** One registry serves every session; it is read when the first vendor is asked for. */
const vendors = new Vendors();
// Begun while this folder can certainly be read; root may be given up before it is finished.
void vendors.load();

/** One input from opening to end: its packets, and what a screen wants to see of them. */
export class Session {
  readonly core: Core;
  readonly #input: SessionInput | undefined;
  readonly #paced: PacedSource | undefined;
  readonly #packets: PacketView;
  readonly #entities: EntityViews;
  readonly #world: WorldView;
  readonly #odd: OddView;
  readonly #oddness: OddnessHistory;
  readonly #tiers: () => readonly TierFacts[];
  readonly #matches: FilterMatches;
  readonly #matching: Matching;
  readonly #processes: Processes | undefined;
  readonly #exports = new Map<number, Export>();
  readonly #known: Known;
  #filter = { text: '', active: '', error: '', start: 0, end: 0 };
  #state: CaptureState;
  #reason = '';
  /** The last thing that went wrong with the input: still worth saying when it has ended. */
  #trouble = '';
  /** What is said of interfaces that are gone or down, as long as they are. */
  readonly #waiting = new Map<string, string>();
  readonly #openedAt = performance.now();
  #watched = 0;

  /** Without an input: waiting for somebody to choose one. */
  constructor(options: SessionOptions, input: SessionInput | undefined) {
    // Nothing comes where nothing was chosen: what judges it would only take memory.
    const { makeAnalysis: _, ...waiting } = options;
    this.core = new Core(input === undefined ? waiting : options);
    this.#known = {
      places: options.finder === undefined ? undefined : exportedPlaces(this.core),
      oddness: exportedOddness(this.core),
    };
    this.#input = input;
    this.#paced = input === undefined || input.live ? undefined : new PacedSource(input.source, input.speed);
    this.#state = input === undefined ? 'waiting' : input.live ? 'live' : 'playing';
    if (input !== undefined) this.core.interfaces = input.source.interfaces;
    this.#packets = new PacketView(this.core);
    const { tracker } = this.core;
    if (input?.live === true) {
      // Flows that end at one of them belong to a process here.
      tracker.hosts.setOwnAddresses(ownAddresses());
      this.#processes = new Processes(tracker);
      this.#processes.start();
    }
    this.#entities = new EntityViews(this.core, this.#packets, {
      processes: this.#processes?.table,
      vendor: (high, low) => vendors.of(high, low),
    });
    this.#odd = new OddView(this.core, this.#packets, (high, low) => vendors.of(high, low));
    this.#oddness = new OddnessHistory(this.core.analysis);
    this.#tiers = options.tiers ?? (() => []);
    const { hostPlaces } = this.core;
    this.#world = new WorldView(hostPlaces.counts, {
      home: options.home ?? (() => ''),
      sources: options.sources ?? (() => ''),
      pending: () => hostPlaces.waitingAddresses,
    });
    this.#matches = new FilterMatches(this.core.ring);
    const matches = this.#matches;
    this.#matching = {
      get count() {
        return matches.count;
      },
      at: index => matches.at(index),
      positionOf: number => matches.countBefore(number),
    };
  }

  /** What is to be drained; undefined while waiting. */
  get source(): PacketSource | undefined {
    return this.#paced ?? this.#input?.source;
  }

  get isLive(): boolean {
    return this.#input?.live === true;
  }

  takeNotices(): CaptureNotice[] {
    const notices = this.core.notices.splice(0);
    const grave = notices.findLast(({ severity }) => severity !== 'info');
    // Its name stands in the header already.
    if (grave !== undefined) this.#trouble = grave.text.replace(/^"[^"]*"/, 'the input');
    for (const { text, waiting } of notices) {
      if (waiting?.isOver === true) this.#waiting.delete(waiting.interface);
      else if (waiting !== undefined) this.#waiting.set(waiting.interface, text);
    }
    return notices;
  }

  ended(state: 'ended' | 'failed', reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.core.end();
  }

  play(speed: PlaySpeed, running: boolean): void {
    this.#paced?.play(speed, running);
    if (this.#paced !== undefined && this.#state !== 'ended') this.#state = running ? 'playing' : 'held';
  }

  mark(number: number): void {
    if (!this.#packets.marks.delete(number)) this.#packets.marks.add(number);
  }

  /** What this incident says is normal here; or is not, after all. */
  markNormal(incident: number, isNormal: boolean): void {
    this.core.analysis?.markNormal(incident, isNormal);
  }

  snapshot(view: View): Snapshot {
    this.#applyFilter(view.filter, view.screen);
    const upToDate = this.#matches.append(filterBudgetMilliseconds);
    const complete = this.#matches.rebuild(filterBudgetMilliseconds);
    if (this.#matches.reconsider(filterBudgetMilliseconds)) this.#packets.table.outdate();
    if (this.isLive) this.core.advanceTo(Math.floor(Date.now() / 1000));
    const pending = upToDate && complete ? 0 : this.#matches.pending;
    return {
      view: view.id,
      status: this.#status(),
      filter: this.#filterState(pending),
      rates: this.core.rates.recent(view.chartWidth),
      rateSeconds: 1,
      oddness: this.#oddness.recent(view.chartWidth),
      countries: countriesOf(this.core),
      body: this.#body(view),
    };
  }

  /** True while there are packets left to filter or to search: another snapshot soon will show more. */
  get isSearching(): boolean {
    return this.#matches.pending > 0 || this.#packets.isFinding;
  }

  export(id: number, order: ExportOrder, report: (progress: ExportProgress) => void): void {
    const numbers = this.#numbersFor(order);
    const job = new Export(id, order, numbers, this.core.ring, report, this.#known);
    this.#exports.set(id, job);
    void job.run(this.core.interfaces).finally(() => this.#exports.delete(id));
  }

  cancelExport(id: number): void {
    this.#exports.get(id)?.cancel();
  }

  close(): void {
    for (const job of this.#exports.values()) job.cancel();
    this.#processes?.stop();
    this.source?.close();
  }

  #body(view: View): Snapshot['body'] {
    switch (view.screen) {
      case 'flows':
        return this.#entities.flows(view, this.#filter.active);
      case 'hosts':
        return this.#entities.hosts(view, this.#filter.active);
      case 'world':
        return this.#world.body(view);
      case 'odd':
        return this.#odd.body(view, this.#filter.active);
      case 'engine':
        return engineBody(this.core, this.#status(), this.#matches.pending, this.#tiers());
      default:
        // The chooser is the process's business, not this input's.
        return this.#packets.body(view, this.#matching);
    }
  }

  #status(): Snapshot['status'] {
    return statusOf(this.core, {
      input: this.#input?.name ?? '',
      state: this.#state,
      reason: this.#lastingReason(),
      captureFilter: this.#input?.captureFilter ?? '',
      speed: this.#paced?.speed,
      progress: this.#input?.progress?.(),
      statistics: this.source?.statistics() ?? noStatistics,
      watched: this.#watchedSeconds(),
    });
  }

  #lastingReason(): string {
    if (this.#reason !== '') return this.#reason;
    return this.#state === 'ended' ? this.#trouble : ([...this.#waiting.values()][0] ?? '');
  }

  #watchedSeconds(): number | undefined {
    if (!this.isLive) return undefined;
    if (this.#state === 'live') this.#watched = (performance.now() - this.#openedAt) / 1000;
    return this.#watched;
  }

  /** A filter that is wrong or unfinished leaves the last good one in force. */
  #applyFilter(text: string, screen: View['screen']): void {
    if (text === this.#filter.text) return;
    if (text.trim() === '') {
      this.#filter = { text, active: '', error: '', start: 0, end: 0 };
      this.#setFilter(undefined);
      return;
    }
    const compiled = this.#compile(text);
    if (compiled.ok) {
      this.#filter = { text, active: text, error: '', start: 0, end: 0 };
      this.#setFilter(compiled.matches, compiled.late);
      return;
    }
    const { message, start, end } = compiled.problem;
    const error = screen === 'odd' ? message + incidentHint(text) : message;
    this.#filter = { text, active: this.#filter.active, error, start, end };
  }

  #compile(text: string): ReturnType<typeof filterRows> {
    const options = {
      column: packetFilterColumns(this.core),
      interfaceName: (id: number) => this.core.interfaces[id]?.name ?? '',
    };
    return filterRows(text, packetTarget(this.core.ring, options));
  }

  #setFilter(test: RowTest | undefined, late?: LateValues): void {
    this.#matches.setFilter(test, late);
    this.#packets.table.invalidate();
  }

  #filterState(pending: number): FilterState {
    const { active, error, start, end } = this.#filter;
    const total = Math.max(1, this.core.ring.count);
    return { active, error, start, end, searched: pending === 0 ? 1 : Math.max(0, 1 - pending / total) };
  }

  #numbersFor(order: ExportOrder): Float64Array {
    if (typeof order.what === 'object' && 'packets' in order.what)
      return Float64Array.from(order.what.packets);
    if (order.what === 'marked') return Float64Array.from(this.#packets.marks).sort();
    if (order.what === 'shown') return everyMatch(this.#matches);
    const compiled = this.#compile(order.what.filter);
    const matches = new FilterMatches(this.core.ring);
    // A filter nobody understands shows nothing.
    matches.setFilter(compiled.ok ? compiled.matches : () => false, compiled.ok ? compiled.late : undefined);
    return everyMatch(matches);
  }
}

/** The numbers of all packets a filter lets through, brought up to date first. */
function everyMatch(matches: FilterMatches): Float64Array {
  matches.append();
  matches.rebuild();
  matches.reconsider(Number.POSITIVE_INFINITY, true);
  const numbers = new Float64Array(matches.count);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = matches.at(index);
  return numbers;
}
