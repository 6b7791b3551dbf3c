import { type Bytes, startsWith, u8, u16 } from './bytes.ts';
import { growMqttMessage, mqttTypes, summarizeMqttMessage } from './mqtt-tree.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const mqttId = protocolId('MQTT');
const connect = 1;
const maxMessagesPerSegment = 50;

export const mqtt: Protocol = {
  name: 'MQTT',
  tcpPorts: [1883],
  application: decodeMqtt,
  guess: { over: 'tcp', firstBytes: [connect << 4], accepts: isConnect },
};

/** The flags below the type are fixed for all but PUBLISH. */
function hasPlausibleFlags(first: number): boolean {
  const type = first >> 4;
  const flags = first & 15;
  if (type === 0) return false;
  if (type === 3) return (flags & 6) !== 6;
  return flags === (type === 6 || type === 8 || type === 10 ? 2 : 0);
}

/** Bytes of the remaining-length field; 0 when it is broken or cut short. */
function lengthBytes(bytes: Bytes, at: number, end: number): number {
  for (let count = 1; count <= 4 && at + count < end; count += 1) {
    if (u8(bytes, at + count) < 0x80) return count;
  }
  return 0;
}

function remainingLength(bytes: Bytes, at: number, count: number): number {
  let length = 0;
  for (let index = count; index > 0; index -= 1) length = (length << 7) | (u8(bytes, at + index) & 0x7f);
  return length;
}

function isConnect(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const count = lengthBytes(bytes, at, end);
  if (count === 0) return false;
  const name = at + 1 + count;
  if (name + 2 > end) return false;
  const length = u16(bytes, name);
  return length === 4
    ? startsWith(bytes, name + 2, end, 'MQTT')
    : length === 6 && startsWith(bytes, name + 2, end, 'MQIsdp');
}

function decodeMqtt(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!hasPlausibleFlags(u8(bytes, at)) || lengthBytes(bytes, at, end) === 0) return false;
  p.protocol = mqttId;
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

function describe(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessagesPerSegment && next < end; count += 1) {
    const size = lengthBytes(bytes, next, end);
    if (size === 0 || !hasPlausibleFlags(u8(bytes, next))) break;
    const body = next + 1 + size;
    const messageEnd = body + remainingLength(bytes, next, size);
    const stop = Math.min(end, messageEnd);
    if (p.tree) growMqttMessage(p.tree, bytes, next, body, stop);
    text += (text === '' ? '' : ', ') + summarizeMqttMessage(bytes, next, body, stop);
    next = messageEnd;
  }
  p.info = text === '' ? (mqttTypes[u8(bytes, at) >> 4] ?? 'MQTT') : text;
}
