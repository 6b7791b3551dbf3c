import { describe, expect, it } from 'vitest';
import { fromHex } from '../testing/frames.ts';
import { BerElement, berFind, berIntegerText, berNumber, berObjectIdentifierText } from './ber.ts';

describe('basic encoding rules', () => {
  const element = new BerElement();

  it('reads short and long lengths', () => {
    expect(element.read(fromHex('04 02 aabb'), 0, 4)).toBe(true);
    expect([element.tag, element.content, element.end]).toEqual([4, 2, 4]);
    expect(element.read(fromHex('30 82 0001 00'), 0, 5)).toBe(true);
    expect([element.content, element.end]).toEqual([4, 5]);
  });

  it('never ends beyond the limit, whatever the length says', () => {
    expect(element.read(fromHex('30 84 ffffffff 00'), 0, 7)).toBe(true);
    expect(element.end).toBe(7);
    expect(element.isWhole).toBe(false);
    expect(element.read(fromHex('30 85 ffffffffff'), 0, 7)).toBe(false);
    expect(element.read(fromHex('30'), 0, 1)).toBe(false);
  });

  it('takes an indefinite length as the rest', () => {
    expect(element.read(fromHex('30 80 0201 05 0000'), 0, 7)).toBe(true);
    expect(element.end).toBe(7);
  });

  it('finds an element among its neighbours', () => {
    const bytes = fromHex('a003020105 a10302010a 0400');
    expect(berFind(bytes, 0, bytes.length, 0xa1)).toBe(5);
    expect(berFind(bytes, 0, bytes.length, 0xa2)).toBe(-1);
  });

  it('reads integers of any size', () => {
    expect(berNumber(fromHex('ff'), 0, 1)).toBe(-1);
    expect(berNumber(fromHex('0080'), 0, 2)).toBe(128);
    expect(berIntegerText(fromHex('ffffffffffffffff'), 0, 8)).toBe('-1');
    expect(berIntegerText(fromHex('ffffffffffffffff'), 0, 8, false)).toBe('18446744073709551615');
  });

  it('writes object identifiers', () => {
    expect(berObjectIdentifierText(fromHex('2b06010401'), 0, 5)).toBe('1.3.6.1.4.1');
    expect(berObjectIdentifierText(fromHex('8837 03'), 0, 3)).toBe('2.999.3');
  });
});
