import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type ByteInput, endOfInput, reasonOf } from './byte-input.ts';
import type { Compression } from './detect.ts';
import type { RecordBuffer } from './record-buffer.ts';
import { StreamInput } from './stream-input.ts';

/** How much is handed to the decompressor, and asked of it, at a time. */
const chunkLength = 256 * 1024;

/** Everything in the window, then everything the input still gives, in chunks of their own. */
export async function* remainingBytes(
  window: RecordBuffer,
  input: ByteInput,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    if (window.available > 0) yield window.memory.slice(window.start, window.end);
    window.start = window.end;
    for (;;) {
      const chunk = new Uint8Array(chunkLength);
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
      ? createGunzip({ chunkSize: chunkLength })
      : createZstdDecompress({ chunkSize: chunkLength });
  const unpacked = new StreamInput(unpacker, error => explain(compression, error));
  const packed = Readable.from(remainingBytes(window, input), {
    objectMode: false,
    highWaterMark: chunkLength,
  });
  // Errors of either side end up at the unpacker, where StreamInput hears of them.
  pipeline(packed, unpacker, () => undefined);
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

function explain(compression: Compression, error: unknown): string {
  if (error instanceof InputFailure) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return `its ${compression} data is cut short`;
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) return `its ${compression} data is broken (${code})`;
  return `it cannot be read further (${reasonOf(error)})`;
}
