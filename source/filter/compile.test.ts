import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { appendFrame, ringOf, selected } from '../testing/filter-rows.ts';
import { ethernetFrame, fromHex, fromText, ipv6Frame, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { compileFilter } from './compile.ts';
import { singlePacketTarget } from './packet-target.ts';
import { parseFilter } from './parser.ts';
import type { FilterTarget } from './target.ts';

const query = fromHex('abcd 0100 0001 0000 0000 0000 03 777777 07 6578616d706c65 03 636f6d 00 0001 0001');
const other = tcpFrame(443, 40_000, new Uint8Array(1000), 0x12);
other.set([10, 0, 0, 5, 192, 0, 2, 1], 26);

/** 1 SYN, 2 DNS, 3 ARP, 4 IPv6 in VLAN 7, 5 SYN,ACK of 10.0.0.5, 6 HTTP, 7 malformed. */
const ring = ringOf([
  { bytes: tcpFrame(40_000, 443, new Uint8Array(0), 0x02), seconds: 1_700_000_000 },
  { bytes: udpFrame(50_000, 53, query), seconds: 1_700_000_001, nanoseconds: 500_000_000 },
  {
    bytes: ethernetFrame(0x0806, fromHex('0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202')),
    seconds: 1_700_000_002,
  },
  {
    bytes: ethernetFrame(
      0x8100,
      join(fromHex('0007 86dd'), ipv6Frame(17, fromHex('1388 1389 000a 0000 ffff')).subarray(14)),
    ),
    seconds: 1_700_000_003,
  },
  { bytes: other, seconds: 1_700_000_060 },
  {
    bytes: tcpFrame(40_001, 80, fromText('GET /login HTTP/1.1\r\nHost: www.example.com\r\n\r\n')),
    seconds: 1_700_000_120,
  },
  { bytes: ethernetFrame(0x0800, fromHex('4f00')), seconds: 1_700_000_300 },
]);

const local = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
};

describe('a filter on packets', () => {
  it.each<[string, number[]]>([
    ['', [1, 2, 3, 4, 5, 6, 7]],
    ['tcp', [1, 5, 6]],
    ['udp', [2, 4]],
    ['dns', [2]],
    ['http', [6]],
    ['arp', [3]],
    ['ip', [1, 2, 5, 6, 7]],
    ['ipv6', [4]],
    ['vlan', [4]],
    ['eth', [1, 2, 3, 4, 5, 6, 7]],
    ['proto == tcp', [1]],
    ['proto != tcp', [2, 3, 4, 5, 6, 7]],
    ['proto ~ "d?s"', [2]],
    ['10.0.0.5', [5]],
    ['ip.src == 10.0.0.5', [5]],
    ['ip.dst == 10.0.0.5', []],
    ['ip != 10.0.0.5', [1, 2, 4, 6]],
    ['not ip == 10.0.0.5', [1, 2, 3, 4, 6, 7]],
    ['192.0.2.0/24', [1, 2, 5, 6]],
    ['ip in {10.0.0.5, 2001:db8::/32}', [4, 5]],
    ['ipv6 != 2001:db8::9', [4]],
    ['src 2001:db8::1', [4]],
    ['dst 2001:db8::1', []],
    ['2001:db8::1..2001:db8::5', [4]],
    ['port 443', [1, 5]],
    ['port https', [1, 5]],
    ['https', [1, 5]],
    ['src port 443', [5]],
    ['udp.port 5000-5001', [4]],
    ['tcp.port == 53', []],
    ['port != 443', [2, 4, 6]],
    ['tcp.port not in {443}', [6]],
    ['port in {1,2,3,4,5,6,53,80}', [2, 6]],
    ['tcp.flags has syn', [1, 5]],
    ['tcp.flags == syn', [1]],
    ['tcp.flags != syn', [5, 6]],
    ['tcp.flags & 0x12', [1, 5, 6]],
    ['tcp.flags & 0x12 == 0x02', [1]],
    ['tcp.flags.ack == 0', [1]],
    ['tcp.flags.ack', [5, 6]],
    ['not tcp.flags.ack', [1, 2, 3, 4, 7]],
    ['len > 1000', [5]],
    ['tcp.len == 0', [1]],
    ['ttl == 64', [1, 2, 4, 5, 6]],
    ['vlan 7', [4]],
    ['vlan != 7', []],
    ['arp == request', [3]],
    ['eth.dst == 02:00:00:00:00:02', [1, 2, 3, 4, 5, 6, 7]],
    ['eth != 02:00:00:00:00:01', []],
    ['eth 02:00:00:00:00:00/24', [1, 2, 3, 4, 5, 6, 7]],
    ['host example.com', [2, 6]],
    ['host == example.com', []],
    ['host == WWW.example.com', [2, 6]],
    ['host ~ "*.example.c?m"', [2, 6]],
    ['host != www.example.com', []],
    ['dns.qry.name', [2]],
    ['http.host contains EXAMPLE', [6]],
    ['sni', []],
    ['login', [6]],
    ['"standard query"', [2]],
    ['info ~ "*[SYN]*" and len < 100', [1]],
    ['malformed', [7]],
    ['malformed ~ "cut short"', [7]],
    ['no in {2..3, 7}', [2, 3, 7]],
    ['frame.number >= 6', [6, 7]],
    ['time < 2023-11-14T22:13:22Z', [1, 2]],
    ['time == 2023-11-14T22:13:21.5Z', [2]],
    ['time > 1700000060', [6, 7]],
    [`time ${local(1_700_000_060)}`, [5]],
    [`time > ${local(1_700_000_060)}`, [6, 7]],
    ['time >= -3m', [6, 7]],
    ['time in {-5m..-4m}', [1, 2, 3, 4, 5]],
    ['tcp and not port 80 and len > 60', [5]],
    ['login or port 53', [2, 6]],
    ['not (tcp or udp or arp or malformed)', []],
    ['tcp or udp or arp or malformed or vlan', [1, 2, 3, 4, 5, 6, 7]],
  ])('%j', (text, expected) => {
    expect(selected(text, ring)).toEqual(expected);
    expect(selectedOneByOne(text)).toEqual(expected);
  });

  it('asks what is known beside the ring', () => {
    const options = {
      interfaceName: () => 'eth0',
      column: (field: string) =>
        field === 'odd'
          ? ({ kind: 'number', values: [(row: number) => (row === 2 ? 31.5 : -1)] } as const)
          : undefined,
    };
    expect(selected('odd > 30', ring, options)).toEqual([3]);
    expect(selected('odd <= 30', ring, options)).toEqual([]);
    expect(selected('interface eth0', ring, options)).toHaveLength(7);
  });

  it('asks cheap questions first', () => {
    const asked: string[] = [];
    const target: FilterTarget = {
      table: 'packets',
      now: () => 0,
      column(field) {
        const note = <T>(value: T): T => {
          asked.push(field);
          return value;
        };
        if (field === 'info') return { kind: 'text', cost: 1000, values: [() => note('hello')] };
        return { kind: 'number', values: [() => note(5)] };
      },
    };
    const run = (text: string): string[] => {
      const parsed = parseFilter(text);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      const compiled = compileFilter(parsed.expression, target);
      if (!compiled.ok) throw new Error(compiled.problem.message);
      asked.length = 0;
      compiled.matches(0);
      return [...asked];
    };
    expect(run('hello and len == 6')).toEqual(['len']);
    expect(run('hello or len == 5')).toEqual(['len']);
    expect(run('(hello or no == 5) and len == 5 and ttl == 5')).toEqual(['len', 'ttl', 'no']);
  });

  it('says what a table does not have', () => {
    const flows: FilterTarget = { table: 'flows', now: () => 0, column: () => undefined };
    const compiled = (text: string, target: FilterTarget) => {
      const parsed = parseFilter(text);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      const result = compileFilter(parsed.expression, target);
      return result.ok ? undefined : result.problem;
    };
    expect(compiled('arp == 1 and ttl < 5', flows)).toEqual({
      kind: 'elsewhere',
      start: 0,
      end: 8,
      message: 'field "arp" is about packets, the flows table has no such column',
    });
    expect(compiled('country de', flows)?.message).toBe('field "country" is not known for these flows');
    expect(compiled('bytes > 5', singlePacketTarget(new Packet(), { number: () => 1 }))?.message).toBe(
      'field "bytes" is about flows and hosts, the packets table has no such column',
    );
  });
});

/** The same through the target of a single packet, as `read --filter` does. */
function selectedOneByOne(text: string): number[] {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const p = new Packet();
  let number = 0;
  const compiled = compileFilter(
    parsed.expression,
    singlePacketTarget(p, { number: () => number, now: () => 1_700_000_300 }),
  );
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const found: number[] = [];
  for (number = ring.oldest; number <= ring.newest; number += 1) {
    ring.load(number, p);
    decode(p);
    if (compiled.matches(0)) found.push(number);
  }
  return found;
}

it('reads rows that moved since', () => {
  const small = ringOf([tcpFrame(1, 2, new Uint8Array(0))], 2);
  for (const port of [3, 4, 5]) appendFrame(small, tcpFrame(port, 9, new Uint8Array(0)));
  expect(selected('no == 4', small)).toEqual([4]);
  expect(selected('"5 → 9"', small)).toEqual([4]);
});
