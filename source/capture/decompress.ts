import {
  constants,
  crc32,
  createInflateRaw,
  createZstdDecompress,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib';
import { type ByteInput, endOfInput, reasonOf } from './byte-input.ts';
import { type Compression, compressionOf, magicLength } from './detect.ts';
import { InputFailure, Pieces, remainingBytes } from './pieces.ts';
import type { RecordBuffer } from './record-buffer.ts';
import { StreamInput } from './stream-input.ts';

/** How much is asked of the decompressor at a time. */
const chunkLength = 128 * 1024;

const gzipHeaderLength = 10;
/** Checksum and length, behind every gzip member. */
const gzipTrailerLength = 8;
const gzipFlag = { headerChecksum: 2, extra: 4, name: 8, comment: 16 } as const;

/** The uncompressed bytes of what is in the window and still to come from the input. */
export function decompress(compression: Compression, window: RecordBuffer, input: ByteInput): ByteInput {
  return new Unpacker(compression, window, input);
}

/**
 * Unpacks gzip members and zstd frames one after the other. Node unpacks only the first zstd frame, and
 * throws away what a broken checksum or something else behind the last gzip member comes with; so members
 * are taken apart here and only their insides given to zlib.
 */
class Unpacker implements ByteInput {
  failure: string | undefined;
  readonly #compression: Compression;
  readonly #input: ByteInput;
  readonly #pieces: Pieces;
  #member: StreamInput | undefined;
  #checksum = 0;
  #finished = false;
  #drained: (() => void) | undefined;
  #waiting: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(compression: Compression, window: RecordBuffer, input: ByteInput) {
    this.#compression = compression;
    this.#input = input;
    this.#pieces = new Pieces(remainingBytes(window, input));
    void this.#run();
  }

  read(memory: Uint8Array, offset: number): number {
    const member = this.#member;
    if (member === undefined) return this.#finished ? endOfInput : 0;
    const count = member.read(memory, offset);
    if (count !== endOfInput) {
      if (count > 0 && this.#compression === 'gzip') {
        this.#checksum = crc32(memory.subarray(offset, offset + count), this.#checksum);
      }
      return count;
    }
    this.#member = undefined;
    if (member.failure !== undefined) this.#finish(member.failure);
    this.#drained?.();
    return this.#finished ? endOfInput : 0;
  }

  ready(): Promise<void> {
    if (this.#finished) return Promise.resolve();
    if (this.#member !== undefined) return this.#member.ready();
    this.#waiting ??= new Promise(resolve => {
      this.#wake = resolve;
    });
    return this.#waiting;
  }

  close(): void {
    this.#member?.close();
    this.#finish(undefined);
    this.#drained?.();
    // Also releases an input that is waiting for a sender who may never send.
    this.#input.close();
  }

  async #run(): Promise<void> {
    try {
      do {
        if (this.#compression === 'gzip') await this.#skipGzipHeader();
        this.#checksum = 0;
        await this.#unpackMember();
        if (this.#finished) break;
        if (this.#compression === 'gzip') await this.#checkGzipTrailer();
        // Padding and other matter behind the last member is none of ours.
      } while (compressionOf(await this.#pieces.peek(magicLength)) === this.#compression);
      this.#finish(undefined);
    } catch (error) {
      this.#finish(
        error instanceof InputFailure ? error.message : `it cannot be read further (${reasonOf(error)})`,
      );
    }
    this.#input.close();
    await this.#pieces.stop();
  }

  /** Feeds one decompressor until it has had enough, then waits until what it gave has been read. */
  async #unpackMember(): Promise<void> {
    const engine =
      this.#compression === 'gzip'
        ? // Without the flush, inflate keeps back some bytes, which a cut or a slow sender would cost us.
          createInflateRaw({ chunkSize: chunkLength, flush: constants.Z_SYNC_FLUSH })
        : createZstdDecompress({ chunkSize: chunkLength });
    const drained = new Promise<void>(resolve => {
      this.#drained = resolve;
    });
    this.#member = new StreamInput(engine, error => explain(this.#compression, error));
    this.#signal();
    const rest = await feed(engine, this.#pieces);
    if (rest !== undefined) this.#pieces.putBack(rest);
    await drained;
    engine.destroy();
  }

  async #skipGzipHeader(): Promise<void> {
    const header = await this.#take(gzipHeaderLength);
    const flags = header[3] ?? 0;
    if ((flags & gzipFlag.extra) !== 0) {
      const length = await this.#take(2);
      await this.#take((length[0] ?? 0) | ((length[1] ?? 0) << 8));
    }
    for (const text of [gzipFlag.name, gzipFlag.comment]) {
      if ((flags & text) !== 0) while ((await this.#take(1))[0] !== 0);
    }
    if ((flags & gzipFlag.headerChecksum) !== 0) await this.#take(2);
  }

  async #checkGzipTrailer(): Promise<void> {
    const trailer = await this.#take(gzipTrailerLength);
    const stored = new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true);
    if (stored !== this.#checksum) throw new InputFailure('the checksum of its gzip data is wrong');
  }

  async #take(count: number): Promise<Uint8Array> {
    const taken = await this.#pieces.take(count);
    if (taken.length < count) throw new InputFailure(`its ${this.#compression} data is cut short`);
    return taken;
  }

  #finish(failure: string | undefined): void {
    if (this.#finished) return;
    this.failure = failure;
    this.#finished = true;
    this.#signal();
  }

  #signal(): void {
    this.#waiting = undefined;
    this.#wake?.();
    this.#wake = undefined;
  }
}

/**
 * Writes piece by piece until the engine ends; what it left of the last one. The end is told by itself:
 * if it came with the last piece and were wrong, zlib would throw away what that piece gave.
 */
async function feed(engine: InflateRaw | ZstdDecompress, pieces: Pieces): Promise<Uint8Array | undefined> {
  let fed = 0;
  let over = false;
  let release: (() => void) | undefined;
  const stop = (): void => {
    over = true;
    release?.();
  };
  engine.once('end', stop).once('close', stop);
  while (!over) {
    let piece: Uint8Array | undefined;
    try {
      piece = await pieces.next();
    } catch (error) {
      engine.destroy(error instanceof Error ? error : new InputFailure('it cannot be read further'));
      return undefined;
    }
    if (piece === undefined) break;
    if (over) return piece;
    fed += piece.length;
    const written = piece;
    await new Promise<void>(resolve => {
      release = resolve;
      engine.write(written, () => resolve());
    });
    // Whatever it does not take is behind the end of its data.
    if (engine.bytesWritten < fed) return piece.subarray(piece.length - (fed - engine.bytesWritten));
  }
  if (!over) engine.end();
  return undefined;
}

function explain(compression: Compression, error: unknown): string {
  if (error instanceof InputFailure) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return `its ${compression} data is cut short`;
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) return `its ${compression} data is broken (${code})`;
  return `it cannot be read further (${reasonOf(error)})`;
}
