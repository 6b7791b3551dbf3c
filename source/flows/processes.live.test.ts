import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { flowPacket } from '../testing/flow-packets.ts';
import { Processes } from './processes.ts';
import { Tracker } from './tracker.ts';

const loopback = 0x7f000001;
const ownName = process.platform === 'linux' ? readFileSync('/proc/self/comm', 'utf8').trim() : '';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function seen(options = {}): { tracker: Tracker; processes: Processes; see: (packet: object) => number } {
  const tracker = new Tracker({ maxFlows: 64, maxHosts: 64 });
  const processes = new Processes(tracker, options);
  closers.push(() => processes.stop());
  return { tracker, processes, see: packet => tracker.add(flowPacket(packet)) };
}

describe.runIf(process.platform === 'linux')('processes of flows', () => {
  it('are found for both ends of a TCP connection on loopback', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    closers.push(() => listener.close());
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const accepted = once(listener, 'connection');
    const socket = connect(port, '127.0.0.1');
    closers.push(() => socket.destroy());
    await once(socket, 'connect');
    const [other] = await accepted;
    closers.push(() => other.destroy());
    const { tracker, processes, see } = seen();
    const slot = see({
      from: loopback,
      to: loopback,
      fromPort: socket.localPort ?? 0,
      toPort: port,
      flags: 2,
    });
    expect(tracker.flows.process[slot]).toBe(0);
    await processes.refresh();
    const owner = processes.table.owner(tracker.flows.process[slot] as number);
    expect(owner).toEqual({ pid: process.pid, name: ownName, user: userInfo().username });
    expect(processes.table.text(tracker.flows.process[slot] as number)).toBe(`${ownName} (${process.pid})`);
  });

  it('are found for a listening socket that takes IPv4 through IPv6, and for a UDP socket', async () => {
    const listener = createServer().listen(0);
    closers.push(() => listener.close());
    await once(listener, 'listening');
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    closers.push(() => udp.close());
    const { tracker, processes, see } = seen();
    const tcpSlot = see({ from: 0x0a010203, to: loopback, toPort: (listener.address() as AddressInfo).port });
    const udpSlot = see({
      from: loopback,
      to: 0x08080808,
      fromPort: udp.address().port,
      toPort: 53,
      ipProtocol: 17,
    });
    await processes.refresh();
    for (const slot of [tcpSlot, udpSlot]) {
      expect(processes.table.owner(tracker.flows.process[slot] as number).pid).toBe(process.pid);
    }
  });

  it('are found in another process', async () => {
    const script =
      "const s=require('net').createServer().listen(0,'127.0.0.1',()=>console.log(s.address().port))";
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    closers.push(() => child.kill());
    const [data] = await once(child.stdout, 'data');
    const { tracker, processes, see } = seen();
    const slot = see({ from: 0x0a010203, to: loopback, toPort: Number(String(data)) });
    await processes.refresh();
    expect(processes.table.owner(tracker.flows.process[slot] as number).pid).toBe(child.pid);
  });

  it('stay unknown for sockets of nobody and for flows of others', async () => {
    const { tracker, processes, see } = seen();
    const ours = see({ from: loopback, to: loopback, fromPort: 1, toPort: 2 });
    const theirs = see({ from: 0x0a010203, to: 0x0a010204 });
    await processes.refresh();
    expect([tracker.flows.process[ours], tracker.flows.process[theirs]]).toEqual([0, 0]);
    expect(processes.table.text(0)).toBe('');
  });
});
