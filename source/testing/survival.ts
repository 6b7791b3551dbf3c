import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { Tree } from '../decode/tree.ts';

/** Bytes around a frame that its decoder has no business with. */
const guardBytes = 256;

/** Everything a decoder says about `frame` when the memory around it is filled with `filler`. */
function account(frame: Uint8Array, length: number, linkType: number, filler: number): string {
  const memory = new Uint8Array(frame.length + 2 * guardBytes).fill(filler);
  memory.set(frame, guardBytes);
  const packet = new Packet();
  packet.bytes = memory;
  packet.start = guardBytes;
  packet.end = guardBytes + frame.length;
  packet.length = length;
  packet.linkType = linkType;
  packet.tree = new Tree(packet.start, packet.end);
  decode(packet);
  const { nodes } = packet.tree;
  packet.bytes = frame;
  packet.tree = undefined;
  return JSON.stringify([{ ...packet, bytes: undefined }, nodes]);
}

/**
 * Decodes every prefix of `frame`, once as a packet that was sent so short and once as one the capture
 * cut, with two different surroundings. Returns the prefix lengths whose account depends on bytes outside
 * the frame: a read beyond its end. Exceptions pass through.
 */
export function overreads(frame: Uint8Array, linkType = 1): number[] {
  const found: number[] = [];
  for (let size = 0; size <= frame.length; size += 1) {
    const prefix = frame.subarray(0, size);
    for (const length of [size, frame.length]) {
      const quiet = account(prefix, length, linkType, 0x00);
      if (quiet !== account(prefix, length, linkType, 0xff) && !found.includes(size)) found.push(size);
    }
  }
  return found;
}
