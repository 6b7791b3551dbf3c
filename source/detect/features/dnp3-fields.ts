import { u16 } from '../../decode/bytes.ts';
import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { MessageSink } from './message-sink.ts';

const linkField = 0x646e_0001;
const addressField = 0x646e_0002;
const functionField = 0x646e_0003;
const objectField = 0x646e_0004;
const start = 0x0564;
const linkHeaderBytes = 10;
/** Below it every frame looks the same to this reader. */
const functionMask = 0x0f;
const answer = 0x80;
const mostFrames = 4;
const blockBytes = 16;
const checkBytes = 2;
/** Of its own bytes the length counts five of the header. */
const countedHeaderBytes = 5;

/** What links and applications ask of each other, between which addresses, and the first object meant. */
export function readDnp3(
  p: Packet,
  from: number,
  end: number,
  side: number,
  _stream: number,
  sink: MessageSink,
): void {
  const { bytes } = p;
  let at = from;
  for (let count = 0; count < mostFrames && at + linkHeaderBytes <= end; count += 1) {
    if (u16(bytes, at) !== start) return;
    const length = bytes[at + 2] as number;
    const control = bytes[at + 3] as number;
    // Without the bits that alternate.
    sink.category(mix(linkField, side), control & (functionMask | 0xc0));
    sink.category(addressField, (u16(bytes, at + 4) << 16) | u16(bytes, at + 6));
    const user = Math.max(0, length - countedHeaderBytes);
    const body = at + linkHeaderBytes;
    const transport = bytes[body] ?? 0;
    const isFirst = (transport & 0x40) !== 0;
    if (user >= 3 && isFirst && body + 3 <= end) {
      const code = bytes[body + 2] as number;
      sink.category(mix(functionField, side), code);
      // Behind function codes of answers come two bytes of what the device is in.
      const object = body + 3 + (code >= answer ? 2 : 0);
      if (user >= 5 && object + 2 <= end) sink.category(mix(objectField, code), u16(bytes, object));
    }
    const blocks = Math.ceil(user / blockBytes);
    at = body + user + blocks * checkBytes;
  }
}
