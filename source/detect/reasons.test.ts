import { describe, expect, it } from 'vitest';
import { levelNames } from './levels.ts';
import { direction, packCause, reasonsOf, type Schemas, unpackCause } from './reasons.ts';

const schemas: Schemas = {
  packet: {
    level: 'packet',
    columns: [
      { name: 'size', words: 'bytes in the packet', form: 'log', unit: 'bytes', group: 'size' },
      { name: 'port', words: 'destination port', form: 'rarity', unit: 'rarity', group: 'port' },
    ],
  },
  source: {
    level: 'source',
    columns: [{ name: 'rate', words: 'packets a second', form: 'log', unit: 'rate', group: 'rate' }],
  },
};

describe('causes', () => {
  it('come back from their number', () => {
    for (const level of levelNames) {
      for (const column of [0, 1, 39, 255, 1000]) {
        for (const towards of Object.values(direction)) {
          const cause = packCause(level, column, towards);
          expect(cause).toBeGreaterThan(0);
          expect(cause | 0).toBe(cause);
          expect(unpackCause(cause)).toEqual({ level, column, towards });
        }
      }
    }
    expect(packCause('packet', -1)).toBe(0);
    expect(packCause('packet', 5000)).toBe(0);
  });

  it('are words', () => {
    const incident = { id: 3, kind: 'port-scan', isNormal: false } as const;
    expect(reasonsOf(packCause('packet', 1), incident, schemas)).toEqual([
      'part of incident 3: port scan',
      'rare destination port',
    ]);
    expect(reasonsOf(packCause('packet', 0, direction.high), undefined, schemas)).toEqual([
      'unusually high: bytes in the packet',
    ]);
    expect(reasonsOf(packCause('source', 0), undefined, schemas)).toEqual([
      'its sender: unusual: packets a second',
    ]);
    expect(reasonsOf(0, undefined, schemas)).toEqual([]);
  });

  it('say nothing for numbers that mean nothing', () => {
    for (const cause of [
      -1,
      1,
      7 << 10,
      packCause('flow', 3),
      packCause('packet', 2),
      2 ** 31 - 1,
      Number.NaN,
    ])
      expect(reasonsOf(cause, undefined, schemas)).toEqual([]);
  });
});
