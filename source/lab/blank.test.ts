import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { blankBulk } from './blank.ts';

function blanked(payload: Uint8Array): Uint8Array {
  const frame = tcpFrame(40_000, 443, payload);
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  decode(p);
  blankBulk(p, frame);
  return frame.subarray(frame.length - payload.length);
}

describe('blanking', () => {
  const random = new Random(3);

  it('leaves the beginning of what is encrypted, and zeros of the same length', () => {
    const payload = join(fromHex('17030300f0'), random.bytes(240));
    const after = blanked(payload);
    expect(after.subarray(0, 64)).toEqual(payload.subarray(0, 64));
    expect(after.subarray(64).every(byte => byte === 0)).toBe(true);
    expect(after).toHaveLength(payload.length);
  });

  it('leaves handshakes, key exchanges and short texts as they are', () => {
    const hello = join(fromHex('1603010200'), random.bytes(500));
    const exchange = join(fromHex('000003f40a14'), random.bytes(500));
    const text = fromText(`GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: ${'x'.repeat(100)}\r\n\r\n`);
    for (const payload of [hello, exchange, text]) expect(blanked(payload.slice())).toEqual(payload);
  });

  it('blanks the middle of long texts', () => {
    const after = blanked(fromText('a'.repeat(1400)));
    expect(after.filter(byte => byte !== 0)).toHaveLength(600);
  });
});
