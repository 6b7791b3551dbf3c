import type { Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { type ByteInput, endOfInput, reasonOf } from './byte-input.ts';
import type { Compression } from './detect.ts';
import type { RecordBuffer } from './record-buffer.ts';
import { StreamInput } from './stream-input.ts';

/**
 * How much is handed to the decompressor at a time, and asked of it. Small on the way in, because what
 * a piece gave before it turned out to be broken is lost with it.
 */
const packedChunkLength = 16 * 1024;
const unpackedChunkLength = 128 * 1024;

/** Everything in the window, then everything the input still gives, in chunks of their own. */
export async function* remainingBytes(
  window: RecordBuffer,
  input: ByteInput,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    while (window.available > 0) {
      const end = Math.min(window.end, window.start + packedChunkLength);
      yield window.memory.slice(window.start, end);
      window.start = end;
    }
    for (;;) {
      const chunk = new Uint8Array(packedChunkLength);
      const count = input.read(chunk, 0);
      if (count === endOfInput) break;
      if (count > 0) yield chunk.subarray(0, count);
      else await input.ready();
    }
    if (input.failure !== undefined) throw new InputFailure(input.failure);
  } finally {
    input.close();
  }
}

/** Carries what an input says about its early end through a stream. */
class InputFailure extends Error {}

/** The uncompressed bytes of what is in the window and still to come from the input. */
export function decompress(compression: Compression, window: RecordBuffer, input: ByteInput): ByteInput {
  const unpacker =
    compression === 'gzip'
      ? // Without the flush, inflate keeps back some bytes, which a cut or a slow sender would cost us.
        createGunzip({ chunkSize: unpackedChunkLength, flush: constants.Z_SYNC_FLUSH })
      : createZstdDecompress({ chunkSize: unpackedChunkLength });
  const unpacked = new StreamInput(unpacker, error => explain(compression, error));
  void feed(unpacker, remainingBytes(window, input));
  return {
    read: (memory, offset) => unpacked.read(memory, offset),
    ready: () => unpacked.ready(),
    get failure() {
      return unpacked.failure;
    },
    close: () => {
      unpacked.close();
      // Also releases an input that is waiting for a sender who may never send.
      input.close();
    },
  };
}

/**
 * Writes piece by piece and ends afterwards. A pipeline would let the last piece and the end be one
 * step, and when the end is wrong, zlib throws away what that step gave.
 */
async function feed(unpacker: Transform, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let release: (() => void) | undefined;
  unpacker.once('close', () => release?.());
  try {
    for await (const piece of bytes) {
      if (unpacker.destroyed) return;
      await new Promise<void>(resolve => {
        release = resolve;
        unpacker.write(piece, () => resolve());
      });
    }
    unpacker.end();
  } catch (error) {
    unpacker.destroy(error instanceof Error ? error : new Error('unknown'));
  }
}

function explain(compression: Compression, error: unknown): string {
  if (error instanceof InputFailure) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return `its ${compression} data is cut short`;
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) return `its ${compression} data is broken (${code})`;
  return `it cannot be read further (${reasonOf(error)})`;
}
