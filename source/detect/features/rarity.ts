import { mix } from '../../flows/keyed-table.ts';
import type { FrequencyMemory } from './frequency-memory.ts';
import { fastLog2 } from './logarithms.ts';

const distinctMark = 0x64_6973;

/**
 * Bits of surprise that something came up which was seen `count` of `total` times, where `distinct` different
 * things were: −log₂ of its share. Something unseen is as surprising as new things are rare here: where every other
 * one is new, news is none. Something seen is never more surprising than something new.
 */
export function rarityBits(total: number, count: number, distinct: number): number {
  const most = count > distinct ? count : distinct;
  return most >= total ? 0 : fastLog2((total + 1) / (most + 0.5));
}

/** Under which key the number of different things below `parent` is counted. */
export function distinctKey(parent: number): number {
  return mix(parent, distinctMark);
}

/** Adds one thing seen below `parent`, whose own count its owner adds to. */
export function learnChild(memory: FrequencyMemory, parent: number, child: number): void {
  if (memory.add(child) === 0) memory.add(distinctKey(parent));
}
