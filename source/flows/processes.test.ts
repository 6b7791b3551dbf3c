import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowPacket } from '../testing/flow-packets.ts';
import { ProcessTable } from './process-table.ts';
import { Processes } from './processes.ts';
import { readSocketLine, SocketLine } from './socket-lines.ts';
import { Tracker } from './tracker.ts';

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

function tcpLine(local: string, remote: string, userId: number, inode: number): string {
  return `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${userId}        0 ${inode} 1 0000 20 4 30 10 -1`;
}

let proc: string;

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'oddwire-proc-'));
  mkdirSync(join(proc, 'net'));
});
afterEach(() => rmSync(proc, { recursive: true }));

/** 127.0.0.1:40000 to 127.0.0.1:443, as the kernel writes it. */
const connected = ['0100007F:9C40', '0100007F:01BB'] as const;

async function processOf(): Promise<string> {
  const tracker = new Tracker({ maxFlows: 8, maxHosts: 8 });
  const processes = new Processes(tracker, { proc, users: join(proc, 'passwd') });
  const slot = tracker.add(flowPacket({ from: 0x7f000001, to: 0x7f000001 }));
  await processes.refresh();
  processes.stop();
  return processes.table.text(tracker.flows.process[slot] as number);
}

describe('processes', () => {
  it('are known by user only where their files cannot be read', async () => {
    writeFileSync(join(proc, 'passwd'), 'root:x:0:0::/:/bin/sh\nal\u001bice:x:1000:1000::/:/bin/sh\n');
    writeFileSync(join(proc, 'net', 'tcp'), [heading, tcpLine(...connected, 1000, 77), ''].join('\n'));
    expect(await processOf()).toBe('user al\\x1bice');
  });

  it('have names that are safe for a terminal', async () => {
    writeFileSync(join(proc, 'net', 'tcp'), [heading, tcpLine(...connected, 1000, 77), ''].join('\n'));
    mkdirSync(join(proc, '123', 'fd'), { recursive: true });
    writeFileSync(join(proc, '123', 'comm'), 'e\u001b]52;vil\n');
    symlinkSync('/dev/null', join(proc, '123', 'fd', '0'));
    symlinkSync('socket:[77]', join(proc, '123', 'fd', '9'));
    expect(await processOf()).toBe('e\\x1b]52;vil (123)');
  });

  it('stay unknown without any table, or when nobody has the socket open any more', async () => {
    expect(await processOf()).toBe('');
    writeFileSync(join(proc, 'net', 'tcp'), [heading, tcpLine(...connected, 0, 0), ''].join('\n'));
    expect(await processOf()).toBe('');
  });

  it('prefer the connected socket to one that listens', async () => {
    const listening = tcpLine('00000000:9C40', '00000000:0000', 5, 50);
    const lines = [heading, listening, tcpLine(...connected, 6, 60), listening, ''];
    writeFileSync(join(proc, 'net', 'tcp'), lines.join('\n'));
    expect(await processOf()).toBe('user 6');
  });

  it('are forgotten rather than mistaken', () => {
    const table = new ProcessTable();
    const first = table.intern({ pid: 1, name: 'one', user: 'root' });
    for (let pid = 2; pid < 10_000; pid += 1) table.intern({ pid, name: 'many', user: 'root' });
    expect(table.text(first)).toBe('');
    expect(table.owner(first).pid).toBe(0);
  });
});

describe('lines of socket tables', () => {
  it('are read in the byte order of the machine, IPv4 in IPv6 as IPv4', () => {
    const socket = new SocketLine();
    expect(readSocketLine(heading, 6, socket)).toBe(false);
    expect(readSocketLine('', 6, socket)).toBe(false);
    expect(readSocketLine(tcpLine('0100000A:0050', '00000000:0000', 33, 9), 6, socket)).toBe(true);
    expect([socket.kind, socket.local[3], socket.localPort, socket.userId, socket.inode]).toEqual([
      4, 0x0a000001, 80, 33, 9,
    ]);
    expect([socket.isUnconnected, socket.isAnyAddress]).toEqual([true, false]);
    readSocketLine(
      tcpLine('0000000000000000FFFF00000100000A:0050', `${'0'.repeat(32)}:0000`, 0, 1),
      6,
      socket,
    );
    expect([socket.kind, ...socket.local]).toEqual([4, 0, 0, 0, 0x0a000001]);
    readSocketLine(
      tcpLine('B80D0120000000000000000001000000:0050', `${'0'.repeat(32)}:0000`, 0, 1),
      6,
      socket,
    );
    expect([socket.kind, ...socket.local]).toEqual([6, 0x20010db8, 0, 0, 1]);
  });
});
