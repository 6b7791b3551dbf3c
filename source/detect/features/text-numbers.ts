import type { Bytes } from '../../decode/bytes.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';

const mostNumbers = 8;
const longestText = 512;
const longestNumber = 18;
const zero = 0x30;
const nine = 0x39;
const point = 0x2e;
const minus = 0x2d;
const shapeField = 0x7368;

/**
 * Numbers written out in a text, whatever form it has: each is known by the text before it, with its own numbers
 * left out. The text without numbers is a category: its shape.
 */
export function readTextNumbers(
  bytes: Bytes,
  from: number,
  to: number,
  field: number,
  stream: number,
  sink: MessageSink,
): void {
  const end = Math.min(to, from + longestText);
  let skeleton = field;
  let found = 0;
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte < zero || byte > nine) {
      skeleton = mix(skeleton, byte);
      at += 1;
      continue;
    }
    const isNegative = at > from && bytes[at - 1] === minus;
    let value = 0;
    let divisor = 0;
    const begin = at;
    while (at < end && at - begin < longestNumber) {
      const next = bytes[at] as number;
      if (next === point && divisor === 0) divisor = 1;
      else if (next >= zero && next <= nine) {
        value = value * 10 + next - zero;
        divisor *= 10;
      } else break;
      at += 1;
    }
    skeleton = mix(skeleton, zero);
    found += 1;
    if (found > mostNumbers) continue;
    if (divisor > 1) value /= divisor;
    sink.value[0] = isNegative ? -value : value;
    sink.number(skeleton, stream);
  }
  if (found <= mostNumbers) sink.category(mix(field, shapeField), skeleton);
}
