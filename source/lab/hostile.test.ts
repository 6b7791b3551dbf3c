import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../testing/frames.ts';
import { hostileCapture, hostileFrames } from './hostile.ts';
import { carriers } from './hostile-carriers.ts';
import { hostileStrings, longestHostileBytes, singleControls } from './hostile-strings.ts';

const dangerous = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/u;

describe('hostile strings', () => {
  it('fit a label of DNS, and hold every control', () => {
    for (const [what, bytes] of hostileStrings)
      expect(bytes.length, what).toBeLessThanOrEqual(longestHostileBytes);
    expect(new Set(singleControls.map(bytes => bytes.join())).size).toBe(65 + 32);
  });

  it('stand in packets that are what they seem', () => {
    for (const [where, frame] of carriers) {
      const { packet } = decodeFrame(frame(Buffer.from('harmless'), 40_000));
      expect(packet.malformed, where).toBe('');
    }
  });

  it('are the same for the same seed, and others for another', () => {
    expect(hostileCapture(7)).toEqual(hostileCapture(7));
    expect(hostileCapture(7)).not.toEqual(hostileCapture(8));
    expect(hostileFrames(8)).toHaveLength(carriers.length * hostileStrings.length + singleControls.length);
  });

  it('reach nobody through the decoders', () => {
    for (const { what, data } of hostileFrames(7)) {
      const { info, tree } = decodeFrame(data);
      expect(dangerous.test(info), `${what}: ${JSON.stringify(info)}`).toBe(false);
      expect(dangerous.test(tree.replaceAll('\n', '')), what).toBe(false);
    }
  });
});
