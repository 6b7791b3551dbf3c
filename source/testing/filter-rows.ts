import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { compileFilter } from '../filter/compile.ts';
import { type PacketTargetOptions, packetTarget } from '../filter/packet-target.ts';
import { parseFilter } from '../filter/parser.ts';
import type { RowTest } from '../filter/target.ts';
import { PacketRing } from '../packets/ring.ts';

/** For tests of filters: a ring made of frames, and which of its packets a filter selects. */

export type TimedFrame = {
  readonly bytes: Uint8Array;
  readonly seconds?: number;
  readonly nanoseconds?: number;
};

export function ringOf(frames: readonly (Uint8Array | TimedFrame)[], maxPackets = 1000): PacketRing {
  const ring = new PacketRing({ maxPackets });
  for (const frame of frames) appendFrame(ring, frame);
  return ring;
}

export function appendFrame(ring: PacketRing, frame: Uint8Array | TimedFrame): void {
  const { bytes, seconds = 0, nanoseconds = 0 } = frame instanceof Uint8Array ? { bytes: frame } : frame;
  const p = new Packet();
  p.bytes = bytes;
  p.end = bytes.length;
  p.length = bytes.length;
  p.seconds = seconds;
  p.nanoseconds = nanoseconds;
  decode(p);
  ring.append(p);
}

/** Throws where the filter is not understood. */
export function compiledFilter(text: string, ring: PacketRing, options?: PacketTargetOptions): RowTest {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const compiled = compileFilter(parsed.expression, packetTarget(ring, options));
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return compiled.matches;
}

/** Numbers of the packets that match. */
export function selected(text: string, ring: PacketRing, options?: PacketTargetOptions): number[] {
  const matches = compiledFilter(text, ring, options);
  const found: number[] = [];
  for (let number = ring.oldest; number <= ring.newest; number += 1) {
    if (matches(ring.rowOf(number))) found.push(number);
  }
  return found;
}
