import { expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../flows/address-words.ts';
import { LocatedAddress } from './located-address.ts';

const located = new LocatedAddress();

function locatedFor(text: string): string {
  const words = parseAddress(text);
  if (words === undefined || !located.find(...words)) return 'local';
  return formatAddress(located.kind, located.a, located.b, located.c, located.d);
}

it.each([
  ['8.8.8.8', '8.8.8.8'],
  ['223.255.255.255', '223.255.255.255'],
  ['2a00:1450::1', '2a00:1450::1'],
  ['2001:200::1', '2001:200::1'],
  ['2620:4f:8000::1', '2620:4f:8000::1'],
  ['2001:1::1', '2001:1::1'],
  ['::ffff:8.8.4.4', '8.8.4.4'],
  ['64:ff9b::8.8.4.4', '8.8.4.4'],
  ['2002:808:404:1::1', '8.8.4.4'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'local'],
  ['2001:0:4136:e378:8000:63bf:f7f7:fbfb', '8.8.4.4'],
  ['192.31.196.1', '192.31.196.1'],
  ['192.52.193.1', '192.52.193.1'],
  ['192.175.48.6', '192.175.48.6'],
  ['192.0.0.9', '192.0.0.9'],
])('locates %s as %s', (address, expected) => {
  expect(locatedFor(address)).toBe(expected);
});

it.each([
  '10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 169.254.1.1 100.64.0.1 224.0.0.251 255.255.255.255 0.0.0.0 0.1.2.3',
  '192.0.0.8 192.0.0.170 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 240.0.0.1 192.88.99.1',
  ':: ::1 fe80::1 fec0::1 fc00::1 fd00::1 ff02::1 100::1 100:0:0:1::1 5f00::1 3fff::1 2001:db8::1 2001:2::1',
  '64:ff9b:1::8.8.8.8 64:ff9b::1:8.8.8.8 ::8.8.8.8 4000::1 2001:10::1 2001:1::4 2001:100::1',
  '::ffff:10.0.0.1 64:ff9b::192.168.1.1 2002:a00:1::1 2002:c0a8:101::1 2001:0:4136:e378::f5ff:fffe',
])('locates none of %s', addresses => {
  for (const address of addresses.split(' '))
    expect(`${address} ${locatedFor(address)}`).toBe(`${address} local`);
});

it('locates nothing of what is no IP address', () => {
  expect(located.find(0, 0, 0, 0, 0x08080808)).toBe(false);
});
