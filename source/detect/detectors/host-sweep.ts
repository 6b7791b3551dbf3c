import type { Detector, DetectorTools, Finding } from '../contracts.ts';
import type { Attempts } from './attempts.ts';
import type { FailingTable } from './failing-table.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const windowSeconds = 10;
const tcpNumber = 6;
const udpNumber = 17;
/** Of what a host tries elsewhere in vain, at least this much at one port: else it only talks to many that have gone. */
const concentration = 0.5;
/** Nothing useful from elsewhere for so long: perhaps the line is down, and everything is tried in vain. */
const lineDownSeconds = 10;
const lineDownFactor = 3;
/** With several ports: that many hosts at least, and pairs of host and port. */
const fewestHosts = 6;

/** One port, or a few, tried at many hosts without anything useful behind. */
export class HostSweep extends WithoutMemory implements Detector {
  readonly section = 'host-sweep';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #attempts: Attempts;
  readonly #memory: ScanMemory;
  readonly #local: Threshold;
  readonly #remote: Threshold;
  readonly #pairs: Threshold;
  /** Worst finding so far of each actor in this second. */
  readonly #worst = new Map<number, Finding>();

  constructor(tools: DetectorTools, attempts: Attempts, memory: ScanMemory) {
    super();
    this.#tools = tools;
    this.#attempts = attempts;
    this.#memory = memory;
    const usual = { network: 3, own: 2 };
    this.#local = new Threshold(tools, 'hosts here tried in vain at a port, 10 s', {
      ...usual,
      floor: 10,
      ceiling: 50,
    });
    this.#remote = new Threshold(tools, 'hosts elsewhere tried in vain at a port, 10 s', {
      ...usual,
      floor: 25,
      ceiling: 150,
    });
    this.#pairs = new Threshold(tools, 'hosts and ports here tried in vain, 10 s', {
      ...usual,
      floor: 15,
      ceiling: 80,
    });
  }

  packet(): void {}

  second(now: number): void {
    this.#worst.clear();
    this.#ofPort(this.#attempts.localPorts, true, now);
    this.#ofPort(this.#attempts.remotePorts, false, now);
    this.#ofSeveralPorts(now);
    for (const finding of this.#worst.values()) this.#tools.report(finding);
  }

  #ofPort(table: FailingTable, isLocal: boolean, now: number): void {
    const isLineDown = !isLocal && now - this.#attempts.remoteAnswerAt > lineDownSeconds;
    const threshold = isLocal ? this.#local : this.#remote;
    for (let index = 0; index < table.readyCount; index += 1) {
      const record = table.ready(index);
      const protocol = table.protocol[record];
      if (protocol !== tcpNumber && protocol !== udpNumber) continue;
      const hosts = table.count(record, now, windowSeconds);
      if (!this.#isThere(table, record)) continue;
      const value = isLineDown ? Math.floor(hosts / lineDownFactor) : hosts;
      if (!threshold.isPassed(value, table.actor[record] as number, now)) continue;
      if (!isLocal && !this.#isConcentrated(table.actorNumber[record] as number, hosts, now)) continue;
      this.#keep(
        table,
        record,
        table.port[record] as number,
        hosts,
        threshold,
        'hosts tried without success',
        now,
      );
    }
  }

  #ofSeveralPorts(now: number): void {
    const { sources, sourceHosts } = this.#attempts;
    for (let index = 0; index < sources.readyCount; index += 1) {
      const record = sources.ready(index);
      if (sources.keyB[record] !== 1 || !this.#isThere(sources, record)) continue;
      const pairs = sources.count(record, now, windowSeconds);
      if (!this.#pairs.isPassed(pairs, sources.actor[record] as number, now)) continue;
      const ofHosts = sourceHosts.find(sources.actorNumber[record] as number, 1);
      const hosts = ofHosts < 0 ? 0 : sourceHosts.count(ofHosts, now, windowSeconds);
      if (hosts < fewestHosts || this.#worst.has(sources.actorNumber[record] as number)) continue;
      this.#keep(sources, record, -1, hosts, this.#local, 'hosts tried without success', now);
    }
  }

  #isThere(table: FailingTable, record: number): boolean {
    const slot = table.actor[record] as number;
    return this.#tools.tracker.hosts.slotOf(slot, table.actorNumber[record] as number) >= 0;
  }

  #isConcentrated(actorNumber: number, hosts: number, now: number): boolean {
    const { sources } = this.#attempts;
    const all = sources.find(actorNumber, 0);
    return all < 0 || hosts >= concentration * sources.count(all, now, windowSeconds);
  }

  #keep(
    table: FailingTable,
    record: number,
    port: number,
    hosts: number,
    threshold: Threshold,
    of: string,
    now: number,
  ): void {
    const actor = table.actor[record] as number;
    const number = table.actorNumber[record] as number;
    this.#memory.fast.note(number, now);
    this.#memory.sweeps.note(number, now);
    const before = this.#worst.get(number);
    if (before !== undefined && before.targets >= hosts) return;
    this.#worst.set(number, {
      kind: 'host-sweep',
      time: now,
      actor: partyOf(this.#tools.tracker.hosts, actor, number),
      target: undefined,
      port,
      protocol: table.protocol[record] === tcpNumber ? 'TCP' : 'UDP',
      measures: [threshold.measure(of, hosts, 'count', windowSeconds, actor)],
      packet: table.packet[record] as number,
      flow: table.flow[record] as number,
      details: [],
      actors: 1,
      targets: hosts,
    });
  }
}
