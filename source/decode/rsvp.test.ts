import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, ipv6Frame, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const path = ipv4Frame(46, fromHex('10 01 0000 40 00 0014 000c 01 01 c0000209 11 00 0007'));

describe('RSVP', () => {
  it('names messages and their objects', () => {
    const { protocol, info, tree } = decodeFrame(path);
    expect([protocol, info]).toEqual(['RSVP', 'PATH Message']);
    expect(tree).toContain('Session: 192.0.2.9 [42+12]');
  });

  it('stops at objects of impossible length', () => {
    const hostile = ipv4Frame(46, fromHex('10 01 0000 40 00 000c 0000 01 01'));
    expect(decodeFrame(hostile).tree).toContain('wrong length 0');
    expect(overreads(path)).toEqual([]);
  });
});

describe('Small control protocols on IP', () => {
  const cases: readonly (readonly [frame: Uint8Array, protocol: string, info: string])[] = [
    [
      ipv4Frame(113, fromHex('0bb8 0bb9 04 00 0000 010203040506 0000 00000005')),
      'PGM',
      'ODATA sqn 0x5 gsi 010203040506',
    ],
    [ipv6Frame(135, fromHex('3b 00 05 00 0000 0001')), 'MIPv6', 'Binding Update'],
    [udpFrame(654, 654, fromHex('01 00 0000')), 'AODV', 'Route Request'],
    [
      udpFrame(698, 698, fromHex('0010 0001 01 00 000c c0000201 01 00 0001')),
      'OLSR v1',
      'OLSR (IPv4) Packet, Length: 16 Bytes, HELLO',
    ],
    [udpFrame(40000, 3503, fromHex('0001 0000 01 02 0000')), 'MPLS ECHO', 'MPLS Echo Request'],
    [udpFrame(701, 701, fromHex('1000 00 01 0008 0000')), 'LMP', 'Config Message'],
    [udpFrame(496, 496, fromHex('11 01 00b5 00000000')), 'Auto-RP', 'RP announcement, 1 RPs'],
  ];

  it('are named, and read nothing beyond their end', () => {
    for (const [frame, protocol, info] of cases) {
      const decoded = decodeFrame(frame);
      expect([decoded.protocol, decoded.info]).toEqual([protocol, info]);
      expect(overreads(frame), protocol).toEqual([]);
    }
  });
});
