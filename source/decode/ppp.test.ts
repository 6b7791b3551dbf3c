import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const datagram = udpFrame(1000, 2000, fromHex('0102')).subarray(14);
const pppLink = 9;
const configuration = fromHex('c021 01 05 0008 01 04 05d4');

describe('PPP', () => {
  it('finds IP behind plain, framed and compressed headers', () => {
    for (const header of ['0021', 'ff030021', '21', 'ff0321', '0f000800']) {
      expect(decodeFrame(join(fromHex(header), datagram), pppLink).protocol, header).toBe('UDP');
    }
  });

  it('names negotiations and shows their options', () => {
    const { protocol, info, tree } = decodeFrame(configuration, pppLink);
    expect([protocol, info]).toEqual(['PPP LCP', 'Configuration Request']);
    expect(tree).toContain('Maximum receive unit: 05d4 [6+4]');
    const login = fromHex('c023 01 01 000d 04 726f6f74 03 7a7a7a');
    expect(decodeFrame(login, pppLink).info).toBe('Authenticate-Request, user "root"');
  });

  it('reads a multilink packet that came in one piece', () => {
    expect(decodeFrame(join(fromHex('003d c0000001 0021'), datagram), pppLink).protocol).toBe('UDP');
    const first = decodeFrame(join(fromHex('003d 80000001 0021'), datagram), pppLink);
    expect([first.protocol, first.info]).toEqual(['PPP MP', 'Multilink fragment, first, 32 bytes']);
  });

  it('says what is wrong with lengths', () => {
    expect(decodeFrame(fromHex('c021 01 05 0002'), pppLink).packet.malformed).toBe(
      'PPP control length below 4',
    );
    expect(decodeFrame(fromHex('c021 01 05 0009 01'), pppLink).packet.malformed).toContain('exceeds');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(configuration, pppLink)).toEqual([]);
    expect(overreads(fromHex('c223 01 01 0008 01 aa 4242'), pppLink)).toEqual([]);
    expect(overreads(join(fromHex('003d c0000001 0021'), datagram), pppLink)).toEqual([]);
  });
});

describe('PPP over Ethernet', () => {
  const offer = ethernetFrame(0x8863, fromHex('11 07 0000 0008 0102 0004 61632d31'));
  const session = ethernetFrame(0x8864, join(fromHex('11 00 0007 0020 0021'), datagram, fromHex('0000')));

  it('names discovery and the concentrator', () => {
    const { protocol, info, tree } = decodeFrame(offer);
    expect([protocol, info]).toEqual(['PPPoED', "Active Discovery Offer (PADO) concentrator='ac-1'"]);
    expect(tree).toContain('Concentrator name: ac-1 [20+8]');
  });

  it('finds IP in a session and leaves padding out', () => {
    const { protocol, packet } = decodeFrame(session);
    expect([protocol, packet.payloadLength, packet.malformed]).toEqual(['UDP', 2, '']);
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(offer)).toEqual([]);
    expect(overreads(session)).toEqual([]);
  });
});
