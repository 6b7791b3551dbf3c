import { decode } from '../decode/decode.ts';
import { readName } from '../decode/names.ts';
import { nameNone, Packet } from '../decode/packet.ts';
import { safeString } from '../decode/text.ts';
import { Tree, type TreeNode } from '../decode/tree.ts';
import { PacketColumns } from '../packets/columns.ts';
import { GuardedBytes } from './guarded-bytes.ts';

/**
 * What must hold for any bytes whatever. `examine` decodes a frame in several surroundings and at several
 * levels of detail and names the first rule that is broken.
 */

/** Longest time one decode may take: DESIGN's limit for a hang. */
export const hangMilliseconds = 50;
/** Nobody reads a longer summary, and a screen must not choke on it. */
export const longestInfo = 1200;
/** A label or value of the tree: text from the wire is bounded, a list of such texts is longer. */
const longestValue = 16_384;
/** Distances from the start of the memory, so that positions cannot be confused with distances. */
const quietOffset = 256;
const loudOffset = 1024;
const largestFrame = 65_536;

/** Set while a packet is decoded, or where it stands in memory: not results. */
const transient: ReadonlySet<string> = new Set([
  'bytes',
  'start',
  'end',
  'tree',
  'wantsInfo',
  'wireEnd',
  'info',
]);
const columnKeys = Object.keys(new Packet()).filter(key => !transient.has(key)) as (keyof Packet)[];
/** Not stored in the ring. */
const passing: ReadonlySet<string> = new Set([
  'depth',
  'networkLayers',
  'carrier',
  'carrierSrcPort',
  'carrierDstPort',
]);
const storedKeys = columnKeys.filter(key => !passing.has(key));

export class Oracle {
  /** Slowest decode seen, in milliseconds. */
  slowest = 0;
  longestInfoSeen = 0;
  /** Distinct reasons for being malformed: decoders must use literals. */
  readonly reasons = new Set<string>();
  readonly #quiet = new Uint8Array(largestFrame + 4 * loudOffset);
  readonly #loud = new Uint8Array(largestFrame + 4 * loudOffset);
  readonly #detailed = new Packet();
  readonly #other = new Packet();
  readonly #row = new PacketColumns(1);
  readonly #decode: (p: Packet) => void;
  #count = 0;

  constructor(decodePacket: (p: Packet) => void = decode) {
    this.#decode = decodePacket;
  }

  /** The first rule `frame` breaks, or undefined. `length` is its length on the wire. */
  examine(frame: Uint8Array, linkType: number, length: number): string | undefined {
    if (frame.length > largestFrame) return undefined;
    this.#count += 1;
    this.#quiet.fill(0, 0, quietOffset + frame.length + loudOffset);
    this.#quiet.set(frame, quietOffset);
    this.#loud.fill(0xff, 0, loudOffset + frame.length + loudOffset);
    this.#loud.set(frame, loudOffset);
    const p = this.#detailed;
    try {
      place(p, this.#quiet, quietOffset, frame.length, linkType, length);
      const nodes = this.#decodeDetailed(p);
      return (
        this.#tooSlow(p) ?? this.#checkResult(p, nodes, frame.length) ?? this.#checkAgain(p, nodes, frame)
      );
    } catch (error) {
      return `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    }
  }

  #decodeDetailed(p: Packet): readonly TreeNode[] {
    const tree = new Tree(p.start, p.end);
    p.tree = tree;
    this.#decode(p);
    p.tree = undefined;
    p.wantsInfo = false;
    return tree.nodes;
  }

  #tooSlow(p: Packet): string | undefined {
    // A collection of garbage or another program may hold up one run, hardly all of several.
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 5 && best > hangMilliseconds / 2; attempt += 1) {
      place(this.#other, p.bytes, p.start, p.end - p.start, p.linkType, p.length);
      const started = performance.now();
      this.#decodeDetailed(this.#other);
      best = Math.min(best, performance.now() - started);
    }
    this.slowest = Math.max(this.slowest, best);
    return best > hangMilliseconds ? `takes ${best.toFixed(0)} ms` : undefined;
  }

  #checkResult(p: Packet, nodes: readonly TreeNode[], size: number): string | undefined {
    this.longestInfoSeen = Math.max(this.longestInfoSeen, p.info.length);
    if (p.info.length > longestInfo) return `info is ${p.info.length} characters long`;
    if (safeString(p.info) !== p.info) return `info is not safe for a terminal: ${JSON.stringify(p.info)}`;
    for (const { label, value, start, length } of nodes) {
      if (!(start >= 0 && length >= 0 && start + length <= size))
        return `tree node "${label}" covers ${start}+${length} of ${size} bytes`;
      if (label.length + value.length > longestValue) return `tree node "${label}" is too long`;
      if (safeString(label) !== label || safeString(value) !== value)
        return `tree node is not safe for a terminal: ${JSON.stringify([label, value])}`;
    }
    if (p.networkStart > size || p.payloadStart > size) return 'networkStart or payloadStart is outside';
    if (p.nameKind !== nameNone) {
      if (!(p.nameStart >= 0 && p.nameLength >= 0 && p.nameStart + p.nameLength <= size))
        return `name at ${p.nameStart}+${p.nameLength} is outside the ${size} bytes`;
      const name = readName(p);
      if (safeString(name) !== name) return `name is not safe for a terminal: ${JSON.stringify(name)}`;
    }
    this.reasons.add(p.malformed);
    this.#row.store(0, p);
    place(this.#other, p.bytes, p.start, size, p.linkType, p.length);
    this.#row.restore(0, this.#other);
    return differing(p, this.#other, storedKeys, 'does not fit its column');
  }

  #checkAgain(p: Packet, nodes: readonly TreeNode[], frame: Uint8Array): string | undefined {
    const other = this.#other;
    // The pass without any detail must give the same columns.
    place(other, p.bytes, p.start, frame.length, p.linkType, p.length);
    this.#decode(other);
    const hot = differing(p, other, columnKeys, 'differs without info and tree');
    if (hot !== undefined) return hot;

    place(other, this.#loud, loudOffset, frame.length, p.linkType, p.length);
    const loud = this.#compare(p, nodes, other, 'depends on bytes around the frame');
    if (loud !== undefined) return loud;

    // At the very end of its memory; `slice` makes one that is exactly as long.
    if (this.#count % 4 === 0) {
      place(other, frame.slice(), 0, frame.length, p.linkType, p.length);
      const bare = this.#compare(p, nodes, other, 'differs at the end of the memory');
      if (bare !== undefined) return bare;
    }
    if (this.#count % 16 === 0) {
      const guarded = new GuardedBytes(frame, 16);
      place(other, guarded.bytes, 16, frame.length, p.linkType, p.length);
      this.#decodeDetailed(other);
      if (guarded.trespass !== undefined) return guarded.trespass;
    }
    return undefined;
  }

  #compare(p: Packet, nodes: readonly TreeNode[], other: Packet, what: string): string | undefined {
    const otherNodes = this.#decodeDetailed(other);
    if (p.info !== other.info) return `info ${what}: "${p.info}" / "${other.info}"`;
    return differing(p, other, columnKeys, what) ?? differingNodes(nodes, otherNodes, what);
  }
}

function place(
  p: Packet,
  bytes: Uint8Array,
  start: number,
  size: number,
  linkType: number,
  length: number,
): void {
  p.bytes = bytes;
  p.start = start;
  p.end = start + size;
  p.length = length;
  p.linkType = linkType;
  p.tree = undefined;
  p.wantsInfo = false;
}

function differing(a: Packet, b: Packet, keys: readonly (keyof Packet)[], what: string): string | undefined {
  for (const key of keys) {
    if (!Object.is(a[key], b[key])) return `${key} ${what}: ${String(a[key])} / ${String(b[key])}`;
  }
  return undefined;
}

function differingNodes(a: readonly TreeNode[], b: readonly TreeNode[], what: string): string | undefined {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const one = a[index];
    const two = b[index];
    if (
      one?.label !== two?.label ||
      one?.value !== two?.value ||
      one?.start !== two?.start ||
      one?.length !== two?.length ||
      one?.depth !== two?.depth ||
      one?.filter !== two?.filter
    ) {
      return `tree ${what}: ${JSON.stringify(one)} / ${JSON.stringify(two)}`;
    }
  }
  return undefined;
}
