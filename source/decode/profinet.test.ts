import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const discovery = ethernetFrame(0x8892, fromHex('feff 05 01 00000001 0000 000a 0202 0006 0000 706c6331'));
const cyclic = ethernetFrame(0x8892, fromHex('8000 0102030405060708 1234 35 00'));

describe('PROFINET', () => {
  it('tells discovery from cyclic data', () => {
    expect(decodeFrame(discovery).info).toBe('Identify Ok , Xid:0x1, NameOfStation:"plc1"');
    const { protocol, info } = decodeFrame(cyclic);
    expect([protocol, info]).toEqual(['PNIO', 'ID:0x8000, Len:12, Cycle:4660, Run']);
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(discovery)).toEqual([]);
    expect(overreads(cyclic)).toEqual([]);
  });
});
