/**
 * The list of benchmarks.
 *
 * Adding one: write `source/bench/<name>.ts` exporting a `Benchmark`, then add a line to `benchmarks`.
 */
import type { Benchmark } from './report.ts';

/** Loaded only when asked for, so that listing them is instant and one broken benchmark breaks no other. */
export const benchmarks: Readonly<Record<string, { summary: string; load: () => Promise<Benchmark> }>> = {};
