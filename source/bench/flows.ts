/**
 * What one packet costs in the flow table: with the few conversations an ordinary link has at a time, with
 * packets that hit a random one of as many flows as the table holds, and with a new flow in every packet.
 */
import type { Packet } from '../decode/packet.ts';
import { defaultMaxFlows, FlowTable } from '../flows/flow-table.ts';
import { Tracker } from '../flows/tracker.ts';
import { flowPacket } from '../testing/flow-packets.ts';
import { Random } from '../testing/random.ts';
import { type Benchmark, type BenchOptions, type BenchReport, goal, median, report } from './report.ts';

const defaultRuns = 5;
const localFlows = 500;
/** As fast as `add` must be with an ordinary link's flows. */
const localGoalNanoseconds = 120;
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
    const heap = heapGrowth(packets);
    details['heap growth, bytes a packet'] = heap;
    options.log(`heap: ${heap.toFixed(3)} bytes a packet`);
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
      ],
      details,
    );
  },
};

const makers: readonly (readonly [string, () => Adder])[] = [
  ['flows', () => new FlowTable(defaultMaxFlows)],
  ['tracker', () => new Tracker()],
];

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

/** Heap used by the packets themselves; without --expose-gc what the collector left lying about counts too. */
function heapGrowth(packets: number): number {
  const tracker = new Tracker();
  const p = flowPacket({ payload: 100 });
  const traffic = traffics[0]?.traffic ?? (() => undefined);
  const choices = Uint32Array.from({ length: preparedPackets }, randomNumbers());
  run(tracker, traffic, p, choices, 100_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  run(tracker, traffic, p, choices, packets);
  return (process.memoryUsage().heapUsed - before) / packets;
}
