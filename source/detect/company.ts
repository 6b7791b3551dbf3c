import { protocolName } from '../decode/protocol.ts';
import type { Tracker } from '../flows/tracker.ts';
import type { Parts } from './analyser-parts.ts';
import type { Finding, PacketContext } from './contracts.ts';
import { hostParty } from './host-key.ts';
import type { LearningRecord } from './learning-record.ts';
import { modelFinding } from './model-findings.ts';
import type { AlarmBudget } from './models/budget.ts';
import type { LearnedLevel } from './models/level-model.ts';

/** Beyond what its rows can vouch for, so much: less differs from one recording of the same network to the next. */
const farOutside = 11;

export type CompanyOptions = {
  readonly tracker: Tracker;
  readonly parts: Parts;
  readonly budget: AlarmBudget;
  readonly record: LearningRecord;
  readonly report: (finding: Finding) => void;
  /** How much odder than the alarm line a row must be: what other networks taught says less of this one. */
  readonly margin: () => number;
};

/** The company a packet is in: judges its flow now and then, and every active host each second. */
export class Company {
  readonly #tracker: Tracker;
  readonly #parts: Parts;
  readonly #budget: AlarmBudget;
  readonly #record: LearningRecord;
  readonly #report: (finding: Finding) => void;
  readonly #margin: () => number;
  /** By flow slot: how odd it was when last judged. */
  readonly #flowOddness: Float32Array;
  #second = 0;
  #isLearning = true;
  readonly #visit = (slot: number): void => {
    this.#judgeSide(slot, 'source');
    this.#judgeSide(slot, 'target');
  };

  constructor({ tracker, parts, budget, record, report, margin }: CompanyOptions) {
    this.#tracker = tracker;
    this.#parts = parts;
    this.#budget = budget;
    this.#record = record;
    this.#report = report;
    this.#margin = margin;
    this.#flowOddness = new Float32Array(tracker.flows.slots.capacity);
  }

  flowOddness(flow: number): number {
    return flow < 0 ? 0 : (this.#flowOddness[flow] as number);
  }

  /** The packet's flow, where it is time to. */
  judgeFlow(context: PacketContext, isLearning: boolean, isSuspect: boolean): void {
    const { flow } = context;
    const { flowFeatures, levels } = this.#parts;
    if (context.isNewFlow) this.#flowOddness[flow] = 0;
    if (!flowFeatures.due(context)) return;
    const level = levels.flow;
    flowFeatures.write(context, level.row);
    const oddness = level.judge();
    this.#flowOddness[flow] = oddness;
    this.#budget.row(context.second);
    if (this.#isNews(level, oddness)) this.#reportFlow(context, oddness);
    if (!isLearning) return;
    this.#record.flows += 1;
    level.offer(context.second, oddness, isSuspect);
  }

  /** Another second has begun: every host that was active in the last one. */
  judgeHosts(second: number, isLearning: boolean): void {
    this.#second = second;
    this.#isLearning = isLearning;
    this.#parts.windows.second(second, this.#visit);
  }

  /** An incident because of a model alone needs a row far outside of all it was calibrated on. */
  #isNews(level: LearnedLevel, oddness: number): boolean {
    if (!level.hasModel || oddness < this.#budget.line + this.#margin()) return false;
    return oddness >= level.vouched + farOutside;
  }

  #reportFlow(context: PacketContext, oddness: number): void {
    const { flows, hosts } = this.#tracker;
    const { flow, side, source, destination } = context;
    const level = this.#parts.levels.flow;
    this.#report(
      modelFinding({
        level: 'flow',
        schema: level.schema,
        reasons: level.explain(),
        oddness,
        time: context.clock[0] as number,
        actor: hostParty(hosts, side === 0 ? source : destination),
        target: hostParty(hosts, side === 0 ? destination : source),
        port: flows.port[flow * 2 + 1] as number,
        protocol: protocolName(flows.protocol[flow] as number),
        packet: context.number,
        flow: flows.number[flow] as number,
      }),
    );
  }

  #judgeSide(slot: number, name: 'source' | 'target'): void {
    const { windows, levels, book } = this.#parts;
    const level = levels[name];
    if (name === 'source') windows.writeSource(slot, level.row);
    else windows.writeTarget(slot, level.row);
    const oddness = level.judge();
    (name === 'source' ? windows.oddnessAsSource : windows.oddnessAsTarget)[slot] = oddness;
    this.#budget.row(this.#second);
    const host = windows.hostOf(slot);
    if (this.#isNews(level, oddness)) this.#reportHost(slot, name, oddness);
    if (this.#isLearning) level.offer(this.#second, oddness, host >= 0 && book.isSuspect(host));
  }

  #reportHost(slot: number, name: 'source' | 'target', oddness: number): void {
    const level = this.#parts.levels[name];
    const party = this.#parts.windows.keyOf(slot);
    this.#report(
      modelFinding({
        level: name,
        schema: level.schema,
        reasons: level.explain(),
        oddness,
        time: this.#second,
        actor: name === 'source' ? party : undefined,
        target: name === 'target' ? party : undefined,
        port: -1,
        protocol: '',
        packet: 0,
        flow: 0,
      }),
    );
  }
}
