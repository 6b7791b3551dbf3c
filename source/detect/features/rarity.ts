import { mix } from '../../flows/keyed-table.ts';
import type { FrequencyMemory } from './frequency-memory.ts';

const distinctMark = 0x64_6973;
const tableSize = 4096;
const logarithms = Float64Array.from({ length: tableSize }, (_, index) => Math.log2(index / 2 + 0.5));

/** log₂(value + ½) for whole or half values from 0: table for small ones. */
function log2PlusHalf(value: number): number {
  const index = value * 2;
  return index < tableSize ? (logarithms[index] as number) : Math.log2(value + 0.5);
}

/**
 * Bits of surprise that something came up which was seen `count` of `total` times, where `distinct` different
 * things were: −log₂ of its share. Something unseen is as surprising as new things are rare here: where every other
 * one is new, news is none. Something seen is never more surprising than something new.
 */
export function rarityBits(total: number, count: number, distinct: number): number {
  const bits = log2PlusHalf(total + 0.5) - log2PlusHalf(count > distinct ? count : distinct);
  return bits > 0 ? bits : 0;
}

/** Under which key the number of different things below `parent` is counted. */
export function distinctKey(parent: number): number {
  return mix(parent, distinctMark);
}

/** Adds one thing seen below `parent`, whose own count its owner adds to. */
export function learnChild(memory: FrequencyMemory, parent: number, child: number): void {
  if (memory.add(child) === 0) memory.add(distinctKey(parent));
}
