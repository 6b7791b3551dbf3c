import { whose } from '../../flows/host-table.ts';
import type { Detector, DetectorTools } from '../contracts.ts';
import type { Attempts } from './attempts.ts';
import type { FailingTable } from './failing-table.ts';
import { partyOf } from './party-of.ts';
import type { ScanMemory } from './scan-memory.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const windowSeconds = 10;
/** Strangers' pings count whether they are answered or not, and few suffice. */
const strangerSeconds = 60;
const icmpNumber = 1;
const icmpv6Number = 58;

/** Many hosts pinged of which most do not answer. */
export class PingSweep extends WithoutMemory implements Detector {
  readonly section = 'ping-sweep';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #attempts: Attempts;
  readonly #memory: ScanMemory;
  readonly #hosts: Threshold;
  readonly #strangers: Threshold;

  constructor(tools: DetectorTools, attempts: Attempts, memory: ScanMemory) {
    super();
    this.#tools = tools;
    this.#attempts = attempts;
    this.#memory = memory;
    this.#hosts = new Threshold(tools, 'hosts pinged in vain, 10 s', {
      floor: 10,
      network: 3,
      ceiling: 50,
      own: 2,
    });
    this.#strangers = new Threshold(tools, 'hosts here pinged from elsewhere, 60 s', {
      floor: 5,
      network: 3,
      ceiling: 50,
      own: 2,
      probationSeconds: 180,
    });
  }

  packet(): void {}

  second(now: number): void {
    this.#judge(this.#attempts.localPorts, true, now);
    this.#judge(this.#attempts.remotePorts, false, now);
  }

  #judge(table: FailingTable, isLocal: boolean, now: number): void {
    const { hosts } = this.#tools.tracker;
    for (let index = 0; index < table.readyCount; index += 1) {
      const record = table.ready(index);
      const protocol = table.protocol[record];
      if (protocol !== icmpNumber && protocol !== icmpv6Number) continue;
      const actor = table.actor[record] as number;
      const number = table.actorNumber[record] as number;
      if (hosts.slotOf(actor, number) < 0) continue;
      const isStranger = isLocal && hosts.whose[actor] === whose.elsewhere;
      const line = isStranger ? this.#strangers : this.#hosts;
      const seconds = isStranger ? strangerSeconds : windowSeconds;
      const count = table.count(record, now, seconds);
      if (!line.isPassed(count, actor, now)) continue;
      this.#memory.fast.note(number, now);
      this.#memory.sweeps.note(number, now);
      const isSixth = protocol === icmpv6Number;
      this.#tools.report({
        kind: isSixth ? 'neighbour-sweep' : 'ping-sweep',
        time: now,
        actor: partyOf(hosts, actor, number),
        target: undefined,
        port: -1,
        protocol: isSixth ? 'ICMPv6' : 'ICMP',
        measures: [
          line.measure(
            isStranger ? 'hosts pinged' : 'hosts pinged without an answer',
            count,
            'count',
            seconds,
            actor,
          ),
        ],
        packet: table.packet[record] as number,
        flow: table.flow[record] as number,
        details: [],
        actors: 1,
        targets: count,
      });
    }
  }
}
