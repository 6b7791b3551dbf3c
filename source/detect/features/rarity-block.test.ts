import { describe, expect, it } from 'vitest';
import { compileKernel } from '../../testing/compile-kernel.ts';
import { Random } from '../../testing/random.ts';
import type { RarityBlock } from './packet-rarity.ts';
import { createRarityBlock } from './rarity-block.ts';

const entries = 1024;
const answers = (block: RarityBlock): unknown => [
  [...block.places],
  [...block.counts],
  [...block.bits],
  block.sum[0],
];

describe('rarities in WebAssembly and in TypeScript', () => {
  const wasm = createRarityBlock(entries, compileKernel('features'));
  const plain = createRarityBlock(entries, undefined);

  it('are the same to the last bit', () => {
    const random = new Random(3);
    const key = (): number =>
      random.pick([0, 1, -1, random.below(3000), Math.imul(random.below(400), -77_003)]);
    for (let step = 0; step < 20_000; step += 1) {
      for (let index = 0; index < plain.keys.length; index += 1) wasm.keys[index] = plain.keys[index] = key();
      for (let index = 0; index < plain.belowKeys.length; index += 1)
        wasm.belowKeys[index] = plain.belowKeys[index] = key();
      for (let index = 0; index < plain.totals.length; index += 1)
        wasm.totals[index] = plain.totals[index] = random.below(1 + step * 3);
      wasm.judge();
      plain.judge();
      expect(answers(wasm)).toEqual(answers(plain));
      for (const block of [wasm, plain]) {
        for (const added of block.keys.subarray(0, step % 13)) if (added !== 0) block.frequencies.add(added);
      }
      if (step % 5000 === 4999) for (const block of [wasm, plain]) block.frequencies.halve();
    }
    expect(wasm.frequencies.save()).toEqual(plain.frequencies.save());
  });

  it('are told of a full table too', () => {
    for (const block of [wasm, plain]) {
      for (let added = 1; added < entries * 4; added += 1) block.frequencies.add(added);
      block.keys.set([1, 2, 3, entries * 4 - 1, entries * 4 - 2, -5]);
      block.judge();
    }
    expect(answers(wasm)).toEqual(answers(plain));
    expect([...wasm.counts].some(count => count > 0)).toBe(true);
  });
});
