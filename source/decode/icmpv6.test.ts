import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv6Frame, join } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const target = 'fe80000000000000 0000000000000009';
const solicitation = ipv6Frame(58, fromHex(`8700 0000 00000000 ${target} 0101 020000000001`));
const advertisement = ipv6Frame(
  58,
  fromHex(
    '8600 0000 40 00 0708 00000000 00000000 0304 40c0 00000e10 00000708 00000000 20010db8000000000000000000000000',
  ),
);

describe('ICMPv6', () => {
  it('reads neighbor solicitations', () => {
    const { packet, protocol, info, tree } = decodeFrame(solicitation);
    expect([protocol, packet.icmpType, packet.icmpCode]).toEqual(['ICMPv6', 135, 0]);
    expect(info).toBe('Neighbor Solicitation for fe80::9 from 02:00:00:00:00:01');
    expect(tree).toContain('Target: fe80::9 [62+16]');
    expect(tree).toContain('Source link-layer address: 02:00:00:00:00:01 [78+8]');
  });

  it('reads router advertisements', () => {
    const { info, tree } = decodeFrame(advertisement);
    expect(info).toBe('Router Advertisement');
    expect(tree).toContain('Prefix information: 2001:db8::/64, valid 3600 s, preferred 1800 s [70+32]');
  });

  it('reads echo and listener reports', () => {
    expect(decodeFrame(ipv6Frame(58, fromHex('8000 0000 0001 0002'))).info).toBe(
      'Echo (ping) request id=0x0001, seq=2, hop limit=64',
    );
    const report = ipv6Frame(58, fromHex(`8f00 0000 0000 0001 04000000 ff02${'00'.repeat(13)}16`));
    expect(decodeFrame(report).tree).toContain('Group: ff02::16 (to exclude) [62+20]');
  });

  it('survives options of length zero', () => {
    const hostile = join(solicitation.subarray(0, 78), fromHex('0100 020000000001'));
    expect(decodeFrame(hostile).tree).toContain('Option: 1, wrong length 0');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(solicitation)).toEqual([]);
    expect(overreads(advertisement)).toEqual([]);
    const quoting = ipv6Frame(58, join(fromHex('0104 0000 00000000'), solicitation.subarray(14)));
    expect(overreads(quoting)).toEqual([]);
  });
});
