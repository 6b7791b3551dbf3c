import { option } from './pcapng-blocks.ts';
import { readCount } from './pcapng-interface.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { PacketBatch } from './source.ts';

/** Longest comment handed on with a packet; files may hold megabytes of them. */
const maximumCommentBytes = 8192;

const decoder = new TextDecoder('utf-8');

/** `readPacketOptions`: the options do not fit where they are. */
export const brokenOptions = -1;

/**
 * Reads the options in [from, end) behind packet `index` of the batch: keeps its comments, and answers
 * how many packets were lost before it, undefined when it does not say, or `brokenOptions`.
 */
export function readPacketOptions(
  window: RecordBuffer,
  from: number,
  end: number,
  littleEndian: boolean,
  batch: PacketBatch,
  index: number,
): number | undefined {
  const view = window.view;
  let dropped: number | undefined;
  let position = from;
  while (end - position >= 4) {
    const code = view.getUint16(position, littleEndian);
    const length = view.getUint16(position + 2, littleEndian);
    if (code === option.end) break;
    position += 4;
    if (length > end - position) return brokenOptions;
    if (code === option.comment) addComment(window, position, length, batch, index);
    else if (code === option.packetDropCount && length >= 8)
      dropped = readCount(view, position, littleEndian);
    position += (length + 3) & ~3;
  }
  return dropped;
}

function addComment(
  window: RecordBuffer,
  from: number,
  length: number,
  batch: PacketBatch,
  index: number,
): void {
  const bytes = window.memory.subarray(from, from + Math.min(length, maximumCommentBytes));
  const text = decoder.decode(bytes);
  batch.comments ??= new Map();
  const earlier = batch.comments.get(index);
  if (earlier === undefined) batch.comments.set(index, text);
  else if (earlier.length < maximumCommentBytes) batch.comments.set(index, `${earlier}\n${text}`);
}
