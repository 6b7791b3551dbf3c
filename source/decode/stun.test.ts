import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';

const response = fromHex(`0101 000c 2112a442 000102030405060708090a0b 0020 0008 0001 bd52 e112a645`);

describe('STUN', () => {
  it('shows the address a client is seen with, on any port', () => {
    const { protocol, info, tree } = decodeFrame(udpFrame(5000, 40000, response));
    expect(protocol).toBe('STUN');
    expect(info).toBe('Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.7:40000');
    expect(tree).toContain('XOR-MAPPED-ADDRESS: 192.0.2.7:40000 [62+12]');
  });

  it('knows messages from before the cookie by lengths that fit exactly', () => {
    const classic = fromHex('0001 0008 000102030405060708090a0b0c0d0e0f 0003 0004 00000000');
    expect(decodeFrame(udpFrame(40000, 5000, classic)).protocol).toBe('CLASSIC-STUN');
    expect(decodeFrame(udpFrame(40000, 5000, join(classic, new Uint8Array(1)))).protocol).toBe('UDP');
  });

  it('looks into channels', () => {
    const relayed = join(fromHex('4001 0020'), response);
    const { info, tree } = decodeFrame(udpFrame(40000, 3478, relayed));
    expect(info).toBe('Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.7:40000');
    expect(tree).toContain('Channel: 0x4001 [42+2]');
    expect(decodeFrame(udpFrame(40000, 3478, fromHex('4001 0003 010203'))).info).toBe(
      'ChannelData TURN Message, channel 0x4001, 3 bytes',
    );
  });

  it('stops at attributes that claim more than there is', () => {
    const liar = Uint8Array.from(response);
    liar[22] = 0xff;
    expect(decodeFrame(udpFrame(5000, 40000, liar)).info).toBe('Binding Success Response');
  });

  it('survives every cut', () => expectSurvivesCuts(udpFrame(5000, 40000, response)));
});
