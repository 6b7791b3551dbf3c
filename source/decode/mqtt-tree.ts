import { type Bytes, u8, u16 } from './bytes.ts';
import { hexNumber, safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** One MQTT message in words: [at, body) is its fixed header, [body, end) what follows. */

// biome-ignore format: a table
export const mqttTypes: readonly string[] = [
  '', 'Connect Command', 'Connect Ack', 'Publish Message', 'Publish Ack', 'Publish Received', 'Publish Release',
  'Publish Complete', 'Subscribe Request', 'Subscribe Ack', 'Unsubscribe Request', 'Unsubscribe Ack',
  'Ping Request', 'Ping Response', 'Disconnect Req', 'Authentication Exchange',
];

const connect = 1;
const connectAck = 2;
const publish = 3;
const subscribe = 8;

const connectResults: readonly string[] = [
  'accepted',
  'unacceptable protocol version',
  'client identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorised',
];

/** A string with its 16-bit length before it; undefined when it is not wholly there. */
function prefixed(bytes: Bytes, at: number, end: number): string | undefined {
  if (at + 2 > end || at + 2 + u16(bytes, at) > end) return undefined;
  return safeText(bytes, at + 2, at + 2 + u16(bytes, at));
}

function hasIdentifier(type: number, first: number): boolean {
  return type === publish ? (first & 6) !== 0 : type >= 4 && type <= 11;
}

export function summarizeMqttMessage(bytes: Bytes, at: number, body: number, end: number): string {
  const first = u8(bytes, at);
  const type = first >> 4;
  const text = mqttTypes[type] ?? 'MQTT';
  if (type === publish) {
    const topic = prefixed(bytes, body, end);
    if (topic === undefined) return text;
    const id = body + 2 + u16(bytes, body);
    return `${text}${hasIdentifier(type, first) && id + 2 <= end ? ` (id=${u16(bytes, id)})` : ''} [${topic}]`;
  }
  if (hasIdentifier(type, first) && body + 2 <= end) {
    const topic =
      type === subscribe || type === 10 ? prefixed(bytes, subscribeTopics(bytes, body, end), end) : undefined;
    return `${text} (id=${u16(bytes, body)})${topic === undefined ? '' : ` [${topic}]`}`;
  }
  if (type === connect) {
    const client = prefixed(bytes, clientIdAt(bytes, body, end), end);
    return client === undefined || client === '' ? text : `${text} [${client}]`;
  }
  if (type === connectAck && body + 2 <= end) {
    const code = u8(bytes, body + 1);
    return code === 0 ? text : `${text}, ${connectResults[code] ?? `reason ${hexNumber(code, 2)}`}`;
  }
  return text;
}

/** First topic after the identifier; version 5 puts properties between, recognisable by a length that is no string's. */
function subscribeTopics(bytes: Bytes, body: number, end: number): number {
  const at = body + 2;
  if (at + 2 > end) return at;
  const fits = at + 2 + u16(bytes, at) <= end && u16(bytes, at) > 0;
  return fits ? at : at + 1 + u8(bytes, at);
}

/** Where the client identifier of a CONNECT begins; `end` when that cannot be told. */
function clientIdAt(bytes: Bytes, body: number, end: number): number {
  if (body + 2 > end) return end;
  const version = body + 2 + u16(bytes, body);
  if (version + 4 > end) return end;
  const after = version + 4;
  if (u8(bytes, version) < 5) return after;
  return after < end && u8(bytes, after) < 0x80 ? after + 1 + u8(bytes, after) : end;
}

export function growMqttMessage(tree: Tree, bytes: Bytes, at: number, body: number, end: number): void {
  const first = u8(bytes, at);
  const type = first >> 4;
  tree.layer(`MQ Telemetry Transport, ${mqttTypes[type] ?? 'unknown'}`, at, end);
  tree.field('Type', `${mqttTypes[type] ?? 'unknown'} (${type})`, at, 1);
  if (type === publish) {
    tree.field('Duplicate', (first >> 3) & 1, at, 1);
    tree.field('Quality of service', (first >> 1) & 3, at, 1);
    tree.field('Retain', first & 1, at, 1);
  }
  tree.field('Length', end - body, at + 1, body - at - 1);
  if (type === connect) growConnect(tree, bytes, body, end);
  else if (type === publish) {
    const topic = prefixed(bytes, body, end);
    if (topic === undefined) return;
    const after = body + 2 + u16(bytes, body);
    tree.field('Topic', topic, body, after - body);
    const identified = hasIdentifier(type, first) && after + 2 <= end;
    if (identified) tree.field('Message id', u16(bytes, after), after, 2);
    const message = identified ? after + 2 : after;
    if (message < end) tree.field('Message', safeText(bytes, message, end), message, end - message);
  } else if (hasIdentifier(type, first) && body + 2 <= end) {
    tree.field('Message id', u16(bytes, body), body, 2);
  } else if (type === connectAck && body + 2 <= end) {
    tree.field('Session present', u8(bytes, body) & 1, body, 1);
    const code = u8(bytes, body + 1);
    tree.field('Result', `${connectResults[code] ?? 'unknown'} (${code})`, body + 1, 1);
  }
}

function growConnect(tree: Tree, bytes: Bytes, body: number, end: number): void {
  const name = prefixed(bytes, body, end);
  if (name === undefined) return;
  const version = body + 2 + u16(bytes, body);
  tree.field('Protocol name', name, body, version - body);
  if (version + 4 > end) return;
  tree.field('Version', u8(bytes, version), version, 1);
  const flags = u8(bytes, version + 1);
  tree.field('Flags', hexNumber(flags, 2), version + 1, 1);
  tree.field('Keep alive', `${u16(bytes, version + 2)} s`, version + 2, 2);
  let next = clientIdAt(bytes, body, end);
  const labels = ['Client id'];
  if ((flags & 0x04) !== 0) labels.push('Will topic', 'Will message');
  if ((flags & 0x80) !== 0) labels.push('User name');
  if ((flags & 0x40) !== 0) labels.push('Password');
  for (const label of labels) {
    const value = prefixed(bytes, next, end);
    if (value === undefined) return;
    const size = 2 + u16(bytes, next);
    tree.field(label, label === 'Password' ? `${size - 2} bytes, not shown` : value, next, size);
    next += size;
    // The will of version 5 begins with properties; what follows cannot be told apart without reading them.
    if (u8(bytes, version) >= 5 && labels.length > 1) return;
  }
}
