import { describe, expect, it } from 'vitest';
import { fittedEndpoint } from './endpoint-fit.ts';

describe('an address in a column', () => {
  it.each([
    ['10.0.0.9', 15, '10.0.0.9       '],
    ['5.129.53.134:443', 15, '5.129…3.134:443'],
    ['203.0.113.219:51514', 15, '203.….219:51514'],
    ['[fd00:db8:1::10]:443', 15, '[fd00…::10]:443'],
    ['[2001:db8:85a3:8d3:1319:8a2e:370:7334]:51514', 21, '[2001:d…0:7334]:51514'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7334', 15, '2001:db…70:7334'],
    ['some name nobody knows', 10, 'some name…'],
    ['[fd00::1]:51514', 9, '[fd00::1…'],
  ])('%s in %i cells', (text, width, wanted) => {
    expect(fittedEndpoint(text, width)).toBe(wanted);
  });
});
