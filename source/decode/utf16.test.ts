import { describe, expect, it } from 'vitest';
import { fromHex } from '../testing/frames.ts';
import { safeUtf16 } from './utf16.ts';

describe('UTF-16 text', () => {
  it('reads least significant byte first and escapes what terminals obey', () => {
    expect(safeUtf16(fromHex('6100 e400 1b00 2e20'), 0, 8)).toBe('aä\\x1b\\u202e');
  });

  it('leaves out half a character and survives lone surrogates', () => {
    expect(safeUtf16(fromHex('6100 62'), 0, 3)).toBe('a');
    expect(safeUtf16(fromHex('00d8'), 0, 2)).toBe('\ufffd');
    expect(safeUtf16(fromHex(''), 0, 0)).toBe('');
  });
});
