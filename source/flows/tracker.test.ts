import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Packet } from '../decode/packet.ts';
import { client, flowPacket, server } from '../testing/flow-packets.ts';
import { Random } from '../testing/random.ts';
import { Tracker } from './tracker.ts';

describe('tracker', () => {
  it('counts flows and ports at the hosts they belong to', () => {
    const tracker = new Tracker({ maxFlows: 64, maxHosts: 16 });
    for (let port = 1; port <= 20; port += 1) tracker.add(flowPacket({ toPort: port, flags: 2 }));
    tracker.add(flowPacket({ toPort: 20, flags: 2 }));
    const [asker, answerer] = [client, server].map(word => tracker.hosts.find(4, 0, 0, 0, word)) as [
      number,
      number,
    ];
    expect([tracker.hosts.flows[asker], tracker.hosts.flows[answerer]]).toEqual([20, 20]);
    expect([tracker.hosts.ports.count(asker), tracker.hosts.ports.count(answerer)]).toEqual([0, 20]);
    expect([tracker.hosts.packetsOut[asker], tracker.hosts.packetsIn[answerer]]).toEqual([21, 21]);
  });

  it('tells of every flow that begins', () => {
    const tracker = new Tracker({ maxFlows: 4, maxHosts: 4 });
    const begun: number[] = [];
    tracker.onNewFlow = slot => begun.push(tracker.flows.number[slot] as number);
    tracker.add(flowPacket());
    tracker.add(flowPacket());
    tracker.add(flowPacket({ toPort: 80 }));
    expect(begun).toEqual([1, 2]);
  });

  it('finds the right hosts while both tables evict', () => {
    const random = new Random(11);
    const tracker = new Tracker({ maxFlows: 40, maxHosts: 12 });
    const { flows, hosts } = tracker;
    const p = new Packet();
    for (let step = 0; step < 50_000; step += 1) {
      const from = random.between(1, 25);
      const to = random.between(30, 45);
      const sent = hosts.find(4, 0, 0, 0, from);
      const before = sent < 0 ? 0 : (hosts.packetsOut[sent] as number);
      tracker.add(flowPacket({ from, to, fromPort: random.between(1, 2) }, p));
      const source = hosts.find(4, 0, 0, 0, from);
      expect(hosts.packetsOut[source]).toBe(before + 1);
      expect(hosts.find(4, 0, 0, 0, to)).toBeGreaterThanOrEqual(0);
    }
    expect([flows.slots.used, hosts.slots.used]).toEqual([40, 12]);
  });

  it('allocates nothing for packets of known flows', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const tracker = new Tracker({ maxFlows: 1024, maxHosts: 256 });
    const p = new Packet();
    const run = (packets: number): void => {
      for (let step = 0; step < packets; step += 1) {
        p.src3 = step & 255;
        tracker.add(p);
      }
    };
    flowPacket({}, p);
    run(200_000);
    collect();
    const before = process.memoryUsage().heapUsed;
    run(2_000_000);
    expect((process.memoryUsage().heapUsed - before) / 2_000_000).toBeLessThan(0.5);
  });
});
