import { addressIpv6 } from '../decode/packet.ts';

/**
 * The search tree of a MaxMind DB: which record an address has. The libraries find records too, but say only what
 * is in them; knowing where a record lies allows weighing it first and remembering what it said.
 */

export type TreeShape = {
  readonly buffer: Buffer;
  readonly nodeCount: number;
  /** 24, 28 or 32 bits for each side of a node. */
  readonly recordBits: number;
  readonly ipVersion: number;
  /** Where the data section begins, and where it ends. */
  readonly dataStart: number;
  readonly dataEnd: number;
};

/** Between tree and data lie as many zeros. */
export const separatorBytes = 16;
const ipv4InIpv6Depth = 96;

export class SearchTree {
  readonly #shape: TreeShape;
  readonly #nodeBytes: number;
  readonly #ipv4Start: number;

  constructor(shape: TreeShape) {
    this.#shape = shape;
    this.#nodeBytes = shape.recordBits / 4;
    this.#ipv4Start = this.#findIpv4Start();
  }

  /** Where the record of an address begins; 0 when it has none. */
  find(kind: number, a: number, b: number, c: number, d: number): number {
    const { nodeCount, ipVersion } = this.#shape;
    const isIpv6 = kind === addressIpv6;
    if (isIpv6 && ipVersion === 4) return 0;
    let node = isIpv6 ? 0 : this.#ipv4Start;
    for (let depth = isIpv6 ? 0 : ipv4InIpv6Depth; depth < 128 && node < nodeCount; depth += 1) {
      const word = depth < 64 ? (depth < 32 ? a : b) : depth < 96 ? c : d;
      node = this.#child(node, (word >>> (31 - (depth & 31))) & 1);
    }
    return this.#recordAt(node);
  }

  /** Some records with an address each: what a file of unknown kind holds. */
  samples(count: number): (readonly [number, number, number, number])[] {
    const found: (readonly [number, number, number, number])[] = [];
    const isIpv6 = this.#shape.ipVersion === 6;
    type Branch = readonly [node: number, depth: number, words: readonly number[]];
    const open: Branch[] = [[0, isIpv6 ? 0 : ipv4InIpv6Depth, [0, 0, 0, 0]]];
    for (let step = 0; step < mostSteps && found.length < count; step += 1) {
      const branch = open.pop();
      if (branch === undefined) break;
      const [node, depth, words] = branch;
      if (node >= this.#shape.nodeCount || depth >= 128) {
        const [a = 0, b = 0, c = 0, d = 0] = words;
        if (this.#recordAt(node) !== 0) found.push([a, b, c, d]);
        continue;
      }
      const right = [...words];
      right[depth >> 5] = (right[depth >> 5] ?? 0) | (1 << (31 - (depth & 31)));
      open.push([this.#child(node, 1), depth + 1, right], [this.#child(node, 0), depth + 1, words]);
    }
    return found;
  }

  #recordAt(node: number): number {
    const { nodeCount, dataStart, dataEnd } = this.#shape;
    if (node <= nodeCount) return 0;
    const at = node - nodeCount + dataStart - separatorBytes;
    return at >= dataStart && at < dataEnd ? at : 0;
  }

  #child(node: number, side: number): number {
    const { buffer, recordBits } = this.#shape;
    const at = node * this.#nodeBytes;
    if (recordBits === 24) {
      const low = at + side * 3;
      return ((buffer[low] ?? 0) << 16) | ((buffer[low + 1] ?? 0) << 8) | (buffer[low + 2] ?? 0);
    }
    if (recordBits === 28) {
      const low = at + side * 4;
      const middle = buffer[at + 3] ?? 0;
      const high = side === 0 ? middle >>> 4 : middle & 15;
      return (
        (high << 24) | ((buffer[low] ?? 0) << 16) | ((buffer[low + 1] ?? 0) << 8) | (buffer[low + 2] ?? 0)
      );
    }
    return buffer.readUInt32BE(at + side * 4);
  }

  #findIpv4Start(): number {
    const { nodeCount, ipVersion } = this.#shape;
    if (ipVersion === 4) return 0;
    let node = 0;
    for (let depth = 0; depth < ipv4InIpv6Depth && node < nodeCount; depth += 1) node = this.#child(node, 0);
    return node;
  }
}

/** Looking for samples ends here, however the tree was knotted. */
const mostSteps = 20_000;
