import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCapture } from '../capture/file.ts';
import { Analyser } from '../detect/analyser.ts';
import { incidentJson } from '../detect/incidents/incident-object.ts';
import { OfflineRun } from '../detect/offline-run.ts';
import { loadBaselineFile } from '../engine/detection.ts';
import { Tracker } from '../flows/tracker.ts';
import { dataFolder } from './accuracy-cases.ts';
import { peerVersion, runChild } from './child.ts';
import {
  type BenchGoal,
  type Benchmark,
  type BenchOptions,
  type BenchReport,
  goal,
  goalWithoutPeer,
  median,
  report,
  significant,
} from './report.ts';
import { writeTraffic } from './traffic-file.ts';

const defaultRuns = 5;
const ourPackets = 1_000_000;
const tsharkPackets = 100_000;
const quickShare = 0.1;
const trafficSeed = 1;
/** The traffic of the benchmark comes as fast as on a link of 20,000 packets a second. */
const stretch = 1;
const goalPacketsPerSecond = 300_000;
const goalRatio = 25;
const nanosecondsPerSecond = 1e9;

const tsharkFields = [
  'frame.number frame.time_epoch frame.len eth.type ip.src ip.dst ipv6.src ipv6.dst ip.proto',
  'tcp.srcport tcp.dstport udp.srcport udp.dstport tcp.flags dns.qry.name tls.handshake.extensions_server_name',
  'http.host _ws.col.Protocol',
].flatMap(line => line.split(' '));

export const benchmark: Benchmark = {
  name: 'analyse',
  summary: 'a whole file with everything on: decoding, flows, features, oddness, incidents; against tshark',
  run: async options => {
    const folder = mkdtempSync(join(tmpdir(), 'oddwire-bench-'));
    try {
      return await measure(folder, options);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Pass = { readonly seconds: number; readonly processorSeconds: number; readonly incidents: string };

async function measure(folder: string, options: BenchOptions): Promise<BenchReport> {
  const runs = options.runs ?? defaultRuns;
  const share = options.quick ? quickShare : 1;
  options.log('writing the traffic to analyse …');
  const ours = writeTraffic(join(folder, 'traffic.pcap'), ourPackets * share, trafficSeed, { stretch });
  const part = writeTraffic(join(folder, 'part.pcap'), tsharkPackets * share, trafficSeed);
  const none = writeTraffic(join(folder, 'none.pcap'), 0, trafficSeed);
  const demo = `${dataFolder()}demo.pcapng.gz`;
  const tshark = peerVersion('tshark');
  const rates: number[] = [];
  const processor: number[] = [];
  const frozen: number[] = [];
  const peer: number[] = [];
  const peerStart: number[] = [];
  const reports = new Set<string>();
  await analyse(part.path, true);
  for (let run = 0; run < runs && !options.signal.aborted; run += 1) {
    const learning = await analyse(ours.path, true);
    const still = await analyse(ours.path, false);
    rates.push(ours.packets / learning.seconds);
    processor.push((learning.processorSeconds * nanosecondsPerSecond) / ours.packets);
    frozen.push(ours.packets / still.seconds);
    reports.add((await analyse(demo, true)).incidents);
    if (tshark !== undefined) {
      peer.push(await tsharkSeconds(part.path, options));
      peerStart.push(await tsharkSeconds(none.path, options));
    }
    options.log(
      `run ${run + 1} of ${runs}: ${Math.round(rates.at(-1) ?? 0)} packets/s learning, ${Math.round(frozen.at(-1) ?? 0)} with a frozen baseline`,
    );
  }
  const peerRate = part.packets / (median(peer) - median(peerStart));
  const ratio = {
    name: 'times as fast as tshark -T fields',
    unit: 'x',
    goal: goalRatio,
    compare: '>=',
  } as const;
  const goals: BenchGoal[] = [
    goal({
      name: 'packets analysed a second, learning',
      value: median(rates),
      unit: 'packets/s',
      goal: goalPacketsPerSecond,
      compare: '>=',
      peer: null,
    }),
    tshark === undefined
      ? goalWithoutPeer(ratio, 'tshark is not installed')
      : goal({ ...ratio, value: median(rates) / peerRate, peer: `${tshark}, wall-clock time` }),
    goal({
      name: 'different incident reports of the demo in all runs',
      value: reports.size,
      unit: 'reports',
      goal: 1,
      compare: '<=',
      peer: null,
    }),
  ];
  return report('analyse', runs, goals, {
    packetsPerSecond: {
      learning: significant(median(rates)),
      frozen: significant(median(frozen)),
      tshark: significant(peerRate),
    },
    processorNanosecondsPerPacketAllThreads: significant(median(processor)),
    everyRun: rates.map(Math.round),
    traffic: { packets: ours.packets, meanLength: Math.round(ours.bytes / ours.packets) },
    note: 'wall-clock time from opening the file to the last incident, the bundled baseline in force at first; models are trained in a second thread and waited for',
  });
}

async function analyse(path: string, isLearning: boolean): Promise<Pass> {
  const opened = await openCapture(path);
  if (!opened.ok) throw new Error(opened.message);
  const loader = await loadBaselineFile(undefined);
  const before = process.cpuUsage();
  const start = performance.now();
  const tracker = new Tracker({ seed: 1 });
  const analyser = new Analyser({ tracker, seed: 1, waits: true });
  if (loader.ok) loader.into(analyser);
  analyser.isLearning = isLearning;
  const run = new OfflineRun(tracker, (packet, flow, number) => analyser.add(packet, flow, number));
  await run.read(opened.source);
  analyser.end();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const incidents = JSON.stringify(analyser.incidents.map(incident => incidentJson(incident)));
  await analyser.close();
  return { seconds, processorSeconds: (user + system) / 1e6, incidents };
}

async function tsharkSeconds(path: string, { signal }: BenchOptions): Promise<number> {
  const words = ['-n', '-r', path, '-T', 'fields', ...tsharkFields.flatMap(field => ['-e', field])];
  const run = await runChild('tshark', words, { output: 'discard', signal });
  if (run.exitCode !== 0) throw new Error(`tshark failed: ${run.complaint.trim()}`);
  return run.wallSeconds;
}
