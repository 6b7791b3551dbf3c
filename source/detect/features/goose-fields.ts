import type { Bytes } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';

const blockField = 0x676f_0001;
const stateField = 0x676f_0002;
const sequenceField = 0x676f_0003;
const configurationField = 0x676f_0004;
const sizeField = 0x676f_0005;
const headerBytes = 8;
const pduTag = 0x61;
const controlBlockTag = 0x80;
const stateTag = 0x85;
const sequenceTag = 0x86;
const configurationTag = 0x88;
const allDataTag = 0xab;
const longestNumber = 5;
const mostElements = 16;

/**
 * Which control block speaks, its state and sequence numbers (they step by one, or begin again), the revision of its
 * configuration, and how much it says.
 */
export function readGoose(
  p: Packet,
  from: number,
  end: number,
  _side: number,
  _stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  let at = from + headerBytes;
  if (at + 2 > end || bytes[at] !== pduTag) return;
  at += 1 + lengthBytes(bytes, at + 1);
  let block = 0;
  for (let count = 0; count < mostElements && at + 2 <= end; count += 1) {
    const tag = bytes[at] as number;
    const size = lengthBytes(bytes, at + 1);
    const body = at + 1 + size;
    const length = elementLength(bytes, at + 1, end);
    if (length < 0) return;
    if (tag === allDataTag) {
      sink.category(mix(sizeField, block), length);
      return;
    }
    if (body + length > end) return;
    if (tag === controlBlockTag) {
      for (let index = body; index < body + length; index += 1) block = mix(block, bytes[index] as number);
      sink.category(blockField, block);
    } else if (tag === stateTag && length <= longestNumber) {
      sink.value[0] = unsigned(bytes, body, length);
      sink.counter(mix(stateField, block), block);
    } else if (tag === sequenceTag && length <= longestNumber) {
      sink.value[0] = unsigned(bytes, body, length);
      sink.counter(mix(sequenceField, block), block);
    } else if (tag === configurationTag && length <= longestNumber) {
      sink.category(mix(configurationField, block), unsigned(bytes, body, length) | 0);
    }
    at = body + length;
  }
}

function lengthBytes(bytes: Bytes, at: number): number {
  const first = bytes[at] ?? 0;
  return first < 0x80 ? 1 : 1 + (first & 3);
}

/** −1 where it is not all there. */
function elementLength(bytes: Bytes, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return first;
  const size = first & 0x7f;
  if (size === 0 || size > 3 || at + size >= end) return -1;
  return unsigned(bytes, at + 1, size);
}

function unsigned(bytes: Bytes, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) value = value * 256 + (bytes[index] as number);
  return value;
}
