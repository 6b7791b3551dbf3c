import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const header = '0b59 0b5a 00000001 00000000';
const initiation = ipv4Frame(
  132,
  fromHex(`${header} 01 00 001c 00000009 00010000 000a 000a 00000005 0005 0008 c0000201`),
);
const mixed = ipv4Frame(
  132,
  fromHex(`${header} 03 00 0010 00000009 00010000 0000 0000 00 03 0014 00000001 0002 0000 00000003 01020304`),
);

describe('SCTP', () => {
  it('reads an initiation', () => {
    const { packet, protocol, info, tree } = decodeFrame(initiation);
    expect([protocol, packet.srcPort, packet.dstPort]).toEqual(['SCTP', 2905, 2906]);
    expect(info).toBe('2905 → 2906 INIT');
    expect(tree).toContain('IPv4 address: 192.0.2.1 [66+8]');
  });

  it('names every chunk and their payload protocol', () => {
    const { info, tree } = decodeFrame(mixed);
    expect(info).toBe('2905 → 2906 SACK, DATA');
    expect(tree).toContain('Payload protocol: 3 (M3UA) [74+4]');
  });

  it('stops at a chunk of length zero', () => {
    const hostile = ipv4Frame(132, fromHex(`${header} 00 00 0000 00000000`));
    expect(decodeFrame(hostile).packet.malformed).toBe('SCTP chunk length below 4');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(initiation)).toEqual([]);
    expect(overreads(mixed)).toEqual([]);
  });
});

describe('DCCP', () => {
  const request = ipv4Frame(33, fromHex('0bb8 0bb9 05 00 0000 01 00 0000 00000007 00000000'));

  it('reads both header sizes', () => {
    expect(decodeFrame(request).info).toBe('3000 → 3001 [Request] Seq=7');
    const short = ipv4Frame(33, fromHex('0bb8 0bb9 03 00 0000 06 000008'));
    expect(decodeFrame(short).info).toBe('3000 → 3001 [Ack] Seq=8');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(request)).toEqual([]);
  });
});
