import { describe, expect, it } from 'vitest';
import { flowColumns, hostColumns } from '../engine/protocol.ts';
import { client, flowPacket, server } from '../testing/flow-packets.ts';
import { parseAddress } from './address-words.ts';
import { byteCount, byteRate, clockTime, durationText, shortNumber, wholeNumber } from './amounts.ts';
import { flowCells, flowEndpoint, flowSortKeys } from './flow-row.ts';
import { hostCells, hostSortKeys } from './host-row.ts';
import { Tracker } from './tracker.ts';

function filled(): { tracker: Tracker; slot: number } {
  const tracker = new Tracker({ maxFlows: 8, maxHosts: 8 });
  tracker.add(flowPacket({ flags: 2, at: 1000, length: 74 }));
  tracker.add(
    flowPacket({ from: server, to: client, fromPort: 443, toPort: 40_000, flags: 0x12, at: 1000.25 }),
  );
  const slot = tracker.add(flowPacket({ at: 1064, length: 2000, payload: 1000, protocol: 'TLSv1.3' }));
  return { tracker, slot };
}

describe('rows', () => {
  it('show a flow', () => {
    const { tracker, slot } = filled();
    const names = tracker.names.table.texts;
    tracker.flows.name[slot] = names.intern('example.com');
    const texts = {
      names,
      process: (id: number): string => (id === 0 ? '' : 'curl (7)'),
      country: () => 'US',
      oddness: () => 16.6,
    };
    const cells = flowCells(tracker.flows, texts);
    expect(flowColumns.map(column => cells[column](slot, 1064))).toEqual([
      '10.0.0.1:40000',
      '93.184.216.34:443',
      'US',
      'TLSv1.3',
      'https',
      'open',
      'example.com',
      '',
      '3',
      '2.2 kB',
      '400 B/s',
      '17',
      '1m 04s',
      clockTime(1064),
    ]);
    const keys = flowSortKeys(tracker.flows, texts);
    expect(flowColumns.map(column => typeof keys[column](1064).key(slot))).toEqual(
      flowColumns.map(() => 'number'),
    );
    expect(keys.bytes(1064).key(slot)).toBe(2174);
  });

  it('show hosts', () => {
    const { tracker } = filled();
    const { hosts, names } = tracker;
    const texts = { names: names.table.texts, vendor: () => 'Acme', country: () => 'US' };
    const cells = hostCells(hosts, texts);
    const remote = hosts.find(4, 0, 0, 0, server);
    hosts.setOwnAddresses([parseAddress('10.0.0.1') ?? [4, 0, 0, 0, 0]]);
    expect(hostColumns.map(column => cells[column](remote, 1064))).toEqual([
      '93.184.216.34',
      '',
      'remote',
      'US',
      '',
      '',
      '1',
      '1',
      '2.1 kB',
      '100 B',
      '400 B/s',
      '',
      clockTime(1064),
    ]);
    expect(cells.where(hosts.find(4, 0, 0, 0, client), 0)).toBe('this machine');
    const keys = hostSortKeys(hosts, texts);
    expect(hostColumns.map(column => typeof keys[column](1064).key(remote))).toEqual(
      hostColumns.map(() => 'number'),
    );
  });

  it('put brackets around IPv6 and no port where there is none', () => {
    const tracker = new Tracker({ maxFlows: 8, maxHosts: 8 });
    const p = flowPacket();
    p.addressKind = 6;
    const slot = tracker.add(p);
    expect(flowEndpoint(tracker.flows, slot, 0)).toBe('[::10.0.0.1]:40000');
    expect(flowEndpoint(tracker.flows, tracker.add(flowPacket({ ipProtocol: 1 })), 1)).toBe('93.184.216.34');
  });
});

describe('amounts', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [999.6, '1.0k'],
    [1234, '1.2k'],
    [9960, '10k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [5e18, '5000P'],
  ])('shorten %f to %s', (value, text) => expect(shortNumber(value)).toBe(text));

  it.each([
    [0, '0 s'],
    [0.0001, '<1 ms'],
    [0.25, '250 ms'],
    [0.9996, '1.0 s'],
    [1.24, '1.2 s'],
    [59.4, '59 s'],
    [59.6, '1m 00s'],
    [3599.9, '1h 00m'],
    [90_000, '1d 01h'],
  ])('say how long %f s are: %s', (value, text) => expect(durationText(value)).toBe(text));

  it('say bytes, rates, counts and times', () => {
    expect([byteCount(999), byteCount(1500), byteCount(3.4e7)]).toEqual(['999 B', '1.5 kB', '34 MB']);
    expect([byteRate(0.4), byteRate(1e6)]).toEqual(['', '1.0 MB/s']);
    expect([wholeNumber(12), wholeNumber(1234), wholeNumber(1234567)]).toEqual(['12', '1,234', '1,234,567']);
    expect(clockTime(Number.MAX_VALUE)).toBe('');
  });
});
