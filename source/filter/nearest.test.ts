import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('editDistance', () => {
  it.each([
    ['read', 'read', 0],
    ['raed', 'read', 1],
    ['red', 'read', 1],
    ['', 'read', 4],
    ['doctor', 'help', 6],
  ])('%s to %s is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
    expect(editDistance(to, from)).toBe(distance);
  });
});

describe('nearest', () => {
  const commands = ['read', 'interfaces', 'doctor', 'help', 'bench'];

  it('finds what was meant', () => {
    expect(nearest('raed', commands)).toBe('read');
    expect(nearest('interface', commands)).toBe('interfaces');
    expect(nearest('DOCTER', commands)).toBe('doctor');
  });

  it('says nothing when nothing is close', () => {
    expect(nearest('x', commands)).toBeUndefined();
    expect(nearest('capture', commands)).toBeUndefined();
  });
});
