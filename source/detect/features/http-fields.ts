import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';

const methodField = 0x6874_0001;
const statusField = 0x6874_0002;
const longestMethod = 16;
const space = 0x20;
const slash = 0x2f;
const letterA = 0x41;
const letterZ = 0x5a;
const statusBytes = 12;

/** Methods of questions and the class and code of answers; what continues a message says neither. */
export function readHttp(
  p: Packet,
  from: number,
  end: number,
  side: number,
  _stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  if (
    from + statusBytes <= end &&
    bytes[from] === 0x48 &&
    bytes[from + 1] === 0x54 &&
    bytes[from + 4] === slash
  ) {
    let code = 0;
    for (let at = from + 9; at < from + statusBytes; at += 1) code = code * 10 + (bytes[at] as number) - 0x30;
    if (code >= 100 && code < 600) sink.category(mix(statusField, side), code);
    return;
  }
  let key = 0;
  for (let at = from; at < end && at < from + longestMethod; at += 1) {
    const byte = bytes[at] as number;
    if (byte === space) {
      if (at > from) sink.category(mix(methodField, side), key);
      return;
    }
    if (byte < letterA || byte > letterZ) return;
    key = mix(key, byte);
  }
}
