import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, ipv6Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const version2 = ipv4Frame(112, fromHex('21 01 64 01 00 01 0000 c0000209 0000000000000000'));
const version3 = ipv6Frame(112, fromHex('31 01 64 01 0064 0000 fe800000000000000000000000000009'));
const carp = ipv4Frame(112, fromHex(`21 01 00 07 07 01 0000 0000000000000001 ${'aa'.repeat(20)}`));

describe('VRRP', () => {
  it('reads both versions', () => {
    expect(decodeFrame(version2).info).toBe('Announcement (v2), router 1, priority 100');
    expect(decodeFrame(version2).tree).toContain('Address: 192.0.2.9 [42+4]');
    expect(decodeFrame(version3).tree).toContain('Address: fe80::9 [62+16]');
  });

  it('tells CARP from it', () => {
    const { protocol, info } = decodeFrame(carp);
    expect([protocol, info]).toEqual(['CARP', 'CARP advertisement, host 1, skew 0']);
  });

  it('reads nothing beyond its end, whatever the count says', () => {
    expect(overreads(ipv4Frame(112, fromHex('21 01 64 ff 00 01 0000 c0000209')))).toEqual([]);
    expect(overreads(version3)).toEqual([]);
    expect(overreads(carp)).toEqual([]);
  });
});
