import { describe, expect, it } from 'vitest';
import { u8 } from '../decode/bytes.ts';
import { decode } from '../decode/decode.ts';
import type { Packet } from '../decode/packet.ts';
import { udpFrame } from './frames.ts';
import { Oracle } from './fuzz-oracle.ts';

const frame = udpFrame(1000, 2000, new Uint8Array(40));

/** What the oracle says when decoding has this fault as well; often enough for the occasional checks to run. */
function verdictOn(fault: (p: Packet) => void): string | undefined {
  const oracle = new Oracle(p => {
    decode(p);
    fault(p);
  });
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const verdict = oracle.examine(frame, 1, frame.length);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

describe('the oracle of the fuzzer', () => {
  it('has nothing to say about a sound decoder', () => {
    expect(verdictOn(() => undefined)).toBeUndefined();
  });

  it('notices an exception', () => {
    const fault = (): void => {
      throw new RangeError('boom');
    };
    expect(verdictOn(fault)).toContain('boom');
  });

  it('notices a value from behind or before the frame', () => {
    const behind = (p: Packet): void => {
      p.srcPort = u8(p.bytes, p.end) | 0;
    };
    const before = (p: Packet): void => {
      if (p.tree) p.tree.field('Before', u8(p.bytes, p.start - 1), p.start, 1);
    };
    expect(verdictOn(behind)).toContain('srcPort depends on bytes around the frame');
    expect(verdictOn(before)).toContain('tree depends on bytes around the frame');
  });

  it('notices a read without consequences', () => {
    const peek = (p: Packet): void => {
      if (p.end > 5000) p.ttl = u8(p.bytes, p.end);
      else u8(p.bytes, p.end);
    };
    expect(verdictOn(peek)).toContain('reads 1 bytes behind its end');
  });

  it('notices a hang', () => {
    const hang = (): void => {
      const until = performance.now() + 70;
      while (performance.now() < until);
    };
    expect(verdictOn(hang)).toMatch(/takes \d+ ms/);
  });

  it('notices what must not reach a terminal', () => {
    const unsafe = (p: Packet): void => {
      p.info = 'a\x1b[2Jb';
    };
    const endless = (p: Packet): void => {
      p.info = 'x'.repeat(10_000);
    };
    expect(verdictOn(unsafe)).toContain('info is not safe');
    expect(verdictOn(endless)).toContain('10000 characters');
  });

  it('notices columns that depend on the level of detail, or do not fit the ring', () => {
    const detail = (p: Packet): void => {
      if (p.wantsInfo) p.dstPort = 1;
    };
    const wide = (p: Packet): void => {
      p.ttl = 2 ** 31;
    };
    const fraction = (p: Packet): void => {
      p.payloadLength = 0.5;
    };
    expect(verdictOn(detail)).toContain('dstPort differs without info and tree');
    expect(verdictOn(wide)).toContain('ttl does not fit its column');
    expect(verdictOn(fraction)).toContain('payloadLength does not fit its column');
  });
});
