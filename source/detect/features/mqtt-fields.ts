import { type Bytes, u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';
import { readTextNumbers } from './text-numbers.ts';

const typeField = 0x6d71_0001;
const topicField = 0x6d71_0002;
const clientField = 0x6d71_0003;
const valueField = 0x6d71_0004;
const connect = 1;
const publish = 3;
const subscribe = 8;
const longestLength = 4;
const mostMessages = 4;

/** Message types with their flags, topics, client names, and the numbers that are published. */
export function readMqtt(
  p: Packet,
  from: number,
  end: number,
  _side: number,
  stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  let at = from;
  for (let count = 0; count < mostMessages && at + 2 <= end; count += 1) {
    const first = bytes[at] as number;
    let length = 0;
    let size = 0;
    let next = 0x80;
    while (next >= 0x80 && size < longestLength && at + 1 + size < end) {
      next = bytes[at + 1 + size] as number;
      length += (next & 0x7f) << (7 * size);
      size += 1;
    }
    if (next >= 0x80) return;
    // Without the mark of a repetition.
    sink.category(typeField, first & 0xf7);
    const body = at + 1 + size;
    const stop = Math.min(end, body + length);
    readBody(bytes, first, body, stop, stream, sink);
    at = body + length;
  }
}

function readBody(
  bytes: Bytes,
  first: number,
  body: number,
  stop: number,
  stream: number,
  sink: MessageSink,
): void {
  const type = first >> 4;
  if (type === publish) {
    const topic = textKey(bytes, body, stop);
    if (topic === 0) return;
    sink.category(topicField, topic);
    const message = body + 2 + u16(bytes, body) + ((first & 6) === 0 ? 0 : 2);
    readTextNumbers(bytes, message, stop, mix(valueField, topic), stream, sink);
  } else if (type === subscribe) {
    const topic = textKey(bytes, body + 2, stop);
    if (topic !== 0) sink.category(mix(topicField, subscribe), topic);
  } else if (type === connect && body + 2 <= stop) {
    // Behind the protocol's name: its version, flags, and how long it may be silent.
    const client = textKey(bytes, body + 2 + u16(bytes, body) + 4, stop);
    if (client !== 0) sink.category(clientField, client);
  }
}

/** Of a text behind its length; 0 where it is not all there. */
function textKey(bytes: Bytes, at: number, stop: number): number {
  if (at + 2 > stop) return 0;
  const end = at + 2 + u16(bytes, at);
  if (end > stop) return 0;
  let key = end - at;
  for (let index = at + 2; index < end; index += 1) key = mix(key, bytes[index] as number);
  return key;
}
