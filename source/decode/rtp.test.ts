import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

const voice = join(fromHex('80 88 0102 00000a00 11223344'), new Uint8Array(160));
const report = fromHex(`80 c8 0006 11223344 e0000000 00000000 00000a00 00000005 00000320
  81 ca 0003 11223344 01 04 61406263 00 00`);

describe('RTP and RTCP', () => {
  it('recognises voice whose size fits its codec', () => {
    const { protocol, info } = decodeFrame(udpFrame(4000, 5000, voice));
    expect(protocol).toBe('RTP');
    expect(info).toBe('PT=ITU-T G.711 PCMA, SSRC=0x11223344, Seq=258, Time=2560, Mark');
    expect(decodeFrame(udpFrame(4000, 5000, voice.subarray(0, 170))).protocol).toBe('UDP');
    expect(decodeFrame(udpFrame(400, 5000, voice)).protocol).toBe('UDP');
  });

  it('lists the reports of a datagram', () => {
    const { protocol, info, tree } = decodeFrame(udpFrame(4001, 5001, report));
    expect(protocol).toBe('RTCP');
    expect(info).toBe('Sender Report, Source description');
    expect(tree).toContain('Canonical name: a@bc [78+6]');
  });

  it('leaves alone what has impossible lengths', () => {
    const wrong = Uint8Array.from(report);
    wrong[3] = 2;
    expect(decodeFrame(udpFrame(4001, 5001, wrong)).protocol).toBe('UDP');
  });

  it('survives every cut', () => {
    expectSurvivesCuts(udpFrame(4000, 5000, voice.subarray(0, 92)));
    expectSurvivesCuts(udpFrame(4001, 5001, report));
  });
});

describe('ZRTP', () => {
  it('names its message', () => {
    const hello = join(
      fromHex('1000 0001'),
      fromText('ZRTP'),
      fromHex('11223344 505a 0003'),
      fromText('Hello   '),
    );
    const { protocol, info } = decodeFrame(udpFrame(4000, 5000, hello));
    expect([protocol, info]).toEqual(['ZRTP', 'Hello Packet']);
    expectSurvivesCuts(udpFrame(4000, 5000, hello));
  });
});
