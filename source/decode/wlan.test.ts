import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const beacon = fromHex(`8000 0000 ffffffffffff 020000000001 020000000001 1000
  0000000000000000 6400 1104 00 03 6c6162 01 01 82 03 01 06`);
const datagram = udpFrame(1000, 2000, fromHex('0102')).subarray(14);
/** From a station to its access point, with quality of service. */
const dataHeader = fromHex('8801 3000 02000000000a 020000000001 020000000002 2000 0000');
const snap = fromHex('aaaa03 000000 0800');
const qosData = join(dataHeader, snap, datagram);

describe('802.11', () => {
  it('reads a beacon', () => {
    const { protocol, info, tree } = decodeFrame(beacon, 105);
    expect(protocol).toBe('802.11');
    expect(info).toBe('Beacon frame, SN=1, FN=0, Flags=........, BI=100, SSID="lab"');
    expect(tree).toContain('SSID: "lab" [36+5]');
    expect(tree).toContain('Channel: 6 [44+3]');
  });

  it('finds IP inside data, and who sent it to whom', () => {
    const { packet, protocol } = decodeFrame(qosData, 105);
    expect(protocol).toBe('UDP');
    expect(packet.dstPort).toBe(2000);
    expect([packet.ethSrcLow, packet.ethDstLow]).toEqual([1, 2]);
  });

  it('does not look into what is encrypted', () => {
    const encrypted = qosData.slice();
    encrypted[1] = 0x41;
    const { protocol, info } = decodeFrame(encrypted, 105);
    expect(protocol).toBe('802.11');
    expect(info).toContain('Flags=.p.....t');
  });

  it('follows radiotap, whose flags tell of a check sequence', () => {
    const header = fromHex('0000 0900 02000000 10');
    const { protocol, packet } = decodeFrame(join(header, qosData, fromHex('deadbeef')), 127);
    expect(protocol).toBe('UDP');
    expect(packet.malformed).toBe('');
  });

  it('shows a hostile network name as escapes', () => {
    const hostile = join(beacon.subarray(0, 36), fromHex('00 04 1b5b324a'));
    expect(decodeFrame(hostile, 105).info).toContain('SSID="\\x1b[2J"');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(beacon, 105)).toEqual([]);
    expect(overreads(qosData, 105)).toEqual([]);
    expect(overreads(join(fromHex('0000 0900 02000000 10'), beacon), 127)).toEqual([]);
    expect(overreads(join(fromHex('0000 0800 69000000'), beacon), 192)).toEqual([]);
  });
});
