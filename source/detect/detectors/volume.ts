import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
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
import { RelayCards } from './relay-cards.ts';
import type { ScanMemory } from './scan-memory.ts';
import { SlowRequests } from './slow-requests.ts';
import { SlowScan } from './slow-scan.ts';
import { SynFlood } from './syn-flood.ts';
import { UdpFlood } from './udp-flood.ts';
import { WithoutMemory } from './without-memory.ts';

/** Detectors of scans, sweeps, floods and mere volume. */
export function volumeDetectors(tools: DetectorTools): Detector[] {
  return [new VolumeDetectors(tools)];
}

/** All of them as one: they build on each other, and a packet finds its way to those it matters to at little cost. */
export class VolumeDetectors extends WithoutMemory implements Detector {
  readonly section = 'volume';
  readonly wants: number;
  readonly #attempts: Attempts;
  readonly #synFlood: SynFlood;
  readonly #udpFlood: UdpFlood;
  readonly #icmpFlood: IcmpFlood;
  readonly #amplification: Amplification;
  readonly #arpSweep: ArpSweep;
  readonly #neighbourSweep: NeighbourSweep;
  readonly #slowScan: SlowScan;
  readonly #failedConnections: FailedConnections;
  readonly #slowRequests: SlowRequests;
  readonly #relays = new RelayCards();
  readonly #whose: Uint8Array;
  readonly #loads: HostLoads;
  /** In this order once a second: the first ones serve the others. */
  readonly #all: readonly Detector[];

  constructor(tools: DetectorTools) {
    super();
    const { hosts } = tools.tracker;
    this.#whose = hosts.whose;
    const floods = new FloodState(hosts);
    const memory: ScanMemory = { fast: new RecentAlarms(), sweeps: new RecentAlarms() };
    this.#synFlood = new SynFlood(tools, floods);
    const attempts = new Attempts(
      tools,
      (target, second) => floods.isFlooded(target, second) || this.#synFlood.isSuspicious(target, second),
    );
    this.#attempts = attempts;
    this.#udpFlood = new UdpFlood(tools, floods);
    this.#icmpFlood = new IcmpFlood(tools, floods);
    this.#amplification = new Amplification(tools, floods);
    this.#arpSweep = new ArpSweep(tools, memory, this.#relays);
    this.#neighbourSweep = new NeighbourSweep(tools, memory);
    this.#slowScan = new SlowScan(tools, memory, attempts);
    this.#failedConnections = new FailedConnections(tools, floods, memory, attempts);
    this.#slowRequests = new SlowRequests(tools, attempts);
    attempts.listen(this.#synFlood);
    attempts.listen(this.#slowScan);
    attempts.listen(this.#failedConnections);
    attempts.listen(this.#slowRequests);
    this.#loads = new HostLoads(hosts);
    this.#all = [
      attempts,
      this.#synFlood,
      this.#udpFlood,
      this.#icmpFlood,
      this.#amplification,
      new PortScan(tools, attempts, memory),
      new HostSweep(tools, attempts, memory),
      new PingSweep(tools, attempts, memory),
      this.#arpSweep,
      this.#neighbourSweep,
      this.#slowScan,
      this.#failedConnections,
      this.#slowRequests,
      new HeavyTraffic(tools, this.#loads, floods),
      new PacketBurst(tools, this.#loads, floods),
    ];
    this.wants = this.#all.reduce<number>((wants, detector) => wants | detector.wants, interest.newFlow);
  }

  get memoryBytes(): number {
    return (
      this.#attempts.memoryBytes +
      this.#synFlood.memoryBytes +
      this.#udpFlood.memoryBytes +
      this.#icmpFlood.memoryBytes +
      this.#amplification.memoryBytes +
      this.#arpSweep.memoryBytes +
      this.#neighbourSweep.memoryBytes +
      this.#slowScan.memoryBytes +
      this.#failedConnections.memoryBytes +
      this.#slowRequests.memoryBytes +
      this.#loads.memoryBytes
    );
  }

  packet(context: PacketContext): void {
    const { traits } = context;
    this.#loads.ahead = context.ahead;
    if (context.isNewFlow) this.#meetRelay(context);
    if ((traits & this.#attempts.wants) !== 0) this.#attempts.packet(context);
    if ((traits & interest.tcpSyn) !== 0) this.#synFlood.packet(context);
    else if ((traits & interest.udp) !== 0) {
      this.#udpFlood.packet(context);
      this.#amplification.packet(context);
    } else if ((traits & (interest.icmp | interest.icmpv6)) !== 0) {
      this.#udpFlood.packet(context);
      this.#icmpFlood.packet(context);
      this.#amplification.packet(context);
      if ((traits & interest.icmpv6) !== 0) this.#neighbourSweep.packet(context);
    } else if ((traits & interest.arp) !== 0) this.#arpSweep.packet(context);
  }

  #meetRelay({ packet: p, source, destination }: PacketContext): void {
    if (p.hasEthernet !== 1) return;
    if (this.#whose[source] === whose.elsewhere)
      this.#relays.meet(p.ethSrcHigh, p.ethSrcLow, p.src0 ^ p.src1 ^ p.src2 ^ p.src3);
    if (this.#whose[destination] === whose.elsewhere)
      this.#relays.meet(p.ethDstHigh, p.ethDstLow, p.dst0 ^ p.dst1 ^ p.dst2 ^ p.dst3);
  }

  second(now: number): void {
    this.#loads.update(now);
    for (const detector of this.#all) detector.second(now);
  }
}
