import { describe, expect, it } from 'vitest';
import { compiledFilter, ringOf, selected } from '../../testing/filter-rows.ts';
import { ethernetFrame, fromHex, ipv4Frame, tcpFrame } from '../../testing/frames.ts';
import { findingOf, host, IncidentStand, incidentOf } from '../../testing/incident-stand.ts';
import type { Party } from '../contracts.ts';
import { incidentKindNames } from '../kinds.ts';
import type { Incident } from './incident.ts';
import { incidentFilter } from './incident-filter.ts';
import { incidentJson, incidentSchemaVersion } from './incident-object.ts';

const card: Party = { kind: 48, a: 0, b: 0, c: 0x021b, d: 0x21aabbcc | 0 };
const six: Party = { kind: 6, a: 0x20010db8, b: 0, c: 0, d: 7 };

describe('the filter of an incident', () => {
  it('is understood for every kind and every pair of ends', () => {
    const ring = ringOf([ipv4Frame(6, tcpFrame(1, 2, new Uint8Array(0)))]);
    for (const kind of incidentKindNames) {
      for (const actor of [undefined, host(5), six, card]) {
        for (const target of [undefined, host(9), six, card]) {
          for (const port of [-1, 22]) {
            for (const protocol of ['', 'TCP', 'UDP', 'SCTP', 'SSH', '"\'']) {
              const filter = incidentFilter(incidentOf(kind, { actor, target, port, protocol, packet: 7 }));
              expect(() => compiledFilter(filter, ring), filter).not.toThrow();
            }
          }
        }
      }
    }
  });

  it('says what a person would', () => {
    expect(incidentFilter(incidentOf('port-scan')).replace(/ and time >= .*/, '')).toBe(
      'ip.addr == 10.0.0.5 and ip.addr == 10.0.0.9 and tcp',
    );
    expect(incidentFilter(incidentOf('syn-flood', { actor: undefined, port: 80 }))).toBe(
      'ip.dst == 10.0.0.9 and tcp and port 80',
    );
    expect(incidentFilter(incidentOf('new-device', { actor: card, target: undefined, protocol: '' }))).toBe(
      'eth.addr == 02:1b:21:aa:bb:cc',
    );
    expect(
      incidentFilter(incidentOf('baseline-shift', { actor: undefined, target: undefined, packet: 12 })),
    ).toBe('no in {12}');
  });

  it('says from when to when', () => {
    const stand = new IncidentStand();
    const time = Date.UTC(2026, 10, 21, 5, 53, 35) / 1000;
    stand.packet({ from: host(5).d, to: host(9).d, at: time, toPort: 80 });
    stand.book.report(findingOf('syn-flood', { time, port: 80, packet: 1 }));
    stand.packet({ from: host(5).d, to: host(9).d, at: time + 2.5, toPort: 80 });
    const incident = stand.book.incidents[0] as Incident;
    const ring = ringOf([ipv4Frame(6, tcpFrame(1, 2, new Uint8Array(0)))]);
    expect(incidentFilter(incident)).toMatch(/ and time >= 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    stand.book.end();
    const filter = incidentFilter(incident);
    expect(filter).toMatch(/ and port 80 and time == [-\dT:]{19}\.\.[-\dT:]{17}\d\d$/);
    expect(() => compiledFilter(filter, ring)).not.toThrow();
  });

  it('says from which port answers come', () => {
    const answers = { actor: undefined, protocol: 'DNS', fromPort: 53 };
    expect(incidentFilter(incidentOf('amplification', answers))).toBe(
      'ip.dst == 10.0.0.9 and udp and (port.src == 53 or fragment)',
    );
  });

  it('finds ARP by what it says', () => {
    const arp = fromHex('0001080006040001 021b21aabbcc 0a000005 000000000000 0a000009');
    const ring = ringOf([ethernetFrame(0x0806, arp)]);
    const sweep = incidentFilter(incidentOf('arp-sweep', { target: undefined, protocol: 'ARP' }));
    const filter = sweep.replace(/ and time >= .*/, '');
    expect(selected(filter, ring)).toHaveLength(1);
    expect(selected(filter.replace('10.0.0.5', '10.0.0.6'), ring)).toHaveLength(0);
  });
});

describe('the record of an incident', () => {
  it('is documented', () => {
    const record = incidentJson(incidentOf('port-scan', { time: 1_800_000_000.25, packet: 7, flow: 3 }), {
      party: party => (party.d === host(5).d ? 'laptop.local' : '10.0.0.9'),
    });
    expect(record).toMatchObject({
      v: incidentSchemaVersion,
      id: 1,
      kind: 'port-scan',
      words: 'port scan',
      severity: 'bad',
      actor: { address: '10.0.0.5', kind: 'ipv4', name: 'laptop.local' },
      target: { address: '10.0.0.9', name: null },
      port: null,
      protocol: 'TCP',
      first: 1_800_000_000.25,
      opened_at: 1_800_000_000.25,
      opened_at_iso: '2027-01-15T08:00:00.250Z',
      oddness: 49.5,
      one_in: 89_000,
      evidence: [7],
      flows: [3],
      is_open: true,
      is_normal: false,
    });
    expect(record.sentence).toContain('laptop.local tried 412 ports');
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('has no holes whatever the times are', () => {
    const record = incidentJson(incidentOf('port-scan', { time: 1e300 }));
    expect(record.opened_at_iso).toBeNull();
  });
});
