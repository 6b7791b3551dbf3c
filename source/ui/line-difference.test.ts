import { describe, expect, it } from 'vitest';
import { lineDifference } from './line-difference.ts';
import { LookTable, parseLine } from './styled-line.ts';

function difference(before: string, after: string, columns = 40): string {
  const looks = new LookTable();
  return lineDifference(
    parseLine(before, columns, looks),
    parseLine(after, columns, looks),
    4,
    looks,
  ).replaceAll('\u001b', '^');
}

describe('lineDifference', () => {
  it('writes nothing where nothing changed', () => {
    expect(difference('abc', 'abc')).toBe('');
    expect(difference('\u001b[1mabc\u001b[22m   ', '\u001b[0;1mabc\u001b[m')).toBe('');
  });

  it('writes only the cells that changed, and small gaps between them', () => {
    expect(difference('one two three', 'one 2wo three')).toBe('^[5;5H2');
    expect(difference('aXcdefghijklmYn', 'a1cdefghijklm2n')).toBe('^[5;2H1^[14G2');
    expect(difference('aXcYe', 'a1c2e')).toBe('^[5;2H1c2');
  });

  it('erases what is gone', () => {
    expect(difference('a long text here', 'a')).toBe('^[5;3H^[K');
    expect(difference('abcdef', 'ab')).toBe('^[5;3H^[K');
    expect(difference('', 'x')).toBe('^[5Hx');
  });

  it('sets looks, and leaves the plain one behind', () => {
    expect(difference('', '\u001b[36ma\u001b[1mb\u001b[22m\u001b[39mc')).toBe('^[5H^[36ma^[0;1;36mb^[mc');
    expect(difference('abc', 'a\u001b[7mb\u001b[27mc')).toBe('^[5;2H^[7mb^[m');
    expect(difference('', '\u001b[38;5;200mx\u001b[38;2;1;2;3my')).toBe(
      '^[5H^[38;5;200mx^[0;38;2;1;2;3my^[m',
    );
  });

  it('says where it is after characters whose width terminals disagree about', () => {
    expect(difference('', '日本x')).toBe('^[5H日^[3G本^[5Gx');
    expect(difference('日x', '月x')).toBe('^[5H月');
    expect(difference('日x', 'abx')).toBe('^[5Hab');
    expect(difference('', '│─x')).toBe('^[5H│─x');
  });

  it('never writes beyond the last column', () => {
    expect(difference('', 'abcdef', 3)).toBe('^[5Habc');
    expect(difference('', 'ab日', 3)).toBe('^[5Hab');
  });

  it('lets nothing through that steers a terminal', () => {
    const hostile = 'a\u0007b\u001b]0;x\u0007c\u009b2Jd\u202ee\u200bf\rg\u007f';
    const written = difference('', hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for
    expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e]/);
    expect(written).toContain('a?b');
  });
});
