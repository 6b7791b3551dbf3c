import { describe, expect, it } from 'vitest';
import { ethernetFrame, fromHex, ipv6Frame, join, udpFrame } from './frames.ts';
import { outermostOf } from './outermost.ts';

const payload = new Uint8Array(16);
const inner = udpFrame(1, 2, payload);

describe('the outermost headers', () => {
  it('are found behind VLAN tags, whatever is inside', () => {
    const tagged = join(inner.slice(0, 12), fromHex('88a8 0005 8100 0006'), inner.slice(12));
    expect(outermostOf(tagged, 0, tagged.length, 1)).toEqual({
      etherType: 0x88a8,
      version: 4,
      transport: 17,
      isLaterFragment: false,
    });
    const tunnel = ipv6Frame(4, inner.slice(14));
    expect(outermostOf(tunnel, 0, tunnel.length, 1)).toMatchObject({ version: 6, transport: 4 });
  });

  it('are followed through extension headers up to a later fragment', () => {
    const extended = ipv6Frame(60, join(fromHex('1100 0000 0000 0000'), payload));
    expect(outermostOf(extended, 0, extended.length, 1).transport).toBe(17);
    const fragment = ipv6Frame(44, join(fromHex('1100 0008 0000 0001'), payload));
    expect(outermostOf(fragment, 0, fragment.length, 1)).toMatchObject({
      transport: 17,
      isLaterFragment: true,
    });
  });

  it('are left unknown where it takes more to tell', () => {
    const mpls = ethernetFrame(0x8847, payload);
    expect(outermostOf(mpls, 0, mpls.length, 1)).toMatchObject({
      etherType: 0x8847,
      version: -1,
      transport: -1,
    });
    expect(outermostOf(inner, 0, inner.length, 105).version).toBe(-1);
    expect(outermostOf(inner, 0, 20, 1).version).toBe(-1);
  });
});
