import { whose } from '../../flows/host-table.ts';
import type { Detector, DetectorTools } from '../contracts.ts';
import { hostParty } from '../host-key.ts';
import type { FloodState } from './flood-state.ts';
import type { HostLoads } from './host-loads.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const megabyte = 1_000_000;
/** Ten minutes with three hosts: before, nobody knows what is much here. */
const learnedFirst = 1800;

/** A host of ours that has moved far more bytes within a minute than it and the others usually do. */
export class HeavyTraffic extends WithoutMemory implements Detector {
  readonly section = 'heavy-traffic';
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #loads: HostLoads;
  readonly #floods: FloodState;
  readonly #bytes: Threshold;

  constructor(tools: DetectorTools, loads: HostLoads, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#loads = loads;
    this.#floods = floods;
    this.#bytes = new Threshold(tools, 'bytes of a host, 60 s', {
      floor: 30 * megabyte,
      network: 4,
      own: 4,
      unlearnedFloor: 20_000 * megabyte,
      learnedFirst,
      probationSeconds: 180,
    });
  }

  packet(): void {}

  second(now: number): void {
    const { hosts } = this.#tools.tracker;
    const loads = this.#loads;
    for (let index = 0; index < loads.activeCount; index += 1) {
      const host = loads.active[index] as number;
      if (hosts.whose[host] === whose.elsewhere) continue;
      // A flood is part of what was moved until it is a whole window ago.
      if (this.#floods.wasFlooded(host, now, loads.windowSeconds)) continue;
      const bytes = loads.minuteBytes(host);
      if (!this.#bytes.isPassed(bytes, host, now)) continue;
      this.#tools.report({
        kind: 'heavy-traffic',
        time: now,
        actor: hostParty(hosts, host),
        target: undefined,
        port: -1,
        protocol: '',
        measures: [this.#bytes.measure('bytes moved', bytes, 'bytes', loads.windowSeconds, host)],
        packet: 0,
        flow: 0,
        details: [],
        actors: 1,
        targets: 1,
      });
    }
  }
}
