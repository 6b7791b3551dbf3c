import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const header = (type: string): Uint8Array =>
  fromHex(`${type} 02 0040 00 00 0200 0000000000000000 00000000 020000fffe000001 0001 002a 00 01`);
const sync = ethernetFrame(0x88f7, join(header('00'), fromHex('000065000000 00000005')));
const announce = udpFrame(
  320,
  320,
  join(header('0b'), fromHex('00000000000000000000 0025 00 80 f8feffff 80 020000fffe000001 0000 a0')),
);

describe('PTP', () => {
  it('reads it over Ethernet and UDP', () => {
    const { protocol, info, tree } = decodeFrame(sync);
    expect([protocol, info]).toEqual(['PTPv2', 'Sync Message']);
    expect(tree).toContain('Timestamp: 1694498816.000000005 s [48+10]');
    expect(decodeFrame(announce).tree).toContain('Grandmaster: 02:00:00:ff:fe:00:00:01');
  });

  it('leaves other bytes on its ports alone', () => {
    expect(decodeFrame(udpFrame(319, 319, fromHex('ffffffff'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(sync)).toEqual([]);
    expect(overreads(announce)).toEqual([]);
  });
});
