import { describe, expect, it } from 'vitest';
import type { Packet } from '../decode/packet.ts';
import { client, type FlowPacket, flowPacket, server } from '../testing/flow-packets.ts';
import { addressClass } from './address-class.ts';
import { parseAddress } from './address-words.ts';
import { HostTable, whose } from './host-table.ts';
import { PortCounts } from './port-counts.ts';

function see(hosts: HostTable, wanted: FlowPacket, change: (p: Packet) => void = () => undefined): void {
  const p = flowPacket(wanted);
  change(p);
  hosts.countSent(hosts.source(p), p);
  hosts.countReceived(hosts.destination(p), p);
}

describe('host table', () => {
  it('counts what a host sends and what it is sent', () => {
    const hosts = new HostTable(8);
    see(hosts, { length: 100, at: 5 });
    see(hosts, { length: 50, at: 7 });
    see(hosts, { from: server, to: client, length: 1000, at: 9 });
    const slot = hosts.find(4, 0, 0, 0, client);
    expect([hosts.packetsOut[slot], hosts.bytesOut[slot]]).toEqual([2, 150]);
    expect([hosts.packetsIn[slot], hosts.bytesIn[slot]]).toEqual([1, 1000]);
    expect([hosts.first[slot], hosts.last[slot]]).toEqual([5, 9]);
    expect(hosts.rateAt(slot, 9)).toBeGreaterThan(200);
    expect(hosts.total).toBe(2);
  });

  it('keeps the hardware address of local hosts only: that of remote ones is the router’s', () => {
    const hosts = new HostTable(8);
    const withMac = (p: Packet): void => {
      p.hasEthernet = 1;
      p.ethSrcHigh = 0xb827;
      p.ethSrcLow = 0x12345678;
    };
    see(hosts, {}, withMac);
    see(hosts, { from: server, to: client }, withMac);
    const local = hosts.find(4, 0, 0, 0, client);
    const remote = hosts.find(4, 0, 0, 0, server);
    expect([hosts.hasMac[local], hosts.macHigh[local]]).toEqual([1, 0xb827]);
    expect(hosts.hasMac[remote]).toBe(0);
    expect(hosts.addressClass[remote]).toBe(addressClass.global);
    expect([hosts.whose[local], hosts.whose[remote]]).toEqual([whose.network, whose.elsewhere]);
  });

  it('knows this machine, also when it has a public address and is told late', () => {
    const hosts = new HostTable(8);
    see(hosts, {});
    const own = parseAddress('93.184.216.34');
    hosts.setOwnAddresses(own === undefined ? [] : [own]);
    expect(hosts.whose[hosts.find(4, 0, 0, 0, server)]).toBe(whose.ours);
    see(hosts, { from: 0x7f000001 });
    expect(hosts.whose[hosts.find(4, 0, 0, 0, 0x7f000001)]).toBe(whose.ours);
  });

  it('evicts the host idle for longest and forgets all of it', () => {
    const hosts = new HostTable(2);
    see(hosts, { from: 1, to: 2 });
    const slot = hosts.find(4, 0, 0, 0, 1);
    const number = hosts.number[slot] as number;
    hosts.ports.add(slot, 80);
    hosts.name[slot] = 7;
    see(hosts, { from: 3, to: 2 });
    expect(hosts.slots.evicted).toBe(1);
    expect(hosts.find(4, 0, 0, 0, 1)).toBe(-1);
    expect(hosts.slotOf(slot, number)).toBe(-1);
    expect(hosts.find(4, 0, 0, 0, 3)).toBe(slot);
    expect([hosts.packetsOut[slot], hosts.ports.count(slot), hosts.name[slot]]).toEqual([1, 0, 0]);
  });

  it('stays bounded with a million hosts', () => {
    const hosts = new HostTable(1024);
    const p = flowPacket();
    for (let index = 0; index < 1_000_000; index += 1) {
      p.src3 = index;
      hosts.countSent(hosts.source(p), p);
    }
    expect(hosts.slots.used).toBe(1024);
    expect(hosts.slots.evicted).toBe(1_000_000 - 1024);
  });
});

describe('port counts', () => {
  it.each([1, 2, 10, 100, 500, 1000, 3000])('are near %i sequential ports', ports => {
    const counts = new PortCounts(2);
    for (let port = 1; port <= ports; port += 1) {
      counts.add(1, 1000 + port);
      counts.add(1, 1000 + port);
    }
    expect(Math.abs(counts.count(1) - ports)).toBeLessThanOrEqual(Math.max(1, ports * 0.12));
    expect(counts.count(0)).toBe(0);
  });

  it('never promise more than the bitmap can tell', () => {
    const counts = new PortCounts(1);
    for (let port = 0; port < 65_536; port += 1) counts.add(0, port);
    expect(counts.count(0)).toBeGreaterThan(6000);
    counts.clear(0);
    expect(counts.count(0)).toBe(0);
  });
});
