import type { Detector, DetectorTools } from '../contracts.ts';
import { Amplification } from './amplification.ts';
import { ArpSweep } from './arp-sweep.ts';
import { Attempts } from './attempts.ts';
import { FailedConnections } from './failed-connections.ts';
import { FloodState } from './flood-state.ts';
import { HeavyTraffic } from './heavy-traffic.ts';
import { HostLoads } from './host-loads.ts';
import { HostSweep } from './host-sweep.ts';
import { IcmpFlood } from './icmp-flood.ts';
import { NeighbourSweep } from './neighbour-sweep.ts';
import { PacketBurst } from './packet-burst.ts';
import { PingSweep } from './ping-sweep.ts';
import { PortScan } from './port-scan.ts';
import { RecentAlarms } from './recent-alarms.ts';
import type { ScanMemory } from './scan-memory.ts';
import { SlowRequests } from './slow-requests.ts';
import { SlowScan } from './slow-scan.ts';
import { SynFlood } from './syn-flood.ts';
import { UdpFlood } from './udp-flood.ts';
import { WithoutMemory } from './without-memory.ts';

/** Detectors of scans, sweeps, floods and mere volume. They are to be called in this order: the first ones serve the others. */
export function volumeDetectors(tools: DetectorTools): Detector[] {
  const { hosts } = tools.tracker;
  const floods = new FloodState(hosts);
  const memory: ScanMemory = { fast: new RecentAlarms(), sweeps: new RecentAlarms() };
  const synFlood = new SynFlood(tools, floods);
  const attempts = new Attempts(
    tools,
    (target, second) => floods.isFlooded(target, second) || synFlood.isSuspicious(target, second),
  );
  const slowScan = new SlowScan(tools, memory, attempts);
  const failedConnections = new FailedConnections(tools, floods, memory, attempts);
  const slowRequests = new SlowRequests(tools, attempts);
  attempts.listen(synFlood);
  attempts.listen(slowScan);
  attempts.listen(failedConnections);
  attempts.listen(slowRequests);
  const loads = new HostLoads(hosts);
  return [
    attempts,
    synFlood,
    new UdpFlood(tools, floods),
    new IcmpFlood(tools, floods),
    new Amplification(tools, floods),
    new PortScan(tools, attempts, memory),
    new HostSweep(tools, attempts, memory),
    new PingSweep(tools, attempts, memory),
    new ArpSweep(tools, memory),
    new NeighbourSweep(tools, memory),
    slowScan,
    failedConnections,
    slowRequests,
    new LoadReader(loads),
    new HeavyTraffic(tools, loads, floods),
    new PacketBurst(tools, loads, floods),
  ];
}

class LoadReader extends WithoutMemory implements Detector {
  readonly section = 'host-loads';
  readonly wants = 0;
  readonly #loads: HostLoads;

  constructor(loads: HostLoads) {
    super();
    this.#loads = loads;
  }

  packet(): void {}

  second(now: number): void {
    this.#loads.update(now);
  }
}
