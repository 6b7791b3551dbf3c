import { expect, it } from 'vitest';
import {
  busiestInterface,
  type InterfaceInformation,
  listInterfaces,
  parseIfInet6,
  parseNetDev,
} from './interfaces.ts';

it('counts packets both ways, also behind names glued to their numbers', () => {
  const text = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0',
    '  eth0:451403636   12326    0    0    0     0          0         0   864220    7080    0    0    0     0       0          0',
    'br:0:1:    1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0',
    '',
  ].join('\n');
  expect([...parseNetDev(text)]).toEqual([
    ['lo', 58],
    ['eth0', 19406],
    ['br:0:1', 6],
  ]);
});

it('shortens IPv6 addresses', () => {
  const text = [
    'fd000000000000000000000000000002 04 40 00 82     eth0',
    'fe8000000000000000fc00fffe000001 04 40 20 80     eth0',
    '00000000000000000000000000000001 01 80 10 80       lo',
  ].join('\n');
  expect([...parseIfInet6(text)]).toEqual([
    ['eth0', ['fd00::2/64', 'fe80::fc:ff:fe00:1/64']],
    ['lo', ['::1/128']],
  ]);
});

it('lists this machine: loopback is there, with its address', () => {
  const loopback = listInterfaces().find(one => one.loopback);
  expect(loopback).toMatchObject({ up: true, kind: 'loopback', mac: undefined });
  expect(loopback?.addresses).toContain('127.0.0.1/8');
});

it('prefers what is up, not loopback, and busy', () => {
  const one = (name: string, up: boolean, loopback: boolean, packets: number): InterfaceInformation => ({
    name,
    up,
    loopback,
    packets,
    addresses: [],
    mac: undefined,
    kind: 'ethernet',
    mtu: 1500,
    obstacle: undefined,
  });
  const all = [
    one('lo', true, true, 900),
    one('a', true, false, 5),
    one('b', true, false, 6),
    one('c', false, false, 99),
  ];
  expect(busiestInterface(all)).toBe('b');
  expect(busiestInterface(all.slice(0, 1))).toBe('lo');
  expect(busiestInterface([])).toBeUndefined();
});
