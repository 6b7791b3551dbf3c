import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, ipv6Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const hello2 = ipv4Frame(
  89,
  fromHex(
    '02 01 0030 c0000201 00000000 0000 0000 0000000000000000 ffffff00 000a 02 01 00000028 c0000201 00000000 c0000202',
  ),
);
const update3 = ipv6Frame(
  89,
  fromHex('03 04 0028 c0000201 00000000 0000 00 00 00000001 0001 2001 00000000 c0000201 80000001 0000 0014'),
);

describe('OSPF', () => {
  it('reads version 2 hellos', () => {
    const { protocol, info, tree, packet } = decodeFrame(hello2);
    expect([protocol, info, packet.malformed]).toEqual(['OSPF', 'Hello Packet', '']);
    expect(tree).toContain('Dead interval: 40 s [66+4]');
    expect(tree).toContain('Neighbor: 192.0.2.2 [78+4]');
  });

  it('lists what version 3 updates advertise', () => {
    const { info, tree } = decodeFrame(update3);
    expect(info).toBe('LS Update');
    expect(tree).toContain('Router-LSA: 0.0.0.0 [74+20]');
  });

  it('says which version or length is impossible', () => {
    expect(
      decodeFrame(ipv4Frame(89, fromHex('09 01 0030 c0000201 00000000 00000000'))).packet.malformed,
    ).toBe('unknown OSPF version');
    expect(decodeFrame(ipv4Frame(89, fromHex(`02 01 0004 ${'00'.repeat(20)}`))).packet.malformed).toBe(
      'OSPF length below its header',
    );
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello2)).toEqual([]);
    expect(overreads(update3)).toEqual([]);
  });
});
