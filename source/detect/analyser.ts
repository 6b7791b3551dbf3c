import type { Packet } from '../decode/packet.ts';
import type { Tracker } from '../flows/tracker.ts';
import {
  type AnalyserOptions,
  generalParts,
  learnedParts,
  makeParts,
  type Parts,
  schemasOf,
} from './analyser-parts.ts';
import type { Analysis, AnalysisFacts } from './analysis.ts';
import { Company } from './company.ts';
import { MutablePacketContext } from './context.ts';
import type { Detector, Finding } from './contracts.ts';
import { weighed } from './experience.ts';
import { seededRandom } from './forest/seeded-random.ts';
import { component, componentCount, fuse, trust } from './fusion.ts';
import type { Incident } from './incidents/incident.ts';
import { incidentKinds } from './kinds.ts';
import type { Learned } from './learned.ts';
import { LearningRecord } from './learning-record.ts';
import { LearningView } from './learning-view.ts';
import { AlarmBudget } from './models/budget.ts';
import { OddnessHistory } from './oddness-history.ts';
import { packCause, type Schemas } from './reasons.ts';

export type { AnalyserOptions } from './analyser-parts.ts';

/** A wall clock runs ahead of packets on their way to us: silence is silence only so many seconds later. */
const silenceSeconds = 2;
/** Nothing is under way any more after so long: longer silences are skipped. */
const longestSilence = 64;
/** Beyond the alarm line one packet in ten is learned: what lasts becomes normal, an attack does not. */
const learnedOddly = 0.1;
/** From here on a packet is told why it is odd. */
const reasonFrom = 20;
/** An answer to somebody odd is a little less odd than what it answers. */
const answerDiscount = 2;

/** Says of every packet how odd it is, and makes incidents of what matters. */
export class Analyser implements Analysis {
  oddness = 0;
  incident = 0;
  cause = 0;
  /** False freezes everything learned. */
  isLearning = true;
  /** All that comes is to be taken for normal: nothing is reported, and everything is learned. */
  isTraining = false;
  /** What the packet just added was judged by; see `component` in fusion.ts. */
  readonly components = new Float64Array(componentCount);
  readonly schemas: Schemas;
  readonly view: LearningView;
  readonly #tracker: Tracker;
  readonly #parts: Parts;
  readonly #context: MutablePacketContext;
  readonly #budget: AlarmBudget;
  readonly #history = new OddnessHistory();
  readonly #record = new LearningRecord();
  readonly #waits: boolean;
  readonly #random: () => number;
  /** Detectors by the traits of a packet, found out at the first such packet. */
  readonly #listeners: (readonly Detector[] | undefined)[] = [];
  readonly #company: Company;
  #second = 0;
  /** Of the newest packet. */
  #heard = 0;
  #counted = 0;
  /** Of the packet just added, before calibration; and how much its flow and its hosts have to say in it. */
  #raw = 0;
  #flowTrust = 0;
  #hostTrust = 0;
  /** The incident whose oddness is known, as of this second. */
  #knownIncident = 0;
  #knownOddness = 0;

  constructor(options: AnalyserOptions) {
    const { tracker, seed = 1, budget, countryOf = () => '' } = options;
    this.#tracker = tracker;
    this.#waits = options.waits;
    this.#random = seededRandom(seed + 8);
    this.#budget = new AlarmBudget(budget === undefined ? {} : { perHour: budget });
    this.#parts = makeParts(tracker, seed, {
      report: finding => this.#report(finding),
      learning: () => this.isLearning,
      training: () => this.isTraining,
      countryOf,
      learnedSeconds: () => this.#record.seconds,
    });
    this.#context = new MutablePacketContext(undefined as unknown as Packet);
    this.#company = new Company({
      tracker,
      parts: this.#parts,
      budget: this.#budget,
      record: this.#record,
      report: finding => this.#report(finding),
      margin: () => this.view.margin,
    });
    this.schemas = schemasOf(this.#parts);
    this.view = new LearningView(this.#parts.levels, this.#record, this.#budget, () => this.isLearning);
  }

  /** What a baseline file holds. */
  get learned(): readonly Learned[] {
    return [this.#record, ...learnedParts(this.#parts)];
  }

  /** What of it holds in any network: no addresses, no names. */
  get general(): readonly Learned[] {
    return generalParts(this.#parts);
  }

  /** The packet level's row of the packet just added. */
  get packetRow(): Float32Array {
    return this.#parts.levels.packet.row;
  }

  get alarmLine(): number {
    return this.#budget.line;
  }

  get incidents(): readonly Incident[] {
    return this.#parts.book.incidents;
  }

  get openIncidents(): number {
    return this.#parts.book.openIncidents;
  }

  get totalIncidents(): number {
    return this.#parts.book.totalIncidents;
  }

  get newestAnnounced(): number {
    return this.#parts.book.newestAnnounced;
  }

  get facts(): AnalysisFacts {
    return this.view.facts();
  }

  incidentOf(id: number): Incident | undefined {
    return this.#parts.book.incidentOf(id);
  }

  markNormal(id: number, isNormal: boolean): void {
    this.#parts.book.markNormal(id, isNormal);
  }

  readonly flowOddness = (slot: number): number => this.#company.flowOddness(slot);
  readonly hostOddness = (slot: number): number => this.#parts.windows.oddnessOf(slot);

  recentOddness(seconds: number): readonly number[] {
    return this.#history.recent(seconds);
  }

  add(packet: Packet, flow: number, number: number): void {
    const context = this.#context;
    const { features, levels, windows, book } = this.#parts;
    context.fill(packet, this.#tracker, flow, number);
    if (context.second > this.#heard) this.#hear(context);
    features.write(context, levels.packet.row);
    const own = levels.packet.judge();
    const suspect = this.#isSuspect(context);
    if (flow >= 0) this.#company.judgeFlow(context, this.isLearning, suspect);
    const listeners = this.#listeners[context.traits] ?? this.#findListeners(context.traits);
    for (let index = 0; index < listeners.length; index += 1) listeners[index]?.packet(context);
    this.incident = book.packetIncident(context);
    windows.packet(context);
    const fused = this.#fuse(context, own);
    if (this.isLearning) this.#learn(context, own, fused, suspect);
    this.#explain(own);
    this.#history.add(context.second, this.oddness);
  }

  advanceTo(second: number): void {
    if (this.#heard > 0) this.#passTime(second + this.#context.ahead - silenceSeconds);
  }

  end(): void {
    if (this.#heard > 0) this.#tick(this.#second + 1);
    this.#parts.book.end();
  }

  /** Learns from what there is, at once: the end of a training. */
  trainNow(): void {
    for (const level of Object.values(this.#parts.levels)) level.trainNow(this.#second);
    for (const scores of Object.values(this.#parts.scores)) scores.refit(this.#second);
  }

  /** What was learned elsewhere stays in force until this network has taught enough of its own. */
  beginElsewhere(): void {
    for (const level of Object.values(this.#parts.levels)) level.forgetRows();
    for (const scores of Object.values(this.#parts.scores)) scores.forgetScores();
    this.#record.seconds = 0;
    this.#record.flows = 0;
    this.#record.packets = 0;
  }

  async close(): Promise<void> {
    await this.#parts.trainer.close();
  }

  #findListeners(traits: number): readonly Detector[] {
    const listeners = this.#parts.detectors.filter(detector => (detector.wants & traits) !== 0);
    this.#listeners[traits] = listeners;
    return listeners;
  }

  /** Every second between, so that silence does the same whether somebody waits through it or reads it from a file. */
  #passTime(to: number): void {
    const until = Math.min(to, this.#heard + longestSilence);
    while (this.#second < until) this.#tick(this.#second + 1);
  }

  /** The first packet of another second. */
  #hear({ second, ahead }: MutablePacketContext): void {
    if (this.#heard > 0) this.#passTime(second);
    this.#heard = second;
    if (second > this.#second) this.#tick(second);
    this.#parts.book.ahead = ahead;
  }

  #tick(second: number): void {
    const { levels, detectors, book, scores, norms } = this.#parts;
    this.#second = second;
    this.#knownIncident = 0;
    this.#flowTrust = trust(levels.flow.rows);
    this.#hostTrust = trust(levels.source.rows);
    this.#company.judgeHosts(second, this.isLearning);
    for (const detector of detectors) detector.second(second);
    book.second(second);
    for (; this.#counted < book.announcements; this.#counted += 1) this.#budget.incident(second);
    this.#history.advanceTo(second);
    if (!this.isLearning) return;
    norms.second(second);
    const { line } = this.#budget;
    for (const name of ['packet', 'flow', 'source', 'target'] as const) {
      levels[name].alarmLine = line;
      levels[name].swapIfDue(second, this.#waits);
    }
    scores.rareness.refitIfDue(second);
    scores.message.refitIfDue(second);
    scores.fused.refitIfDue(second);
    this.#record.seconds += 1;
    const shift = this.view.shift(second);
    if (shift !== undefined) {
      book.report(shift);
      for (const level of Object.values(levels)) level.relearn(second);
    }
  }

  #report(finding: Finding): void {
    if (this.isTraining) return;
    const news = weighed(finding, this.#record.seconds);
    if (news !== undefined) this.#parts.book.report(news);
  }

  /** The answer's fields; what it would be without its incident. */
  #fuse(context: MutablePacketContext, own: number): number {
    const { windows, scores, features } = this.#parts;
    const { components } = this;
    const { source: sender, target: receiver } = windows;
    components[component.packet] = own;
    components[component.rareness] = scores.rareness.oddness(features.rareness);
    components[component.message] = scores.message.oddness(features.messageRareness);
    components[component.flow] = this.#company.flowOddness(context.flow);
    components[component.source] = sender < 0 ? 0 : (windows.oddnessAsSource[sender] as number);
    components[component.target] = receiver < 0 ? 0 : (windows.oddnessAsTarget[receiver] as number);
    const answered = Math.max(
      receiver < 0 ? 0 : (windows.oddnessAsSource[receiver] as number),
      sender < 0 ? 0 : (windows.oddnessAsTarget[sender] as number),
    );
    components[component.answer] = Math.max(0, answered - answerDiscount);
    const raw = fuse(components, this.#flowTrust, this.#hostTrust);
    const fused = scores.fused.isReady ? scores.fused.oddness(raw) : raw;
    this.#raw = raw;
    this.oddness = this.incident === 0 ? fused : Math.max(fused, this.#incidentOddness());
    return fused;
  }

  #incidentOddness(): number {
    if (this.#knownIncident !== this.incident) {
      this.#knownIncident = this.incident;
      const incident = this.#parts.book.incidentOf(this.incident);
      // What is merely unusual of a host does not make each of its packets so.
      const raises =
        incident !== undefined && !incident.isNormal && incidentKinds[incident.kind].severity === 'bad';
      this.#knownOddness = raises ? incident.oddness : 0;
    }
    return this.#knownOddness;
  }

  #learn(context: MutablePacketContext, own: number, fused: number, isSuspect: boolean): void {
    const { features, levels, scores } = this.#parts;
    const suspect = this.incident !== 0 || isSuspect;
    levels.packet.offer(context.second, own, suspect);
    if (suspect) return;
    if (!this.isTraining && fused >= this.#budget.line && this.#random() >= learnedOddly) return;
    scores.rareness.add(features.rareness);
    scores.message.add(features.messageRareness);
    scores.fused.add(this.#raw);
    features.learn(context);
    this.#record.packets += 1;
  }

  #isSuspect({ source, destination }: MutablePacketContext): boolean {
    const { book } = this.#parts;
    return source >= 0 && (book.isSuspect(source) || book.isSuspect(destination));
  }

  #explain(own: number): void {
    this.cause = 0;
    if (this.oddness < reasonFrom || own === 0) return;
    const { packet } = this.#parts.levels;
    this.cause = packCause('packet', packet.topColumn());
  }
}
