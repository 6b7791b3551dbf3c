import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const frame = udpFrame(1000, 2000, fromHex('0102'));
const datagram = frame.subarray(14);
const inGre = (header: string, content: Uint8Array): Uint8Array =>
  ipv4Frame(47, join(fromHex(header), content));

describe('GRE', () => {
  it('finds IP behind every optional field', () => {
    for (const header of ['0000 0800', '2000 0800 00000001', 'b000 0800 00000000 00000001 00000002']) {
      const { packet, protocol } = decodeFrame(inGre(header, datagram));
      expect(protocol, header).toBe('UDP');
      expect(packet.srcPort, 'columns keep the outermost layer').toBe(-1);
    }
  });

  it('finds PPP behind PPTP, and nothing behind an acknowledgment', () => {
    expect(decodeFrame(inGre('3001 880b 0020 0001 00000001 0021', datagram)).protocol).toBe('UDP');
    expect(decodeFrame(inGre('2081 880b 0000 0001 00000001', fromHex(''))).info).toBe('PPTP acknowledgment');
  });

  it('finds mirrored Ethernet behind all three ERSPAN headers', () => {
    for (const header of [
      '0000 88be',
      '1000 88be 00000001 1001 0001 00000000',
      '1000 22eb 00000001 2001 0001 00000000 0000 0000',
    ]) {
      expect(decodeFrame(inGre(header, frame)).protocol, header).toBe('UDP');
    }
  });

  it('keeps its own name around what nobody knows', () => {
    const { protocol, info } = decodeFrame(inGre('0000 4242', datagram));
    expect([protocol, info]).toEqual(['GRE', 'Encapsulated 0x4242, GRE version 0']);
    expect(decodeFrame(inGre('0005 0800', datagram)).packet.malformed).toBe('unknown GRE version');
  });

  it('reads nothing beyond its end', () => {
    for (const header of [
      'f000 0800 00000000 00000001 00000002 00000000',
      '3081 880b 0020 0001 00000001 00000002 0021',
    ]) {
      expect(overreads(inGre(header, datagram))).toEqual([]);
    }
    expect(overreads(inGre('1000 22eb 00000001 2001 0001 00000000 0000 0001', frame))).toEqual([]);
  });
});
