import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerVersion, runChild } from './child.ts';
import { decodeCorpus, decodeFile, measureAllocation } from './decode-pass.ts';
import {
  type BenchGoal,
  type Benchmark,
  type BenchOptions,
  goal,
  goalWithoutPeer,
  median,
  report,
  significant,
} from './report.ts';
import { type TrafficFile, writeTraffic } from './traffic-file.ts';

const defaultRuns = 5;
const ourPackets = 400_000;
/** tshark takes seconds for what takes us a tenth of one: a part of the same traffic is enough. */
const tsharkPackets = 100_000;
const quickShare = 0.1;
const trafficSeed = 1;
const nanosecondsPerSecond = 1e9;
const tsharkGoal = 100;
const tcpdumpGoal = 4;
/** One object of the smallest kind every second packet would show. */
const allocationGoalBytes = 8;

/** What our columns hold, by tshark's names. */
const tsharkFields: readonly string[] = [
  'frame.number frame.time_epoch frame.len frame.cap_len frame.encap_type frame.interface_id',
  'eth.src eth.dst eth.type vlan.id ip.src ip.dst ipv6.src ipv6.dst ip.proto ipv6.nxt ip.ttl ipv6.hlim',
  'ip.flags.mf ip.frag_offset tcp.srcport tcp.dstport udp.srcport udp.dstport tcp.flags tcp.seq_raw',
  'tcp.ack_raw tcp.window_size_value tcp.len udp.length icmp.type icmp.code icmpv6.type icmpv6.code',
  'arp.opcode dns.qry.name tls.handshake.extensions_server_name http.host _ws.col.Protocol',
].flatMap(line => line.split(' '));

export const benchmark: Benchmark = {
  name: 'decode',
  summary: 'every packet of a file into columns, against tshark -T fields and tcpdump -n',
  run: async options => {
    const folder = mkdtempSync(join(tmpdir(), 'oddwire-bench-'));
    try {
      return await measure(folder, options);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, options: BenchOptions): Promise<ReturnType<typeof report>> {
  const runs = options.runs ?? defaultRuns;
  const share = options.quick ? quickShare : 1;
  options.log('writing the traffic to decode …');
  const ours = writeTraffic(join(folder, 'traffic.pcap'), ourPackets * share, trafficSeed);
  const part = writeTraffic(join(folder, 'part.pcap'), tsharkPackets * share, trafficSeed);
  const none = writeTraffic(join(folder, 'none.pcap'), 0, trafficSeed);

  // Once to warm up: the compiler is part of no steady state.
  await decodeFile(ours.path);
  const everything: number[] = [];
  const decoding: number[] = [];
  const reading: number[] = [];
  const tcpdump: number[] = [];
  const tshark: number[] = [];
  const tsharkStart: number[] = [];
  const has = { tcpdump: peerVersion('tcpdump'), tshark: peerVersion('tshark') };
  // Interleaved, so that whatever else the machine does hits all alike.
  for (let run = 0; run < runs && !options.signal.aborted; run += 1) {
    everything.push(await decodeFile(ours.path, 'store'));
    decoding.push(await decodeFile(ours.path, 'decode'));
    reading.push(await decodeFile(ours.path, 'read'));
    if (has.tcpdump !== undefined)
      tcpdump.push(await childSeconds('tcpdump', ['-n', '-r', ours.path], options));
    if (has.tshark !== undefined) {
      tshark.push(await childSeconds('tshark', tsharkWords(part), options));
      tsharkStart.push(await childSeconds('tshark', tsharkWords(none), options));
    }
    options.log(
      `run ${run + 1} of ${runs}: ${Math.round(decoding.at(-1) ?? 0)} ns per packet, ${Math.round(everything.at(-1) ?? 0)} with keeping`,
    );
  }
  const perPacket = median(decoding);
  const keptPerPacket = median(everything);
  const tcpdumpPerPacket = (median(tcpdump) * nanosecondsPerSecond) / ours.packets;
  // Its start would weigh on a short file: it is taken off.
  const tsharkPerPacket = ((median(tshark) - median(tsharkStart)) * nanosecondsPerSecond) / part.packets;
  const allocation = await measureAllocation(part.path);
  const goals: BenchGoal[] = [
    ratio('tshark', tsharkPerPacket / perPacket, tsharkGoal, has.tshark),
    ratio('tcpdump', tcpdumpPerPacket / perPacket, tcpdumpGoal, has.tcpdump),
    goal({
      name: 'heap growth per packet in steady state',
      value: allocation.bytesPerPacket,
      unit: 'bytes',
      goal: allocationGoalBytes,
      compare: '<=',
      peer: null,
    }),
  ];
  return report('decode', runs, goals, {
    nanosecondsPerPacket: {
      decoded: significant(perPacket),
      decodedAndKept: significant(keptPerPacket),
      readOnly: significant(median(reading)),
      tcpdump: significant(tcpdumpPerPacket),
      tshark: significant(tsharkPerPacket),
    },
    timesAsFastWhileKeepingPackets: {
      tshark: significant(tsharkPerPacket / keptPerPacket),
      tcpdump: significant(tcpdumpPerPacket / keptPerPacket),
    },
    tsharkStartSeconds: significant(median(tsharkStart)),
    traffic: { packets: ours.packets, meanLength: Math.round(ours.bytes / ours.packets) },
    tsharkTraffic: { packets: part.packets, meanLength: Math.round(part.bytes / part.packets) },
    allocation,
    corpus: decodeCorpus(),
    everyRun: { decoded: decoding.map(Math.round), decodedAndKept: everything.map(Math.round) },
    note: 'processor time, reading the file included everywhere; "decoded": all columns of every packet, which the peers print and forget; "decodedAndKept": and copied with their bytes into the ring of the last packets, which no peer does',
  });
}

function ratio(
  peer: 'tshark' | 'tcpdump',
  value: number,
  wanted: number,
  version: string | undefined,
): BenchGoal {
  const measured = { name: `times as fast as ${peer}`, unit: 'x', goal: wanted, compare: '>=' } as const;
  if (version === undefined) return goalWithoutPeer(measured, `${peer} is not installed`);
  const words = peer === 'tshark' ? '-T fields, the same columns' : '-n';
  return goal({ ...measured, value, peer: `${version}, ${words}` });
}

function tsharkWords(file: TrafficFile): string[] {
  return ['-n', '-r', file.path, '-T', 'fields', ...tsharkFields.flatMap(field => ['-e', field])];
}

/** Processor seconds; where the system does not tell, wall-clock ones. */
async function childSeconds(
  program: string,
  words: readonly string[],
  options: BenchOptions,
): Promise<number> {
  const run = await runChild(program, words, { output: 'discard', signal: options.signal });
  if (run.exitCode !== 0) throw new Error(`${program} failed: ${run.complaint.trim()}`);
  return run.userSeconds === undefined || run.systemSeconds === undefined
    ? run.wallSeconds
    : run.userSeconds + run.systemSeconds;
}
