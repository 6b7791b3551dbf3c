import { u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import { entropyOf } from './entropy.ts';
import type { MessageSink } from './message-sink.ts';

const codeField = 0x646e_1001;
const typeField = 0x646e_1002;
const lengthField = 0x646e_1003;
const entropyField = 0x646e_1004;
const answersField = 0x646e_1005;
const headerBytes = 12;
const answerBit = 0x8000;
const tcpNumber = 6;
const lengthPrefixBytes = 2;
const longestName = 255;

/** What is asked: its type, how long the name is and how random; and how it is answered. */
export function readDns(
  p: Packet,
  from: number,
  end: number,
  _side: number,
  _stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  const at = p.ipProtocol === tcpNumber ? from + lengthPrefixBytes : from;
  if (at + headerBytes > end) return;
  const flags = u16(bytes, at + 2);
  const isAnswer = (flags & answerBit) === 0 ? 0 : 1;
  sink.category(mix(codeField, isAnswer), flags & (isAnswer === 1 ? 0x780f : 0x7800));
  if (u16(bytes, at + 4) !== 1) return;
  const name = at + headerBytes;
  let next = name;
  while (next < end && next - name <= longestName) {
    const label = bytes[next] as number;
    if (label === 0 || label > 63) break;
    next += label + 1;
  }
  if (next + 5 > end || bytes[next] !== 0) return;
  sink.category(mix(typeField, isAnswer), u16(bytes, next + 1));
  if (isAnswer === 1) {
    sink.value[0] = p.payloadLength;
    sink.number(answersField, 0);
    return;
  }
  // Names differ from question to question: they are not compared with the one before.
  sink.value[0] = next - name;
  sink.number(lengthField, 0);
  sink.value[0] = entropyOf(bytes, name, next);
  sink.number(entropyField, 0);
}
