import { type Bytes, u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';

const functionField = 0x6d62_0001;
const rangeField = 0x6d62_0002;
const valueField = 0x6d62_0003;
const coilField = 0x6d62_0004;
const headerBytes = 6;
const mostMessages = 4;
const mostRegisters = 8;
const asks = 0;
/** The bit an answer sets that tells of a failure. */
const failed = 0x80;

/** Units and functions, which registers and coils are meant, and what is in them. */
export function readModbus(
  p: Packet,
  from: number,
  end: number,
  side: number,
  stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  let at = from;
  for (let count = 0; count < mostMessages && at + headerBytes + 2 <= end; count += 1) {
    if (u16(bytes, at + 2) !== 0) return;
    const stop = at + headerBytes + u16(bytes, at + 4);
    const unit = bytes[at + headerBytes] as number;
    const code = bytes[at + headerBytes + 1] as number;
    const kind = (unit << 8) | code;
    sink.category(mix(functionField, side), kind);
    const body = at + headerBytes + 2;
    if ((code & failed) !== 0) sink.category(mix(rangeField, kind), (bytes[body] ?? 0) | failed);
    else if (side === asks) readQuestion(bytes, code, kind, body, Math.min(stop, end), stream, sink);
    else readAnswer(bytes, code, kind, body, Math.min(stop, end), stream, sink);
    at = stop;
  }
}

function readQuestion(
  bytes: Bytes,
  code: number,
  kind: number,
  at: number,
  end: number,
  stream: number,
  sink: MessageSink,
): void {
  if (at + 4 > end) return;
  const address = u16(bytes, at);
  const second = u16(bytes, at + 2);
  const place = mix(kind, address);
  if (code === 5) {
    sink.category(mix(rangeField, kind), address);
    sink.category(mix(coilField, place), second);
  } else if (code === 6) {
    sink.category(mix(rangeField, kind), address);
    sink.value[0] = second;
    sink.number(mix(valueField, place), stream);
  } else if (code <= 4 || code === 15 || code === 16) {
    // How much is read or written belongs to where.
    sink.category(mix(rangeField, kind), (address << 16) | second);
    if (code === 16) readRegisters(bytes, place, at + 5, end, stream, sink);
  }
}

function readAnswer(
  bytes: Bytes,
  code: number,
  kind: number,
  at: number,
  end: number,
  stream: number,
  sink: MessageSink,
): void {
  if (at >= end) return;
  if (code === 3 || code === 4) {
    // Which registers these are only the question says; answers of one length mostly belong to one question.
    const size = bytes[at] as number;
    sink.category(mix(rangeField, kind), size);
    readRegisters(bytes, mix(kind, size), at + 1, end, stream, sink);
  } else if (code <= 2) {
    const size = bytes[at] as number;
    sink.category(mix(rangeField, kind), size);
    if (at + 1 < end && size <= 2) sink.category(mix(coilField, kind), bytes[at + 1] as number);
  }
}

function readRegisters(
  bytes: Bytes,
  place: number,
  from: number,
  end: number,
  stream: number,
  sink: MessageSink,
): void {
  for (let index = 0; index < mostRegisters && from + index * 2 + 2 <= end; index += 1) {
    sink.value[0] = u16(bytes, from + index * 2);
    sink.number(mix(mix(valueField, place), index), stream);
  }
}
