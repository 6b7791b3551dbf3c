import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const identity = ethernetFrame(0x888e, fromHex('02 00 0009 02 01 0009 01 616e6e61'));
const key = ethernetFrame(0x888e, fromHex(`02 03 005f 02 008a 0010 ${'00'.repeat(90)}`));

describe('EAPOL', () => {
  it('reads EAP conversations', () => {
    const { protocol, info, tree } = decodeFrame(identity);
    expect([protocol, info]).toEqual(['EAP', 'Response, Identity "anna"']);
    expect(tree).toContain('Identity: anna [23+4]');
    expect(decodeFrame(ethernetFrame(0x888e, fromHex('01 01 0000'))).info).toBe('Start');
  });

  it('tells the messages of the key handshake', () => {
    const { protocol, info } = decodeFrame(key);
    expect([protocol, info]).toEqual(['EAPOL', 'Key (Message 1 of 4)']);
  });

  it('says when the length is wrong', () => {
    expect(decodeFrame(ethernetFrame(0x888e, fromHex('01 00 ffff 01'))).packet.malformed).toContain(
      'exceeds',
    );
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(identity)).toEqual([]);
    expect(overreads(key)).toEqual([]);
  });
});
