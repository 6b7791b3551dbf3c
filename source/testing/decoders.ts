import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from './cuts.ts';
import { decodeFrame } from './frames.ts';

/** What one frame must become. */
export type DecodedExample = {
  readonly frame: Uint8Array;
  /** When it differs from the protocol under test: one decoder may go by several names. */
  readonly protocol?: string;
  readonly info: string;
  /** Lines the tree must hold, with their byte ranges: 'Type: ping (1) [42+1]'. */
  readonly tree?: readonly string[];
  /** Empty unless the packet breaks its own format. */
  readonly malformed?: string;
};

/** Tests every decoder needs: it says the right things, survives being cut anywhere, and refuses what is not its own. */
export function testDecoder(
  protocol: string,
  examples: readonly DecodedExample[],
  refused: readonly Uint8Array[] = [],
): void {
  describe(protocol, () => {
    for (const example of examples) {
      it(`decodes ${example.info}`, () => {
        const decoded = decodeFrame(example.frame);
        expect(decoded.protocol).toBe(example.protocol ?? protocol);
        expect(decoded.info).toBe(example.info);
        expect(decoded.packet.malformed).toBe(example.malformed ?? '');
        for (const line of example.tree ?? []) expect(decoded.tree).toContain(line);
      });
      it(`survives cuts of ${example.info}`, () => expectSurvivesCuts(example.frame));
    }
    for (const [index, frame] of refused.entries()) {
      it(`leaves other content to TCP or UDP (${index + 1})`, () => {
        expect(decodeFrame(frame).protocol).toMatch(/^(TCP|UDP)$/);
      });
    }
  });
}
