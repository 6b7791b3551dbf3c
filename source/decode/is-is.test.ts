import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const ethernet = '0180c2000014 020000000001 0000 fefe03';
const hello = fromHex(
  `${ethernet} 83 1b 01 00 0f 01 00 00 01 192168001001 001e 001f 40 192168001001 01 8103 cc8e01`,
);
const linkState = fromHex(
  `${ethernet} 83 1b 01 00 14 01 00 00 001d 04b0 192168001001 00 00 0000000a 0000 03 8903 727431`,
);

describe('IS-IS', () => {
  it('names senders', () => {
    const { protocol, info, tree } = decodeFrame(hello);
    expect([protocol, info]).toEqual(['ISIS HELLO', 'L1 HELLO, System-ID: 1921.6800.1001']);
    expect(tree).toContain('Protocols: cc8e01 [44+5]');
    const second = decodeFrame(linkState);
    expect(second.info).toBe('L2 LSP, LSP-ID: 1921.6800.1001.00-00, Sequence: 0x0000000a, Lifetime: 1200s');
    expect(second.tree).toContain('Hostname: rt1');
  });

  it('names ES-IS and what nobody knows', () => {
    expect(decodeFrame(fromHex(`${ethernet} 82 0a 01 00 04 001e 0000 00`)).info).toBe('IS HELLO');
    expect(decodeFrame(fromHex(`${ethernet} 99 0a 01`)).protocol).toBe('ISO');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello)).toEqual([]);
    expect(overreads(linkState)).toEqual([]);
    expect(overreads(fromHex(`${ethernet} 81 0a 01 00 1c 001e 0000 00`))).toEqual([]);
  });
});
