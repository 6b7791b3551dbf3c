import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const frame = ethernetFrame(
  0x88cc,
  fromHex(
    '0207 04 020000000001 0404 05 476931 0602 0078 0a03 737731 1008 05 01 c0000201 0000 fe06 0080c2 01 0001 0000',
  ),
);

describe('LLDP', () => {
  it('names system and port', () => {
    const { protocol, info, tree } = decodeFrame(frame);
    expect(protocol).toBe('LLDP');
    expect(info).toBe('Chassis Id = 02:00:00:00:00:01 Port Id = Gi1 TTL = 120 SysName = sw1');
    expect(tree).toContain('Organisation specific: 0x0080c2/1 0001');
  });

  it('says what is wrong', () => {
    expect(decodeFrame(ethernetFrame(0x88cc, fromHex('0402 0000'))).packet.malformed).toContain('chassis');
    expect(decodeFrame(ethernetFrame(0x88cc, fromHex('02ff 04'))).packet.malformed).toContain('exceeds');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(frame)).toEqual([]);
  });
});
