import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

/** Small protocols straight on Ethernet: what each is called and says. */
const cases: readonly (readonly [etherType: number, payload: string, protocol: string, info: string])[] = [
  [0x88a2, '10 00 0001 00 01 00000007 0001 0002 10 10 0000', 'AoE', 'Query Config Information Request'],
  [
    0x88a2,
    '18 00 0001 00 00 00000007 00 00 01 ec 000000000000 0000',
    'AoE',
    'Issue ATA Command Response ATA:Identify Device',
  ],
  [0x88ca, '5a 48 0018 e0000000 00010002 00000000 00000000 00000000', 'TIPC', 'Link configuration, type 7'],
  [0x6003, '0022 0d 020000', 'DEC DNA', 'Routing control, Ethernet endnode Hello message'],
  [0x9000, '0000 0100 0000', 'LOOP', 'Reply'],
  [
    0x8137,
    'ffff 0022 00 01 00000000 ffffffffffff 0453 00000000 020000000001 0453 0001 0000',
    'IPX RIP',
    'Request',
  ],
  [0x8947, '0102', 'GEONW', 'GeoNetworking, 2 bytes'],
  [0x88e5, '0c 00 00000001 aabbccdd', 'MACSEC', 'MACsec, packet 1'],
];

describe('Protocols straight on Ethernet', () => {
  it('are named and summarised, and read nothing beyond their end', () => {
    for (const [etherType, payload, protocol, info] of cases) {
      const frame = ethernetFrame(etherType, fromHex(payload));
      const decoded = decodeFrame(frame);
      expect([decoded.protocol, decoded.info]).toEqual([protocol, info]);
      expect(overreads(frame), protocol).toEqual([]);
    }
  });
});

describe('Tags on Ethernet', () => {
  const inner = udpFrame(7, 9, fromHex('0102'));
  const packet = inner.subarray(14);
  const tagged: readonly (readonly [number, Uint8Array])[] = [
    [0x88e5, join(fromHex('20 00 00000001 0000000000000001 0800'), packet, new Uint8Array(16))],
    [0x88e7, join(fromHex('00 000102'), inner)],
    [0x8903, join(fromHex('0041'), inner)],
    [0x8909, join(fromHex('01 01 0001 0007 0800'), packet)],
    [0x8909, join(fromHex('0800 01 01 0001 0007'), packet)],
    [0xd28b, join(fromHex('0001 0010 0000000100000002 0800'), packet)],
  ];

  it('give way to what they mark', () => {
    for (const [etherType, payload] of tagged) {
      const frame = ethernetFrame(etherType, payload);
      expect(decodeFrame(frame).protocol, etherType.toString(16)).toBe('UDP');
      expect(overreads(frame)).toEqual([]);
    }
  });
});

describe('NetBIOS frames', () => {
  const ethernet = '030000000001 020000000001 0000';
  it('are named, the link’s own frames are not theirs', () => {
    const query = fromHex(`${ethernet} f0f003 2c00 ffef 0a 00 0000 0000 0000 ${'20'.repeat(30)}`);
    expect(decodeFrame(query).protocol).toBe('NetBIOS');
    expect(decodeFrame(fromHex(`${ethernet} f0f07f 0000`)).info).toContain('func=SABME');
    expect(overreads(query)).toEqual([]);
  });
});
