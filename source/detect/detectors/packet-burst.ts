import { whose } from '../../flows/host-table.ts';
import type { Detector, DetectorTools } from '../contracts.ts';
import { hostParty } from '../host-key.ts';
import type { FloodState } from './flood-state.ts';
import type { HostLoads } from './host-loads.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const learnedFirst = 1800;

/** A host of ours with far more packets in one second than it and the others usually have. */
export class PacketBurst extends WithoutMemory implements Detector {
  readonly section = 'packet-burst';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #loads: HostLoads;
  readonly #floods: FloodState;
  readonly #packets: Threshold;

  constructor(tools: DetectorTools, loads: HostLoads, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#loads = loads;
    this.#floods = floods;
    this.#packets = new Threshold(tools, 'packets of a host, 1 s', {
      floor: 3000,
      network: 6,
      own: 5,
      unlearnedFloor: 500_000,
      learnedFirst,
    });
  }

  packet(): void {}

  second(now: number): void {
    const { hosts } = this.#tools.tracker;
    const loads = this.#loads;
    for (let index = 0; index < loads.activeCount; index += 1) {
      const host = loads.active[index] as number;
      if (hosts.whose[host] === whose.elsewhere || this.#floods.isFlooded(host, now)) continue;
      const packets = loads.rate[index] as number;
      if (!this.#packets.isPassed(packets, host, now)) continue;
      this.#tools.report({
        kind: 'packet-burst',
        time: now,
        actor: hostParty(hosts, host),
        target: undefined,
        port: -1,
        protocol: '',
        measures: [this.#packets.measure('packets sent and received', packets, 'count', 1, host)],
        packet: 0,
        flow: 0,
        details: [],
        actors: 1,
        targets: 1,
      });
    }
  }
}
