import { describe, expect, it } from 'vitest';
import { asAscii, sparkline, unicodeGlyphs } from './glyphs.ts';
import { cellWidth, cut, fitted, fittedRight, graphemes, withoutStart, wrapped } from './text-fit.ts';

/** Latin, wide, combining, joined, right to left, flags, a variation selector. */
const texts = [
  'plain',
  '日本語テスト',
  'e\u0301le\u0300ve',
  '👨‍👩‍👧 family',
  'שלום עולם',
  '🇩🇪🇯🇵 flags',
  '1️⃣ one',
  'a日b本c語',
  '',
];

describe('text in cells', () => {
  it.each(texts)('fits %j exactly, however wide', text => {
    for (let width = 0; width <= 20; width += 1) {
      expect(cellWidth(fitted(text, width))).toBe(width);
      expect(cellWidth(fittedRight(text, width))).toBe(width);
      expect(cellWidth(cut(text, width))).toBeLessThanOrEqual(width);
    }
  });

  it('cuts between characters a person sees', () => {
    expect(cut('日本語', 5)).toBe('日本…');
    expect(cut('日本語', 4)).toBe('日…');
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(graphemes('e\u0301x')).toEqual(['e\u0301', 'x']);
  });

  it('leaves out the beginning, with a blank for half a wide character', () => {
    expect(withoutStart('abcdef', 2)).toBe('cdef');
    expect(withoutStart('日本', 1)).toBe(' 本');
    expect(withoutStart('日本', 2)).toBe('本');
    expect(withoutStart('ab', 5)).toBe('');
  });

  it('parts at blanks, and cuts what is left', () => {
    expect(wrapped('one two three four', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(wrapped('one', 9, 2)).toEqual(['one']);
    expect(wrapped('', 9, 2)).toEqual(['']);
  });
});

describe('ASCII', () => {
  it.each(texts)('shows %j as wide as it was', text => {
    expect(asAscii(text)).toMatch(/^[\x20-\x7e]*$/);
    expect(cellWidth(asAscii(text))).toBe(cellWidth(text));
  });

  it('has stand-ins for our own signs', () => {
    expect(asAscii('a → b … 10×')).toBe('a > b ~ 10x');
  });
});

describe('a sparkline', () => {
  it('is as wide as asked, newest at the right, and never hides a little', () => {
    expect(sparkline([0, 1, 100], 5, unicodeGlyphs)).toBe('   ▁█');
    expect(sparkline([5, 5, 5, 5], 2, unicodeGlyphs)).toBe('██');
    expect(sparkline([], 3, unicodeGlyphs)).toBe('   ');
  });
});
