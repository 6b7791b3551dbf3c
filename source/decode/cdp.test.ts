import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const ethernet = '01000ccccccc 020000000001';
const snap = (id: string): string => `aaaa03 00000c ${id}`;
const cdp = fromHex(
  `${ethernet} 002b ${snap('2000')} 02 b4 0000 0001 0007 737731 0003 0007 476931 0002 0011 00000001 01 01 cc 0004 c0000201`,
);

describe('Cisco discovery', () => {
  it('names device and port', () => {
    const { protocol, info, tree } = decodeFrame(cdp);
    expect([protocol, info]).toEqual(['CDP', 'Device ID: sw1  Port ID: Gi1']);
    expect(tree).toContain('Addresses: 192.0.2.1 [40+17]');
  });

  it('shows hostile names as escapes and stops at impossible lengths', () => {
    expect(
      decodeFrame(fromHex(`${ethernet} 0014 ${snap('2000')} 02 b4 0000 0001 0008 1b5b324a`)).info,
    ).toContain('\\x1b[2J');
    expect(
      decodeFrame(fromHex(`${ethernet} 0010 ${snap('2000')} 02 b4 0000 0001 0002`)).packet.malformed,
    ).toContain('below 4');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(cdp)).toEqual([]);
  });
});

describe('Cisco switching', () => {
  const vtp = fromHex(`${ethernet} 0000 ${snap('2003')} 02 01 00 03 6c6162 ${'00'.repeat(29)} 00000005`);
  const udld = fromHex(`${ethernet} 0000 ${snap('0111')} 21 00 0000 0001 0007 737731 0002 0007 476931`);
  const dtp = fromHex(`${ethernet} 0000 ${snap('2004')} 01 0001 0007 6c6162`);

  it('names VTP, DTP and UDLD', () => {
    expect(decodeFrame(vtp).info).toBe('Summary Advertisement, Revision: 5');
    expect(decodeFrame(udld).info).toBe('Device ID: sw1  Port ID: Gi1');
    expect(decodeFrame(dtp).protocol).toBe('DTP');
  });

  it('unwraps ISL', () => {
    const inner = '020000000002 020000000001 88b7 0001';
    const frame = fromHex(`01000c0000 40 020000000001 0040 aaaa03 00000c 0014 0000 0000 ${inner}`);
    const { packet } = decodeFrame(frame);
    expect([packet.vlan, packet.etherType, packet.ethDstLow]).toEqual([10, 0x88b7, 2]);
  });

  it('reads nothing beyond its end', () => {
    for (const frame of [vtp, udld, dtp]) expect(overreads(frame)).toEqual([]);
  });
});
