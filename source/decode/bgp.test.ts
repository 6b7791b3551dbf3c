import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, tcpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const marker = 'ff'.repeat(16);
const open = tcpFrame(40000, 179, fromHex(`${marker} 001d 01 04 fde8 00b4 c0000201 00`));
const update = tcpFrame(
  40000,
  179,
  fromHex(`${marker} 0029 02 0000 000e 40 01 01 00 40 02 00 40 03 04 c0000201 18 c63364 ${marker} 0013 04`),
);

describe('BGP', () => {
  it('names every message of a segment', () => {
    expect(decodeFrame(open).info).toBe('OPEN Message');
    const { protocol, info, tree } = decodeFrame(update);
    expect([protocol, info]).toEqual(['BGP', 'UPDATE Message, KEEPALIVE Message']);
    expect(tree).toContain('Next hop: 192.0.2.1 [84+7]');
    expect(tree).toContain('Reachable: 198.51.100.0/24 [91+4]');
  });

  it('finds the next message behind the rest of another, and leaves other bytes to TCP', () => {
    const rest = fromHex(`010203 ${marker} 0013 04`);
    expect(decodeFrame(tcpFrame(179, 40000, rest)).info).toBe('Continuation, KEEPALIVE Message');
    expect(decodeFrame(tcpFrame(179, 40000, fromHex('0102'))).protocol).toBe('TCP');
  });

  it('stops at impossible lengths', () => {
    expect(decodeFrame(tcpFrame(40000, 179, fromHex(`${marker} 0000 02`))).packet.malformed).toContain(
      'below 19',
    );
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(open)).toEqual([]);
    expect(overreads(update)).toEqual([]);
  });
});
