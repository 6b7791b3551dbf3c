import { startsWith, u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const amqpId = protocolId('AMQP');
const jsonId = protocolId('AMQP/JSON', 'amqp');
const frameHeaderBytes = 7;
const frameEnd = 0xce;
const method = 1;
const body = 3;
const maxFramesPerSegment = 20;

/** Advanced Message Queuing Protocol 0-9, as RabbitMQ speaks it; 1.0 by its header and frames. */
export const amqp: Protocol = {
  name: 'AMQP',
  tcpPorts: [5672],
  application: decodeAmqp,
  guess: { over: 'tcp', firstBytes: [0x41], accepts: isHeader },
};

// biome-ignore format: a table
const methods: Readonly<Record<number, readonly string[]>> = {
  10: ['Connection', '10 Start', '11 Start-Ok', '20 Secure', '21 Secure-Ok', '30 Tune', '31 Tune-Ok', '40 Open', '41 Open-Ok', '50 Close', '51 Close-Ok'],
  20: ['Channel', '10 Open', '11 Open-Ok', '20 Flow', '21 Flow-Ok', '40 Close', '41 Close-Ok'],
  40: ['Exchange', '10 Declare', '11 Declare-Ok', '20 Delete', '21 Delete-Ok', '30 Bind', '31 Bind-Ok'],
  50: ['Queue', '10 Declare', '11 Declare-Ok', '20 Bind', '21 Bind-Ok', '30 Purge', '31 Purge-Ok', '40 Delete', '41 Delete-Ok', '50 Unbind', '51 Unbind-Ok'],
  60: ['Basic', '10 Qos', '11 Qos-Ok', '20 Consume', '21 Consume-Ok', '30 Cancel', '31 Cancel-Ok', '40 Publish', '50 Return', '60 Deliver', '70 Get', '71 Get-Ok', '72 Get-Empty', '80 Ack', '90 Reject', '100 Recover-Async', '110 Recover', '111 Recover-Ok', '120 Nack'],
  85: ['Confirm', '10 Select', '11 Select-Ok'],
  90: ['Tx', '10 Select', '11 Select-Ok', '20 Commit', '21 Commit-Ok', '30 Rollback', '31 Rollback-Ok'],
};

const frameTypes: Readonly<Record<number, string>> = {
  1: 'Method',
  2: 'Content-Header',
  3: 'Content-Body',
  8: 'Heartbeat',
};

function isHeader(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, 'AMQP') && p.wireEnd - at === 8;
}

function isFrame(p: Packet, at: number, end: number): boolean {
  return at + frameHeaderBytes <= end && frameTypes[u8(p.bytes, at)] !== undefined;
}

/** Version 1.0: size, then data offset 2 or more and frame type 0 or 1. */
function isVersion1Frame(p: Packet, at: number, end: number): boolean {
  return at + 8 <= end && u8(p.bytes, at) === 0 && u8(p.bytes, at + 4) === 2 && u8(p.bytes, at + 5) <= 1;
}

function decodeAmqp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const hello = isHeader(p, at, end);
  const isLater = !hello && isVersion1Frame(p, at, end);
  if (!hello && !isLater && !isFrame(p, at, end)) return false;
  p.protocol = amqpId;
  if (!hello && !isLater && holdsJson(p, at, end)) p.protocol = jsonId;
  if (!p.wantsInfo) return true;
  if (hello || isLater) {
    p.info = hello
      ? `Protocol-Header ${at + 8 <= end ? `${u8(bytes, at + 5)}-${u8(bytes, at + 6)}-${u8(bytes, at + 7)}` : ''}`
      : `AMQP 1.0 frame, ${u32(bytes, at)} bytes`;
    p.tree?.layer('Advanced Message Queueing Protocol', at, end);
    p.tree?.field(hello ? 'Protocol header' : 'Frame', p.info, at, Math.min(8, end - at));
  } else describe(p, at, end);
  return true;
}

/** A body frame whose content begins an object or list. */
function holdsJson(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  let next = at;
  for (let count = 0; count < maxFramesPerSegment && isFrame(p, next, end); count += 1) {
    const content = next + frameHeaderBytes;
    if (
      u8(bytes, next) === body &&
      content + 1 < end &&
      u8(bytes, content) === 0x7b &&
      u8(bytes, content + 1) === 0x22
    )
      return true;
    next = content + u32(bytes, next + 3) + 1;
  }
  return false;
}

function describe(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxFramesPerSegment && isFrame(p, next, end); count += 1) {
    const type = u8(bytes, next);
    const content = next + frameHeaderBytes;
    const contentEnd = content + u32(bytes, next + 3);
    const stop = Math.min(end, contentEnd);
    const name = type === method ? methodText(p, content, stop) : (frameTypes[type] ?? '');
    text += (count === 0 ? '' : ' ') + name;
    if (tree) {
      tree.layer(`Advanced Message Queueing Protocol, ${name}`, next, Math.min(end, contentEnd + 1));
      tree.field('Type', `${frameTypes[type]} (${type})`, next, 1);
      tree.field('Channel', u16(bytes, next + 1), next + 1, 2);
      tree.field('Length', u32(bytes, next + 3), next + 3, 4);
      if (type === method) tree.field('Method', name, content, Math.min(4, stop - content));
      if (type === body && content < stop)
        tree.field('Payload', safeText(bytes, content, stop), content, stop - content);
    }
    // A frame that does not end with its mark leaves nothing to go on from.
    if (contentEnd < end && u8(bytes, contentEnd) !== frameEnd) break;
    next = contentEnd + 1;
  }
  p.info = text;
}

function methodText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (at + 4 > end) return 'Method';
  const known = methods[u16(bytes, at)];
  const wanted = `${u16(bytes, at + 2)} `;
  const name = known?.find((entry, index) => index > 0 && entry.startsWith(wanted))?.slice(wanted.length);
  let text = `${known?.[0] ?? `class ${u16(bytes, at)}`}.${name ?? u16(bytes, at + 2)}`;
  // Publish: a reserved number, then exchange and routing key as short strings.
  if (u16(bytes, at) === 60 && u16(bytes, at + 2) === 40 && at + 7 <= end) {
    const exchange = at + 7;
    const key = exchange + u8(bytes, at + 6);
    if (key < end) {
      text += ` x=${safeText(bytes, exchange, key)} rk=${safeText(bytes, key + 1, Math.min(end, key + 1 + u8(bytes, key)))}`;
    }
  }
  return text;
}
