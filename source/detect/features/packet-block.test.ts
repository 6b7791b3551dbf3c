import { describe, expect, it } from 'vitest';
import { compileKernel } from '../../testing/compile-kernel.ts';
import { Random } from '../../testing/random.ts';
import { createPacketBlock } from './packet-block.ts';
import type { RarityBlock } from './packet-rarity.ts';

const entries = 1024;
const sizes = { entries, hosts: 64, senders: 8, channels: 32, flows: 128 };
const answers = (block: RarityBlock): unknown => [
  [...block.places],
  [...block.counts],
  [...block.bits],
  block.sum[0],
];

describe('rarities in WebAssembly and in TypeScript', () => {
  const wasm = createPacketBlock(sizes, compileKernel('features'));
  const plain = createPacketBlock(sizes, 'none');

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
      expect(wasm.addKnown()).toBe(plain.addKnown());
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

describe('rates in WebAssembly and in TypeScript', () => {
  it('are the same to the last bit', () => {
    const wasm = createPacketBlock(sizes, compileKernel('features'));
    const plain = createPacketBlock(sizes, 'none');
    const random = new Random(9);
    let ticks = 0;
    for (let step = 0; step < 30_000; step += 1) {
      ticks = (ticks + random.pick([0, 1, 17, 3000, random.below(200_000), -5, 0x7fff_0000])) | 0;
      const isHost = random.chance(0.7);
      const packet = [
        random.below(isHost ? sizes.hosts : sizes.senders),
        isHost,
        random.below(2),
        random.below(sizes.channels),
        random.below(2),
        random.chance(0.2) ? -1 : random.below(sizes.flows),
        random.below(3) - 1,
        ticks,
        random.pick([0, 60, 1514, random.below(65_536), 2 ** 31 - 1, -1]),
      ] as const;
      wasm.addRates(...packet);
      plain.addRates(...packet);
      expect(wasm.rates).toEqual(plain.rates);
      expect(wasm.flows.found).toEqual(plain.flows.found);
    }
  });

  it('come with the same keys', () => {
    const wasm = createPacketBlock(sizes, compileKernel('features'));
    const plain = createPacketBlock(sizes, 'none');
    const random = new Random(10);
    for (let step = 0; step < 2000; step += 1) {
      const key = (): number => random.unsigned() | 0;
      const keys = [key(), key(), key(), key(), step & 1, key(), key(), key(), step - 5, step & 255] as const;
      wasm.fillKeys(...keys);
      plain.fillKeys(...keys);
      expect(wasm.keys).toEqual(plain.keys);
      expect(wasm.belowKeys).toEqual(plain.belowKeys);
    }
  });
});
