import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { Detector, DetectorTools, Measure } from '../contracts.ts';
import type { AttemptListener, Attempts } from './attempts.ts';
import { HourlyDistinct } from './hourly-distinct.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const seed = 0x736c6f77;
const keys = 2048;
const hourSeconds = 3600;
const tcpNumber = 6;
const udpNumber = 17;
/** Of what fails elsewhere at least this much at one port; see host-sweep.ts. */
const concentration = 0.5;

type Candidate = {
  readonly actor: number;
  readonly actorNumber: number;
  readonly target: number;
  readonly targetNumber: number;
  readonly port: number;
  readonly protocol: number;
  readonly flow: number;
  readonly packet: number;
  readonly targets: number;
  readonly measures: readonly Measure[];
};

/** Few failures at a time, but of one source within an hour at more ports or hosts than anybody has reason to. */
export class SlowScan extends WithoutMemory implements Detector, AttemptListener {
  readonly section = 'slow-scan';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #memory: ScanMemory;
  readonly #attempts: Attempts;
  /** Ports failing by (source, target); hosts by (source, port); both by (source, here or elsewhere). */
  readonly #ports = new HourlyDistinct(keys, seed);
  readonly #hosts = new HourlyDistinct(keys, seed + 1);
  readonly #all = new HourlyDistinct(keys / 4, seed + 2);
  readonly #portLine: Threshold;
  readonly #hostLine: Threshold;
  readonly #remoteLine: Threshold;
  readonly #allLine: Threshold;
  /** By actor's number, reported at the next second. */
  readonly #found = new Map<number, Candidate>();

  constructor(tools: DetectorTools, memory: ScanMemory, attempts: Attempts) {
    super();
    this.#tools = tools;
    this.#memory = memory;
    this.#attempts = attempts;
    const usual = { network: 2, own: 2, probationSeconds: 2 * hourSeconds };
    this.#portLine = new Threshold(tools, 'ports failing at a host, 1 h', {
      ...usual,
      floor: 14,
      ceiling: 60,
    });
    this.#hostLine = new Threshold(tools, 'hosts here failing at a port, 1 h', {
      ...usual,
      floor: 18,
      ceiling: 80,
    });
    this.#remoteLine = new Threshold(tools, 'hosts elsewhere failing at a port, 1 h', {
      ...usual,
      floor: 60,
      ceiling: 400,
    });
    this.#allLine = new Threshold(tools, 'hosts and ports here failing, 1 h', {
      ...usual,
      floor: 30,
      ceiling: 120,
    });
  }

  get memoryBytes(): number {
    return this.#ports.memoryBytes + this.#hosts.memoryBytes + this.#all.memoryBytes;
  }

  packet(): void {}

  failed(flow: number, source: number, target: number, _isRefused: boolean, now: number): void {
    if (source < 0 || target < 0) return;
    const { hosts, flows } = this.#tools.tracker;
    const actor = hosts.number[source] as number;
    // Already told of.
    if (this.#memory.fast.isRecent(actor, now, hourSeconds)) return;
    const other = hosts.number[target] as number;
    const isLocal = hosts.whose[target] !== whose.elsewhere;
    const port = flows.port[flow * 2 + 1] as number;
    const protocol = flows.ipProtocol[flow] as number;
    const service = (protocol << 16) | Math.max(0, port);
    const isPort = protocol === tcpNumber || protocol === udpNumber;
    const all = isPort ? this.#all.add(actor, isLocal ? 1 : 0, mix(other, service), now) : 0;
    const ports = isPort ? this.#ports.add(actor, other, service, now) : 0;
    const ofPort = this.#hosts.add(actor, isLocal ? service : ~service, other, now);
    if (ports > 1 && this.#portLine.isPassed(ports, source, now)) {
      const measure = this.#portLine.measure(
        'ports tried without success',
        ports,
        'count',
        hourSeconds,
        source,
      );
      this.#find(flow, source, target, -1, 1, measure);
    }
    const line = isLocal ? this.#hostLine : this.#remoteLine;
    const isConcentrated = isLocal || !isPort || ofPort >= concentration * all;
    if (ofPort > 1 && isConcentrated && line.isPassed(ofPort, source, now)) {
      const measure = line.measure('hosts tried without success', ofPort, 'count', hourSeconds, source);
      this.#find(flow, source, -1, port, ofPort, measure);
    } else if (isLocal && all > 1 && this.#allLine.isPassed(all, source, now)) {
      const measure = this.#allLine.measure(
        'hosts and ports tried without success',
        all,
        'count',
        hourSeconds,
        source,
      );
      this.#find(flow, source, -1, -1, Math.max(2, ofPort), measure);
    }
  }

  second(now: number): void {
    if (this.#found.size === 0) return;
    const { hosts } = this.#tools.tracker;
    for (const found of this.#found.values()) {
      if (this.#memory.fast.isRecent(found.actorNumber, now, hourSeconds)) continue;
      this.#tools.report({
        kind: 'slow-scan',
        time: now,
        actor: partyOf(hosts, found.actor, found.actorNumber),
        target: found.target < 0 ? undefined : partyOf(hosts, found.target, found.targetNumber),
        port: found.port,
        protocol: found.protocol === tcpNumber ? 'TCP' : found.protocol === udpNumber ? 'UDP' : 'ICMP',
        measures: found.measures,
        packet: found.packet,
        flow: found.flow,
        details: [],
        actors: 1,
        targets: found.targets,
      });
    }
    this.#found.clear();
  }

  #find(flow: number, actor: number, target: number, port: number, targets: number, measure: Measure): void {
    const { hosts, flows } = this.#tools.tracker;
    const actorNumber = hosts.number[actor] as number;
    const before = this.#found.get(actorNumber);
    if (before !== undefined && (before.measures[0] as Measure).value >= measure.value) return;
    this.#found.set(actorNumber, {
      actor,
      actorNumber,
      target,
      targetNumber: target < 0 ? 0 : (hosts.number[target] as number),
      port,
      protocol: flows.ipProtocol[flow] as number,
      flow: flows.number[flow] as number,
      packet: this.#attempts.toldPacket,
      targets,
      measures: [measure],
    });
  }
}
