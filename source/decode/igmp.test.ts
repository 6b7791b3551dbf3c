import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const report = ipv4Frame(2, fromHex('2200 0000 0000 0001 04000001 ef010203 c0000209'));

describe('IGMP', () => {
  it('tells the versions apart', () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['1100 0000 00000000', 'IGMPv1', 'Membership Query, general'],
      ['1164 0000 ef010203', 'IGMPv2', 'Membership Query, specific for group 239.1.2.3'],
      ['1164 0000 00000000 02 7d 0000', 'IGMPv3', 'Membership Query, general'],
      ['1700 0000 ef010203', 'IGMPv2', 'Leave Group 239.1.2.3'],
      ['1301 0000 00000000', 'DVMRP', 'Probe'],
      ['1400 0000 10000000', 'PIMv1', 'Query'],
    ];
    for (const [message, protocol, info] of cases) {
      const decoded = decodeFrame(ipv4Frame(2, fromHex(message)));
      expect([decoded.protocol, decoded.info]).toEqual([protocol, info]);
    }
  });

  it('shows the records of a report', () => {
    const { info, tree } = decodeFrame(report);
    expect(info).toBe('Membership Report / Change to exclude 239.1.2.3');
    expect(tree).toContain('Source: 192.0.2.9 [50+4]');
  });

  it('reads nothing beyond its end, whatever a count says', () => {
    expect(overreads(report)).toEqual([]);
    expect(overreads(ipv4Frame(2, fromHex('2200 0000 0000 ffff 04ffffff ef010203')))).toEqual([]);
  });
});
