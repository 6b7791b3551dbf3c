import type { Learned } from '../learned.ts';

export type NormOptions = {
  /** What counts as the most that is usual before anything was learned, and never less. */
  readonly floor: number;
  /** Whether each host's own maximum is remembered as well. */
  readonly perHost: boolean;
};

/**
 * What is usual of one quantity: learned from what is seen, over the whole network and of each host. Values are
 * 0 and more; they differ by orders of magnitude.
 */
export type Norm = {
  readonly name: string;
  /** `host` is a key as `hostKey` (host-key.ts) makes it, 0 for none. */
  learn(value: number, host: number): void;
  /** The most that is usual in this network: the value one in a thousand reaches, at least the floor. */
  usual(): number;
  /** The most this host did; undefined when it is not known. */
  usualOf(host: number): number | undefined;
  /** 10·log10(N): one in N values is this large. Goes on beyond the largest value seen. */
  oddness(value: number): number;
  /** Values learned. */
  readonly count: number;
};

/** Fewer values say nothing of what is usual. */
const fewestValues = 20;

/** The most that is usual, for people: undefined while next to nothing was learned. */
export function knownUsual(norm: Norm): number | undefined {
  return norm.count < fewestValues ? undefined : norm.usual();
}

export type Norms = Learned & {
  /** The norm of that name, made at first; to be asked for when a detector is made, not later. */
  norm(name: string, options: NormOptions): Norm;
};
