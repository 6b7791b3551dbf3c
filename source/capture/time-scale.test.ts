import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { createBatch } from './source.ts';
import { TimeScale } from './time-scale.ts';

const billion = 1_000_000_000n;
const allOnes = (1n << 64n) - 1n;
const batch = createBatch(1);

/** The same in arbitrary precision. */
function expected(ticks: bigint, resolution: number): [number, number] {
  const exponent = BigInt(resolution & 0x7f);
  const units = (resolution & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent;
  return [Number(ticks / units), Number(((ticks % units) * billion) / units)];
}

function converted(
  ticks: bigint,
  resolution: number,
  offset = 0,
  scale = new TimeScale(resolution, offset),
): [number, number] {
  scale.store(Number(ticks >> 32n), Number(ticks & 0xffffffffn), batch, 0);
  return [batch.seconds[0] ?? -1, batch.nanoseconds[0] ?? -1];
}

describe('TimeScale', () => {
  const edges = [
    0n,
    1n,
    999_999n,
    1_000_000n,
    0xffffn,
    0x10000n,
    0xffffffffn,
    0x100000000n,
    allOnes - 1n,
    allOnes,
  ];
  const moments = [
    0n,
    1n,
    1_418_145_369n,
    2_147_483_647n,
    2_147_483_648n,
    4_294_967_296n,
    4_323_283_200n,
    253_402_300_799n,
  ];

  for (const kind of [0, 0x80]) {
    it(`is exact for every power of ${kind === 0 ? 'ten' : 'two'}`, () => {
      const random = new Random(20_260_101 + kind);
      for (let exponent = 0; exponent < 128; exponent += 1) {
        const resolution = kind | exponent;
        const units = kind === 0 ? 10n ** BigInt(exponent) : 2n ** BigInt(exponent);
        // Kept over all of them, because it remembers the second of the one before.
        const kept = new TimeScale(resolution);
        const ticks = [...edges];
        for (const moment of moments) {
          for (const near of [
            moment * units - 1n,
            moment * units,
            moment * units + 1n,
            moment * units + units - 1n,
          ]) {
            if (near >= 0n && near <= allOnes) ticks.push(near);
          }
        }
        for (let round = 0; round < 200; round += 1) {
          const wide = (BigInt(random.unsigned()) << 32n) | BigInt(random.unsigned());
          ticks.push(wide >> BigInt(random.below(64)));
        }
        for (const tick of ticks) {
          if (Number(tick / units) > Number.MAX_SAFE_INTEGER) continue;
          const right = expected(tick, resolution);
          const what = `${tick} at resolution ${resolution}`;
          expect(converted(tick, resolution), what).toEqual(right);
          expect(converted(tick, resolution, 0, kept), what).toEqual(right);
          const within = tick + BigInt(random.below(1000));
          if (within <= allOnes)
            expect(converted(within, resolution, 0, kept), what).toEqual(expected(within, resolution));
        }
      }
    });
  }

  it('adds the offset of the interface, also a negative one', () => {
    expect(converted(1_500_000n, 6, 1_000_000_000)).toEqual([1_000_000_001, 500_000_000]);
    expect(converted(1_500_000n, 6, -2)).toEqual([-1, 500_000_000]);
    expect(converted(3n << 31n, 0x80 | 32, 10)).toEqual([11, 500_000_000]);
  });
});
