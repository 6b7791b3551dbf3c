import { describe, expect, it } from 'vitest';
import { addressClassWords, classifyAddress, isLocalClass } from './address-class.ts';
import { parseAddress } from './address-words.ts';

function wordFor(text: string): string | undefined {
  const words = parseAddress(text);
  if (words === undefined) return undefined;
  const [kind, a, b, c, d] = words;
  return addressClassWords[classifyAddress(kind, a, b, c, d)];
}

describe('address classes', () => {
  it.each([
    [
      'remote',
      '8.8.8.8 1.1.1.1 9.255.255.255 11.0.0.0 172.15.255.255 172.32.0.0 192.167.1.1 223.255.255.255',
    ],
    [
      'remote',
      '100.63.255.255 100.128.0.0 198.17.0.1 198.20.0.0 192.0.3.1 128.0.0.1 2606:4700::1111 2a00::1',
    ],
    ['remote', '2001:4860:4860::8888 ::ffff:8.8.8.8 2001:20::1 2001:200::1'],
    // Special, and reached everywhere all the same: AS112, AMT, anycast of PCP, TURN and SRP, ORCHID, DRIP.
    [
      'remote',
      '192.31.196.1 192.52.193.1 192.175.48.6 192.0.0.9 192.0.0.10 2620:4f:8000::1 2001:1::1 2001:1::3',
    ],
    ['remote', '2001:3::1 2001:4:112::1 2001:30::1'],
    [
      'local',
      '10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 fc00::1 fdff::1 ::ffff:10.1.2.3',
    ],
    ['loopback', '127.0.0.1 127.255.255.255 ::1'],
    ['link-local', '169.254.1.1 fe80::1 febf::1'],
    ['multicast', '224.0.0.251 239.255.255.250 ff02::fb'],
    ['broadcast', '255.255.255.255'],
    ['carrier NAT', '100.64.0.1 100.127.255.255'],
    ['documentation', '192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff:fff::1'],
    ['benchmark', '198.18.0.1 198.19.255.255 2001:2::1'],
    ['unspecified', '0.0.0.0 ::'],
    ['reserved', '0.1.2.3 240.0.0.1 192.0.0.8 192.0.0.170 ::2 4000::1 2001:100::1 2001:1::4 2001:10::1'],
    ['reserved', '100::1 100:0:0:1::1 5f00::1 5fff::1'],
    ['local', '64:ff9b:1::8.8.8.8'],
    ['translation', '2002:808:808::1 2001:0:1::1 64:ff9b::8.8.8.8 192.88.99.1'],
  ])('calls %s: %s', (word, addresses) => {
    for (const address of addresses.split(' '))
      expect(`${address} ${wordFor(address)}`).toBe(`${address} ${word}`);
  });

  it('sees through a translator to a private address', () => {
    expect(wordFor('64:ff9b::10.0.0.1')).toBe('local');
  });

  it('counts private, loopback and link-local as one’s own network', () => {
    const local = addressClassWords.filter((_, value) => isLocalClass(value as 0));
    expect(local).toEqual(['local', 'loopback', 'link-local']);
  });

  it('knows what an address is', () => {
    expect(parseAddress('10.0.0.256')).toBeUndefined();
    expect(parseAddress('fe80::1%eth0')).toEqual([6, 0xfe800000 | 0, 0, 0, 1]);
    expect(parseAddress('1:2:3:4:5:6:7:8:9')).toBeUndefined();
    expect(parseAddress('::1.2.3.4')).toEqual([6, 0, 0, 0, 0x01020304]);
  });
});
