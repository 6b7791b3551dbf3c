import { describe, expect, it } from 'vitest';
import { fromHex } from '../testing/frames.ts';
import { growHeader, numbered } from './header-fields.ts';
import { Tree } from './tree.ts';

describe('header fields', () => {
  it('writes each format with its bytes and stops where the bytes end', () => {
    const bytes = fromHex('01 0203 04050607 c0000201 6869 00 0809');
    const tree = new Tree(0, bytes.length);
    tree.layer('Header', 0, bytes.length);
    growHeader(tree, bytes, 0, bytes.length, [
      ['Kind', 0, 1, { 1: 'first' }],
      ['Hex', 1, 2, 'hex'],
      ['Little', 3, 4, 'little'],
      ['Address', 7, 4, 'ipv4'],
      ['Text', 11, 3, 'text'],
      ['Cut', 14, 4],
      ['After', 0, 1],
    ]);
    expect(
      tree.nodes.slice(1).map(node => `${node.label} ${node.value} ${node.start}+${node.length}`),
    ).toEqual([
      'Kind first (1) 0+1',
      'Hex 0x0203 1+2',
      'Little 117835012 3+4',
      'Address 192.0.2.1 7+4',
      'Text hi 11+3',
    ]);
  });

  it('says so when a number has no name', () => {
    expect(numbered({ 1: 'first' }, 2)).toBe('unknown (2)');
  });
});
