import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { Analyser } from '../detect/analyser.ts';
import type { LearningState } from '../detect/analysis.ts';
import { incidentSentence } from '../detect/incidents/sentences.ts';
import type { Names } from '../detect/incidents/speech.ts';
import { incidentKinds } from '../detect/kinds.ts';
import { reasonsOf } from '../detect/reasons.ts';
import { loadBaselineFile } from '../engine/detection.ts';
import type { PacketOddness } from '../export/format.ts';
import type { FieldName } from '../filter/fields.ts';
import type { Column } from '../filter/target.ts';
import { ownAddresses } from '../flows/own-addresses.ts';
import { Tracker } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { CommandError } from './command.ts';
import { asksForOddness, type DisplayFilter } from './read-filter.ts';
import { namesBeside } from './read-names.ts';
import { type OddOptions, refuseOddOptions } from './read-odd-options.ts';
import type { ReadOptions } from './read-options.ts';
import type { ReadPlaces } from './read-places.ts';

/** Below this nobody asks why. */
const reasonFrom = 20;
const second = 1000;

export type OddPacket = {
  readonly no: number;
  readonly oddness: number;
};

/** What was read, as a report tells it; times are NaN before the first packet. */
export type JudgedFacts = {
  packets: number;
  bytes: number;
  first: number;
  last: number;
};

/** Judges every packet of a reading before anybody else sees it, and says of those of the present batch how odd they are. */
export class Judge {
  readonly tracker: Tracker;
  readonly analyser: Analyser;
  /** Of the packet chosen with `select`. */
  oddness = 0;
  incident = 0;
  cause = 0;
  decision = 0;
  readonly facts: JudgedFacts = { packets: 0, bytes: 0, first: Number.NaN, last: Number.NaN };
  /** The baseline there was at the beginning. */
  readonly baseline: LearningState['source'];
  readonly names: Names;
  /** Incidents that were not over when the input was. */
  readonly unfinished = new Set<number>();
  readonly #isLive: boolean;
  readonly #packet = new Packet();
  #oddest: OddPacket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #firstNo = 0;
  #oddnesses = new Float64Array(0);
  #incidents = new Int32Array(0);
  #causes = new Int32Array(0);
  #decisions = new Float64Array(0);
  /** What comments say of incidents: made anew only when one is announced again. */
  readonly #sentences = new Map<string, string>();

  constructor(analyser: Analyser, tracker: Tracker, isLive: boolean) {
    this.analyser = analyser;
    this.tracker = tracker;
    this.baseline = analyser.view.source;
    this.names = namesBeside(tracker);
    this.#isLive = isLive;
  }

  get oddest(): OddPacket | undefined {
    return this.#oddest;
  }

  /** In a live capture time passes also when nothing comes. */
  start(): void {
    if (!this.#isLive) return;
    this.#timer = setInterval(() => this.analyser.advanceTo(Math.floor(Date.now() / second)), second);
    this.#timer.unref();
  }

  /** All packets of the input pass here, in order. */
  batch(batch: PacketBatch, firstNo: number): void {
    this.#makeRoom(batch.offset.length);
    this.#firstNo = firstNo;
    const { analyser, tracker, facts } = this;
    const p = this.#packet;
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      const no = firstNo + index;
      analyser.add(p, tracker.add(p), no);
      const { oddness, alarmLine } = analyser;
      this.#oddnesses[index] = oddness;
      this.#incidents[index] = analyser.incident;
      this.#causes[index] = analyser.cause;
      this.#decisions[index] = decisionOf(oddness, alarmLine);
      if (oddness > (this.#oddest?.oddness ?? 0)) this.#oddest = { no, oddness };
      const time = p.seconds + p.nanoseconds / 1e9;
      facts.packets += 1;
      facts.bytes += p.length;
      if (!(time >= facts.first)) facts.first = time;
      if (!(time <= facts.last)) facts.last = time;
    }
  }

  /** Makes a packet of the present batch the one that the fields and `packetOddness` speak of. */
  select(no: number): void {
    const index = no - this.#firstNo;
    this.oddness = this.#oddnesses[index] ?? 0;
    this.incident = this.#incidents[index] ?? 0;
    this.cause = this.#causes[index] ?? 0;
    this.decision = this.#decisions[index] ?? 0;
  }

  packetOddness(): PacketOddness {
    const { oddness, decision, cause, incident } = this;
    return { oddness, decision, reasons: this.reasons(oddness, cause, incident) };
  }

  reasons(oddness: number, cause: number, incident: number): readonly string[] {
    if (oddness < reasonFrom) return [];
    const { analyser } = this;
    return reasonsOf(cause, incident === 0 ? undefined : analyser.incidentOf(incident), analyser.schemas);
  }

  /** For a packet in pcapng: 'oddwire: incident 3, port scan, oddness 52: …'; undefined where it is of no incident. */
  comment(): string | undefined {
    const incident = this.incident === 0 ? undefined : this.analyser.incidentOf(this.incident);
    if (incident === undefined) return undefined;
    const { id, kind, announcements } = incident;
    const key = `${id} ${kind} ${announcements}`;
    let sentence = this.#sentences.get(key);
    if (sentence === undefined) {
      sentence = incidentSentence(incident, this.names);
      this.#sentences.set(key, sentence);
    }
    return `oddwire: incident ${id}, ${incidentKinds[kind].words}, oddness ${this.oddness.toFixed(0)}: ${sentence}`;
  }

  /** For filters; the packet is the one selected. */
  readonly column = (field: FieldName): Column | undefined =>
    field === 'odd' ? { kind: 'number', values: [() => this.oddness] } : undefined;

  /** The input has ended. */
  end(): void {
    this.#stopTimer();
    for (const { id, isOpen } of this.analyser.incidents) if (isOpen) this.unfinished.add(id);
    this.analyser.end();
  }

  async close(): Promise<void> {
    this.#stopTimer();
    await this.analyser.close();
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #makeRoom(packets: number): void {
    if (this.#oddnesses.length >= packets) return;
    this.#oddnesses = new Float64Array(packets);
    this.#incidents = new Int32Array(packets);
    this.#causes = new Int32Array(packets);
    this.#decisions = new Float64Array(packets);
  }
}

/** 1 for nothing odd at all, 0 at the alarm line, −1 for twice as odd and beyond. */
function decisionOf(oddness: number, line: number): number {
  return line > 0 ? Math.max(-1, Math.min(1, (line - oddness) / line)) : -1;
}

/** Whether anything is judged: that takes time, so only where somebody asks. */
export function isJudged(options: ReadOptions, filter: DisplayFilter | undefined): boolean {
  const { odd, format } = options;
  const isExported = format !== undefined && format !== 'pcapng' && odd.inExports;
  return odd.incidents || odd.oddest !== undefined || isExported || asksForOddness(filter);
}

/** Reads the baseline: to be called before root is given up. Undefined where nothing is to be judged. */
export async function prepareJudge(
  options: ReadOptions,
  filter: DisplayFilter | undefined,
  places: ReadPlaces | undefined,
  isLive: boolean,
): Promise<Judge | undefined> {
  if (!isJudged(options, filter)) {
    refuseOddOptions(options.odd);
    return undefined;
  }
  return makeJudge(options.odd, places, isLive);
}

async function makeJudge(
  options: OddOptions,
  places: ReadPlaces | undefined,
  isLive: boolean,
): Promise<Judge> {
  const { baseline, budget, seed } = options;
  const loader = baseline === 'none' ? undefined : await loadBaselineFile(baseline);
  if (loader?.ok === false) throw new CommandError(loader.message);
  // Who sends us packets is not to know where they are put; a file read twice is to give the same twice.
  const tracker = new Tracker(isLive && seed === undefined ? {} : { seed: seed ?? 1 });
  if (isLive) tracker.hosts.setOwnAddresses(ownAddresses());
  const analyser = new Analyser({
    tracker,
    seed: seed ?? 1,
    waits: !isLive,
    ...(budget === undefined ? {} : { budget }),
    ...(places === undefined ? {} : { countryOf: (host: number) => places.countryOf(tracker.hosts, host) }),
  });
  const problem = loader?.into(analyser);
  if (problem !== undefined) {
    await analyser.close();
    throw new CommandError(problem);
  }
  return new Judge(analyser, tracker, isLive);
}
