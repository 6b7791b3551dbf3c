/**
 * What it costs to say what a packet and its flow are like: with the traffic of an ordinary link, and with packets
 * of random sockets, which no cache holds. Flow and host tables are not part of it: their time is taken off.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import { FlowFeatures, flowSchema } from '../detect/features/flow-features.ts';
import { PacketFeatures, packetSchema } from '../detect/features/packet-features.ts';
import { Tracker } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { Random } from '../testing/random.ts';
import { type Benchmark, type BenchOptions, type BenchReport, goal, median, report } from './report.ts';
import { writeTraffic } from './traffic-file.ts';

const defaultRuns = 5;
const localGoal = 500_000;
const hostileGoal = 250_000;
const memoryGoalMegabytes = 16;
const preparedPackets = 50_000;
const hostileSockets = 262_144;
const seed = 7;

type Change = (p: Packet, choice: number) => void;
type Judge = { packet(context: MutablePacketContext): void };

export const benchmark: Benchmark = {
  name: 'features',
  summary: 'packets a second whose features (and those of their flows) are computed and learned, on one core',
  async run(options: BenchOptions): Promise<BenchReport> {
    const runs = options.runs ?? defaultRuns;
    const packets = options.quick ? 100_000 : 600_000;
    const prepared = await prepare();
    const details: Record<string, unknown> = { packets };
    const rates: Record<string, number> = {};
    for (const [name, change] of traffics) {
      const nanoseconds: number[] = [];
      const learned: number[] = [];
      for (let run = 0; run < runs && !options.signal.aborted; run += 1) {
        const without = measure(prepared, change, packets, () => nobody);
        nanoseconds.push(measure(prepared, change, packets, tracker => judge(tracker, false)) - without);
        learned.push(measure(prepared, change, packets, tracker => judge(tracker, true)) - without);
        details[`tables, ${name} traffic, ns`] = Math.round(without);
      }
      rates[name] = 1e9 / median(nanoseconds);
      rates[`${name}, learning`] = 1e9 / median(learned);
      details[`frozen, ${name} traffic, ns`] = Math.round(median(nanoseconds));
      details[`learning, ${name} traffic, ns`] = Math.round(median(learned));
      options.log(
        `${name} traffic: ${median(nanoseconds).toFixed(0)} ns a packet, ${median(learned).toFixed(0)} ns with learning`,
      );
    }
    const tracker = new Tracker({ seed });
    const features = new PacketFeatures({ tracker, seed });
    const flowFeatures = new FlowFeatures({ tracker, packets: features });
    const megabytes = (features.memoryBytes + flowFeatures.memoryBytes) / 1e6;
    return report(
      'features',
      runs,
      [
        rate('features, local traffic', rates['local, learning'], localGoal),
        rate('features, random sockets', rates['hostile, learning'], hostileGoal),
        goal({
          name: 'memory of features',
          value: megabytes,
          unit: 'MB',
          goal: memoryGoalMegabytes,
          compare: '<=',
          peer: null,
        }),
      ],
      details,
    );
  },
};

function rate(name: string, value: number | undefined, least: number): ReturnType<typeof goal> {
  return goal({
    name,
    value: value ?? Number.NaN,
    unit: 'packets/s',
    goal: least,
    compare: '>=',
    peer: null,
  });
}

const traffics: readonly (readonly [string, Change])[] = [
  ['local', () => undefined],
  [
    'hostile',
    (p, choice) => {
      if (p.addressKind !== 4) return;
      const socket = choice & (hostileSockets - 1);
      p.src3 = 0x0a00_0000 | (socket & 0x7fff);
      p.dst3 = 0x5d00_0000 | (socket >>> 3);
      if (p.srcPort < 0) return;
      p.srcPort = 1024 + (socket & 0x7fff);
      p.dstPort = 1 + (Math.imul(socket, 40_503) & 0x7fff);
    },
  ],
];

const nobody: Judge = { packet: () => undefined };

function judge(tracker: Tracker, isLearning: boolean): Judge {
  const features = new PacketFeatures({ tracker, seed });
  const flowFeatures = new FlowFeatures({ tracker, packets: features });
  const row = new Float32Array(packetSchema.columns.length);
  const flowRow = new Float32Array(flowSchema.columns.length);
  return {
    packet(context) {
      features.write(context, row);
      if (flowFeatures.due(context)) flowFeatures.write(context, flowRow);
      if (isLearning) features.learn(context);
    },
  };
}

/** Nanoseconds a packet, once tables are filled. */
function measure(
  prepared: readonly Packet[],
  change: Change,
  packets: number,
  make: (tracker: Tracker) => Judge,
): number {
  const tracker = new Tracker({ seed });
  const judged = make(tracker);
  const random = new Random(seed);
  const context = new MutablePacketContext(new Packet());
  let number = 0;
  const pass = (count: number): void => {
    for (let step = 0; step < count; step += 1) {
      const p = prepared[number % prepared.length] as Packet;
      number += 1;
      change(p, random.unsigned());
      // Every round through the packets is later than the one before.
      if (number > prepared.length) p.seconds += 1;
      context.fill(p, tracker, tracker.add(p), number);
      judged.packet(context);
    }
  };
  pass(Math.min(packets, hostileSockets * 2));
  // Of this process, whatever else the machine does.
  const begun = process.cpuUsage();
  pass(packets);
  const passed = process.cpuUsage(begun).user / 1000;
  for (const p of prepared) p.seconds -= Math.floor((number - 1) / prepared.length);
  return (passed / packets) * 1e6;
}

/** Decoded packets of a generated traffic file, each with its own bytes. */
async function prepare(): Promise<readonly Packet[]> {
  const directory = mkdtempSync(join(tmpdir(), 'oddwire-features-'));
  const prepared: Packet[] = [];
  try {
    const { path } = writeTraffic(join(directory, 'traffic.pcap'), preparedPackets, seed);
    const opened = await openCapture(path);
    if (!opened.ok) throw new Error(opened.message);
    await pump(opened.source, {
      notice: () => undefined,
      packets: batch => {
        for (let index = 0; index < batch.count; index += 1) {
          const p = new Packet();
          loadFromBatch(p, batch, index);
          p.bytes = p.bytes.slice(p.start, p.end);
          p.end -= p.start;
          p.start = 0;
          decode(p);
          prepared.push(p);
        }
      },
    });
    opened.source.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return prepared;
}
