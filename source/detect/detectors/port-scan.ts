import type { Detector, DetectorTools } from '../contracts.ts';
import type { Attempts } from './attempts.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const windowSeconds = 10;
/** Of one actor: with more targets than this at once they are told of together. */
const mostTargetsByName = 3;
const tcpNumber = 6;

type Scan = { readonly record: number; readonly ports: number };

/** Many ports of one host tried in a short time, nothing useful behind them. */
export class PortScan extends WithoutMemory implements Detector {
  readonly section = 'port-scan';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #attempts: Attempts;
  readonly #memory: ScanMemory;
  readonly #ports: Threshold;

  constructor(tools: DetectorTools, attempts: Attempts, memory: ScanMemory) {
    super();
    this.#tools = tools;
    this.#attempts = attempts;
    this.#memory = memory;
    this.#ports = new Threshold(tools, 'ports tried in vain at a host, 10 s', {
      floor: 12,
      network: 3,
      ceiling: 60,
      own: 2,
    });
  }

  packet(): void {}

  second(now: number): void {
    const { pairs } = this.#attempts;
    const byActor = new Map<number, Scan[]>();
    for (let index = 0; index < pairs.readyCount; index += 1) {
      const record = pairs.ready(index);
      const ports = pairs.count(record, now, windowSeconds);
      const actor = pairs.actor[record] as number;
      const number = pairs.actorNumber[record] as number;
      if (this.#tools.tracker.hosts.slotOf(actor, number) < 0) continue;
      if (!this.#ports.isPassed(ports, actor, now)) continue;
      const scans = byActor.get(number) ?? [];
      scans.push({ record, ports });
      byActor.set(number, scans);
    }
    for (const scans of byActor.values()) this.#report(scans, now);
  }

  #report(scans: readonly Scan[], now: number): void {
    const { pairs } = this.#attempts;
    const worst = scans.toSorted((one, other) => other.ports - one.ports);
    const together = scans.length > mostTargetsByName;
    for (const { record, ports } of together ? worst.slice(0, 1) : worst) {
      const { hosts } = this.#tools.tracker;
      const actor = pairs.actor[record] as number;
      const number = pairs.actorNumber[record] as number;
      this.#memory.fast.note(number, now);
      const target = partyOf(hosts, pairs.target[record] as number, pairs.targetNumber[record] as number);
      this.#tools.report({
        kind: 'port-scan',
        time: now,
        actor: partyOf(hosts, actor, number),
        target: together ? undefined : target,
        port: -1,
        protocol: pairs.protocol[record] === tcpNumber ? 'TCP' : 'UDP',
        measures: [this.#ports.measure('ports tried without success', ports, 'count', windowSeconds, actor)],
        packet: pairs.packet[record] as number,
        flow: pairs.flow[record] as number,
        details: [],
        actors: 1,
        targets: scans.length,
      });
    }
  }
}
