import { expect } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { Tree } from '../decode/tree.ts';

/** What follows the captured bytes in memory: whatever decoders say must not depend on it. */
const poisons = [0x00, 0xff, 0x30];

function seen(frame: Uint8Array, captured: number, length: number, linkType: number, poison: number): string {
  const memory = new Uint8Array(frame.length + 64).fill(poison);
  memory.set(frame.subarray(0, captured));
  const packet = new Packet();
  packet.bytes = memory;
  packet.end = captured;
  packet.length = length;
  packet.linkType = linkType;
  packet.tree = new Tree(0, captured);
  decode(packet);
  const nodes = packet.tree.nodes.map(node => `${node.label}=${node.value}@${node.start}+${node.length}`);
  return [protocolName(packet.protocol), packet.info, packet.malformed, ...nodes].join('\n');
}

/**
 * Cuts `frame` at every length, both as a snap length would and as a packet that really is that short, and
 * expects that nothing throws and nothing is read beyond the cut.
 */
export function expectSurvivesCuts(frame: Uint8Array, linkType = 1): void {
  for (let captured = 0; captured <= frame.length; captured += 1) {
    for (const length of [captured, frame.length]) {
      const first = seen(frame, captured, length, linkType, poisons[0] ?? 0);
      for (const poison of poisons.slice(1)) {
        expect(seen(frame, captured, length, linkType, poison), `cut at ${captured}`).toBe(first);
      }
    }
  }
}
