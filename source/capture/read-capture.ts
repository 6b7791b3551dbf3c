import { type ByteInput, endOfInput } from './byte-input.ts';
import { CaptureSource } from './capture-source.ts';
import { guessOf, readerFor } from './detect.ts';
import { RecordBuffer } from './record-buffer.ts';
import type { CaptureStatistics, PacketSink } from './source.ts';

const nothingMore: ByteInput = {
  read: () => endOfInput,
  ready: () => Promise.resolve(),
  failure: undefined,
  close: () => undefined,
};

/** Reads a whole uncompressed capture out of memory at once, without copying it. */
export function readCapture(bytes: Uint8Array, sink: PacketSink): CaptureStatistics {
  const reader = readerFor(bytes);
  if (reader === undefined) {
    const text = bytes.length === 0 ? 'The capture is empty.' : `This is not a capture (${guessOf(bytes)}).`;
    sink.notice({ severity: 'error', text });
    return { received: 0, droppedByKernel: undefined, droppedByInterface: undefined, skipped: 0 };
  }
  const source = new CaptureSource('The capture', reader, RecordBuffer.over(bytes), nothingMore);
  while (source.drain(sink, Number.POSITIVE_INFINITY) !== 'ended');
  return source.statistics();
}
