import { describe, expect, it } from 'vitest';
import { ProcessTable } from '../flows/process-table.ts';
import { Tracker } from '../flows/tracker.ts';
import { client, flowPacket } from '../testing/flow-packets.ts';
import { compileFilter } from './compile.ts';
import { flowTarget } from './flow-target.ts';
import { hostTarget } from './host-target.ts';
import { parseFilter } from './parser.ts';
import type { FilterTarget } from './target.ts';

const tracker = new Tracker({ maxFlows: 16, maxHosts: 16 });
const processes = new ProcessTable();
const p = flowPacket({ flags: 2, at: 1_700_000_000 });
p.hasEthernet = 1;
p.ethSrcHigh = 0xb827;
p.ethSrcLow = 0xeb112233 | 0;
const web = tracker.add(p);
tracker.add(
  flowPacket({ from: 0x5db8d822, to: client, fromPort: 443, toPort: 40_000, flags: 0x12, at: 1_700_000_001 }),
);
tracker.add(
  flowPacket({ flags: 0x10, at: 1_700_000_090.5, length: 5000, payload: 100, protocol: 'TLSv1.2' }),
);
tracker.flows.name[web] = tracker.names.table.texts.intern('www.example.com');
tracker.flows.process[web] = processes.intern({ name: 'curl', pid: 77, user: 'alice' });
tracker.hosts.name[tracker.hosts.find(4, 0, 0, 0, client)] = tracker.names.table.texts.intern('laptop.local');
const name = tracker.add(
  flowPacket({ to: 0x08080808, toPort: 53, ipProtocol: 17, protocol: 'DNS', at: 1_700_000_100 }),
);
const ping = tracker.add(flowPacket({ to: 0x08080808, ipProtocol: 1, at: 1_700_000_100 }));

function matching(text: string, target: FilterTarget, rows: number): number[] | string {
  const parsed = parseFilter(text);
  if (!parsed.ok) return parsed.problem.message;
  const compiled = compileFilter(parsed.expression, target);
  if (!compiled.ok) return compiled.problem.message;
  return Array.from({ length: rows }, (_, row) => row).filter(row => compiled.matches(row));
}

describe('filters over flows', () => {
  const target = flowTarget(tracker, { processes, now: () => 1_700_000_100 });

  it.each([
    ['', [web, name, ping]],
    ['ip == 10.0.0.0/8', [web, name, ping]],
    ['ip.dst == 8.8.8.8', [name, ping]],
    ['ip.src == 8.8.8.8', []],
    ['ipv6', []],
    ['port 443', [web]],
    ['src port 40000 and udp', [name]],
    ['tcp.port == 53', []],
    ['udp.port == 53', [name]],
    ['tls', [web]],
    ['tcp', [web]],
    ['icmp', [ping]],
    ['dns or icmp', [name, ping]],
    ['service == https', [web]],
    ['service in {dns, ssh}', [name]],
    ['host example.com', [web]],
    ['host.src ~ "laptop*"', [web, name, ping]],
    ['process curl', [web]],
    ['process ~ "c*l" and pid 77', [web]],
    ['state == established', [web]],
    ['state == asking', [name, ping]],
    ['packets > 2', [web]],
    ['bytes >= 5k', [web]],
    ['duration > 60', [web]],
    ['flow 2', [name]],
    ['time >= -5s', [name, ping]],
    ['not tcp', [name, ping]],
  ])('%s', (text, expected) => {
    expect(matching(text, target, tracker.flows.slots.used)).toEqual(expected);
  });

  it('say what flows do not have', () => {
    expect(matching('ttl < 5', target, 3)).toContain('flows table has no such column');
    expect(matching('process curl', flowTarget(tracker), 3)).toContain('not known for these flows');
  });

  it('ask columns others keep first', () => {
    const column = { kind: 'number', values: [(row: number) => row * 10] } as const;
    const odd = flowTarget(tracker, { column: field => (field === 'odd' ? column : undefined) });
    expect(matching('odd > 15', odd, 3)).toEqual([2]);
  });
});

describe('filters over hosts', () => {
  const target = hostTarget(tracker, { now: () => 1_700_000_100 });
  const [laptop, server, resolver] = [client, 0x5db8d822, 0x08080808].map(word =>
    tracker.hosts.find(4, 0, 0, 0, word),
  );

  it.each([
    ['ip == 10.0.0.0/8', [laptop]],
    ['host ~ "*.local"', [laptop]],
    ['eth == b8:27:eb:11:22:33', [laptop]],
    ['packets == 3', [server]],
    ['bytes < 1k', [resolver]],
    ['time >= -5s', [laptop, resolver]],
  ])('%s', (text, expected) => {
    expect(matching(text, target, tracker.hosts.slots.used)).toEqual(expected);
  });

  it('say what hosts do not have', () => {
    expect(matching('tcp', target, 3)).toContain('hosts table has no such column');
  });
});
