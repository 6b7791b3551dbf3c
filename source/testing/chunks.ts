import { Readable } from 'node:stream';

/** The bytes as a stream that delivers them in pieces of these sizes, over and over. */
export function inChunks(bytes: Uint8Array, sizes: readonly number[]): Readable {
  function* pieces(): Generator<Uint8Array> {
    let offset = 0;
    for (let turn = 0; offset < bytes.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      yield bytes.subarray(offset, offset + size);
      offset += size;
    }
  }
  return Readable.from(pieces(), { objectMode: false });
}
