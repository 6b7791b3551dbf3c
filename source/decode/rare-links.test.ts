import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const frame = udpFrame(7, 9, fromHex('0102'));
const packet = frame.subarray(14);

/** A link type, its header, and what stands behind it. */
const cases: readonly (readonly [name: string, linkType: number, header: Uint8Array, content: Uint8Array])[] =
  [
    ['ARCNET', 7, fromHex('01 02 d4 00 0001'), packet],
    ['ARCNET, exception', 7, fromHex('01 02 d4 ff 000000 00 0001'), packet],
    ['ARCNET of Linux, RFC 1051', 129, fromHex('01 02 0000 f0'), packet],
    ['SLIP', 8, new Uint8Array(16), packet],
    ['ATM', 100, fromHex('aaaa03 000000 0800'), packet],
    ['classical IP over ATM', 106, fromHex(''), packet],
    ['SunATM', 123, fromHex('02 00 0064 aaaa03 000000 0800'), packet],
    ['LAN emulation', 123, fromHex('01 00 0064 0001'), frame],
    ['PKTAP', 258, join(fromHex('6c000000 01000000 01000000'), new Uint8Array(96)), frame],
    ['NFLOG', 239, fromHex('02 00 0000 0800 0a00 74650000 2200 0900'), packet],
    ['IP over InfiniBand', 242, join(new Uint8Array(40), fromHex('0800 0000')), packet],
    ['Juniper', 178, fromHex('4d4743 80 0002 0000'), frame],
    ['IPNET', 226, new Uint8Array(24), packet],
  ];

describe('Rare link layers', () => {
  it('lead to what they carry and read nothing beyond their end', () => {
    for (const [name, linkType, header, content] of cases) {
      const bytes = join(header, content);
      const decoded = decodeFrame(bytes, linkType);
      expect([name, decoded.protocol, decoded.packet.malformed]).toEqual([name, 'UDP', '']);
      expect(overreads(bytes, linkType), name).toEqual([]);
    }
  });

  it('names virtual sockets', () => {
    const bytes = fromHex(`0200000000000000 0300000000000000 01000000 02000000 0100 0000 00000000`);
    const { protocol, info } = decodeFrame(bytes, 271);
    expect([protocol, info]).toEqual(['vSocket', '[Connect] 2:1 → 3:2']);
    expect(overreads(bytes, 271)).toEqual([]);
  });
});
