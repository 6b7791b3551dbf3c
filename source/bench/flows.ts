/**
 * What one packet costs in the flow table: with the few conversations an ordinary link has at a time, with
 * packets that hit a random one of as many flows as the table holds, and with a new flow in every packet. And
 * how long it takes to sort a full table as far as a screen shows it.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as breathe } from 'node:timers/promises';
import type { Packet } from '../decode/packet.ts';
import { flowSortKeys } from '../flows/flow-row.ts';
import { defaultMaxFlows, FlowTable } from '../flows/flow-table.ts';
import { RowOrder } from '../flows/row-order.ts';
import { Tracker } from '../flows/tracker.ts';
import { flowPacket } from '../testing/flow-packets.ts';
import { Random } from '../testing/random.ts';
import {
  type Benchmark,
  type BenchOptions,
  type BenchReport,
  goal,
  median,
  report,
  significant,
} from './report.ts';

const defaultRuns = 5;
const localFlows = 500;
/** As fast as `add` must be with an ordinary link's flows. */
const localGoalNanoseconds = 120;
/** A full table, sorted by any column, so that a screen of it can be drawn. */
const sortGoalMilliseconds = 30;
const screenRows = 50;
const observerMilliseconds = 50;
const portNumbers = 65_536;
/** Packets built beforehand, so that building them is not measured. */
const preparedPackets = 65_536;

type Adder = { add(p: Packet): number };
type Traffic = (p: Packet, step: number, choice: number) => void;

const traffics: readonly { readonly name: string; readonly traffic: Traffic }[] = [
  { name: 'local', traffic: (p, step, choice) => address(p, choice % localFlows, step) },
  { name: 'hostile', traffic: (p, step, choice) => address(p, choice & (defaultMaxFlows - 1), step) },
  { name: 'new', traffic: (p, step) => address(p, step, 0) },
];

export const benchmark: Benchmark = {
  name: 'flows',
  summary: 'nanoseconds a packet costs in the flow table, and with hosts and names',
  async run(options: BenchOptions): Promise<BenchReport> {
    const packets = options.quick ? 200_000 : 4_000_000;
    const runs = options.runs ?? defaultRuns;
    const details: Record<string, unknown> = { packets };
    let local = Number.NaN;
    for (const { name, traffic } of traffics) {
      for (const [what, make] of makers) {
        const values: number[] = [];
        for (let run = 0; run < runs && !options.signal.aborted; run += 1) {
          values.push(measure(make(), traffic, packets));
        }
        const nanoseconds = median(values);
        details[`${what} ${name}, ns`] = Math.round(nanoseconds);
        if (what === 'flows' && name === 'local') local = nanoseconds;
        options.log(`${what}, ${name} traffic: ${nanoseconds.toFixed(0)} ns a packet`);
      }
    }
    const sorted = measureSorting(runs);
    for (const [column, milliseconds] of Object.entries(sorted)) {
      details[`sort by ${column}, ms`] = significant(milliseconds);
      options.log(`${defaultMaxFlows} flows, the first 50 by ${column}: ${milliseconds.toFixed(1)} ms`);
    }
    const collections = await collectionsDuring(packets);
    details['garbage collections'] = collections;
    options.log(`garbage collections during ${packets} packets: ${collections}`);
    return report(
      'flows',
      runs,
      [
        goal({
          name: 'flow table, local traffic',
          value: local,
          unit: 'ns/packet',
          goal: localGoalNanoseconds,
          compare: '<=',
          peer: null,
        }),
        goal({
          name: 'first rows by the slowest column',
          value: Math.max(...Object.values(sorted)),
          unit: 'ms',
          goal: sortGoalMilliseconds,
          compare: '<=',
          peer: null,
        }),
      ],
      details,
    );
  },
};

const makers: readonly (readonly [string, () => Adder])[] = [
  ['flows', () => new FlowTable(defaultMaxFlows)],
  ['tracker', () => new Tracker()],
];

/** Milliseconds until the first screen of a full table is known, by column. */
function measureSorting(runs: number): Record<string, number> {
  const random = new Random(2);
  const tracker = new Tracker();
  const { flows, names } = tracker;
  const texts = names.table.texts;
  const p = flowPacket({ payload: 100 });
  for (let count = 0; count < defaultMaxFlows; count += 1) {
    p.src3 = random.unsigned() | 0;
    p.dst3 = random.unsigned() | 0;
    p.srcPort = random.below(portNumbers);
    p.dstPort = random.chance(0.7) ? random.pick([53, 80, 443]) : random.below(portNumbers);
    p.length = random.between(60, 1500);
    p.seconds += random.chance(0.01) ? 1 : 0;
    const slot = tracker.add(p);
    if (random.chance(0.6))
      flows.name[slot] = texts.intern(`${random.below(20_000).toString(36)}.example.com`);
  }
  const keys = flowSortKeys(flows, { names: texts, process: () => '', country: () => '' });
  const order = new RowOrder(defaultMaxFlows);
  const found: Record<string, number> = {};
  for (const [column, key] of Object.entries(keys)) {
    const values = Array.from({ length: runs }, () =>
      timed(() => {
        order.collect(flows.slots.used, undefined);
        order.sortBy(key(p.seconds), true, slot => flows.number[slot] as number);
        order.window(0, screenRows);
      }),
    );
    found[column] = median(values);
  }
  return found;
}

function measure(table: Adder, traffic: Traffic, packets: number): number {
  const p = flowPacket({ payload: 100 });
  const choices = Uint32Array.from({ length: preparedPackets }, randomNumbers());
  // Fill first: the steady state is what counts.
  run(table, traffic, p, choices, Math.min(packets, defaultMaxFlows * 4));
  const empty = timed(() => run({ add: () => 0 }, traffic, p, choices, packets));
  const whole = timed(() => run(table, traffic, p, choices, packets));
  return (Math.max(0, whole - empty) / packets) * 1e6;
}

function run(table: Adder, traffic: Traffic, p: Packet, choices: Uint32Array, packets: number): void {
  let far = 0;
  for (let step = 0; step < packets; step += 1) {
    far = (far * 5 + (choices[step & (preparedPackets - 1)] as number)) >>> 0;
    traffic(p, step, far);
    table.add(p);
  }
}

/** Flow `index`, in one direction or the other. */
function address(p: Packet, index: number, step: number): void {
  const inner = 0x0a000000 | (index & 0xfff);
  const outer = 0x5d000000 | (index >>> 4);
  const outgoing = (step & 1) === 0;
  p.src3 = outgoing ? inner : outer;
  p.dst3 = outgoing ? outer : inner;
  p.srcPort = outgoing ? 32_768 + (index & 0x7fff) : 443;
  p.dstPort = outgoing ? 443 : 32_768 + (index & 0x7fff);
  p.sequence = step;
  p.nanoseconds = (p.nanoseconds + 5000) % 1_000_000_000;
  if (p.nanoseconds < 5000) p.seconds += 1;
}

function randomNumbers(): () => number {
  const random = new Random(1);
  return () => random.unsigned();
}

function timed(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** How often the collector had to run for so many packets: not at all, when nothing is allocated. */
async function collectionsDuring(packets: number): Promise<number> {
  const tracker = new Tracker();
  const p = flowPacket({ payload: 100 });
  const traffic: Traffic = (packet, step) => address(packet, step % localFlows, step);
  const choices = Uint32Array.from({ length: preparedPackets }, randomNumbers());
  run(tracker, traffic, p, choices, 500_000);
  let collections = 0;
  const observer = new PerformanceObserver(list => {
    collections += list.getEntries().length;
  });
  // What was left over from before is told of now.
  await breathe(observerMilliseconds);
  observer.observe({ entryTypes: ['gc'] });
  run(tracker, traffic, p, choices, packets);
  await breathe(observerMilliseconds);
  observer.disconnect();
  return collections;
}
