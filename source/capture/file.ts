import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { safeString } from '../decode/text.ts';
import { type ByteInput, endOfInput, FileInput, reasonOf } from './byte-input.ts';
import { CaptureSource } from './capture-source.ts';
import { decompress } from './decompress.ts';
import {
  compressionOf,
  guessLength,
  guessOf,
  looksLikePacketJson,
  magicLength,
  readerFor,
} from './detect.ts';
import { remainingBytes } from './pieces.ts';
import { RecordBuffer } from './record-buffer.ts';
import type { CaptureFormat } from './record-reader.ts';
import type { PacketSource } from './source.ts';
import { openPipe, openStandardInput } from './stream.ts';

export type OpenedCapture =
  | {
      readonly ok: true;
      readonly source: PacketSource;
      readonly format: CaptureFormat;
      readonly compressed: boolean;
    }
  /** Records of the original sniffer: no packets in here, but their description. Read `content` to the end or `return()` it. */
  | {
      readonly ok: false;
      readonly format: 'packet-json';
      readonly message: string;
      readonly content: AsyncGenerator<Uint8Array, void, void>;
    }
  | { readonly ok: false; readonly format: 'unknown'; readonly message: string };

/**
 * Opens a capture file, a named pipe, or (`-`) standard input, compressed or not.
 *
 * Waits for the first bytes of a pipe, so that it can say what they are; `signal` ends that waiting.
 */
export async function openCapture(path: string, signal?: AbortSignal): Promise<OpenedCapture> {
  const name = path === '-' ? 'Standard input' : `"${safeString(path)}"`;
  const opened = path === '-' ? openStandardInput() : openPath(path);
  if (typeof opened === 'string')
    return { ok: false, format: 'unknown', message: `${name} cannot be read: ${opened}.` };
  const stop = (): void => opened.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await openInput(name, opened);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Finds out what the bytes of `raw` are; `name` is how messages call it. */
export async function openInput(name: string, raw: ByteInput): Promise<OpenedCapture> {
  let input = raw;
  let window = new RecordBuffer();
  await fillTo(window, input, magicLength);
  const compression = compressionOf(window.memory.subarray(window.start, window.end));
  if (compression !== undefined) {
    input = decompress(compression, window, input);
    window = new RecordBuffer();
    await fillTo(window, input, magicLength);
  }
  const reader = readerFor(window.memory.subarray(window.start, window.end));
  if (reader !== undefined) {
    const source = new CaptureSource(name, reader, window, input);
    return { ok: true, source, format: reader.format, compressed: compression !== undefined };
  }
  await fillTo(window, input, guessLength);
  const start = window.memory.subarray(window.start, window.end);
  if (looksLikePacketJson(start)) {
    const message = `${name} holds packet records in JSON, not packets.`;
    return { ok: false, format: 'packet-json', message, content: remainingBytes(window, input) };
  }
  const failure = input.failure;
  input.close();
  return {
    ok: false,
    format: 'unknown',
    message: describeStranger(name, start, compression !== undefined, failure),
  };
}

function describeStranger(
  name: string,
  start: Uint8Array,
  compressed: boolean,
  failure: string | undefined,
): string {
  if (failure !== undefined) return `${name} is not readable as a capture: ${failure}.`;
  if (start.length === 0)
    return compressed ? `${name} is compressed, but empty inside.` : `${name} is empty.`;
  return `${name} is not a capture file (${compressed ? 'uncompressed, ' : ''}${guessOf(start)}).`;
}

/** Waits until the window holds `wanted` bytes or there are no more. */
async function fillTo(window: RecordBuffer, input: ByteInput, wanted: number): Promise<void> {
  while (window.available < wanted) {
    const count = window.fill(input);
    if (count === endOfInput) return;
    if (count === 0) await input.ready();
  }
}

/** An input, or why there is none, as a clause. */
function openPath(path: string): ByteInput | string {
  let kind: Stats;
  try {
    kind = statSync(path);
  } catch (error) {
    return reasonOf(error);
  }
  if (kind.isDirectory()) return 'it is a directory; name a file in it';
  if (kind.isSocket())
    return 'it is a socket; connect to it with a program that writes to standard output, and read "-"';
  if (kind.isBlockDevice()) return 'it is a disk, not a capture file';
  if (!kind.isFile()) return openPipe(path);
  try {
    // Non-blocking, in case the file was swapped for a pipe since we looked.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(descriptor).isFile()) return new FileInput(descriptor);
    closeSync(descriptor);
    return 'it changed while it was being opened; try again';
  } catch (error) {
    return reasonOf(error);
  }
}
