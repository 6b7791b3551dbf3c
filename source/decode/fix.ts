import { type Bytes, indexOfByte, startsWith, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const fixId = protocolId('FIX');
const separator = 0x01;
/** BeginString is short: 'FIX.4.2', or 'O' for one exchange's own dialect. */
const maxBeginStringBytes = 12;
const maxFieldsShown = 200;

/** Financial Information eXchange: orders and quotes as tag=value fields. */
export const fix: Protocol = {
  name: 'FIX',
  application: decodeFix,
  guess: { over: 'tcp', firstBytes: [0x38], accepts: isFix },
};

// biome-ignore format: a table
const messageTypes: Readonly<Record<string, string>> = {
  '0': 'Heartbeat', '1': 'Test Request', '2': 'Resend Request', '3': 'Reject', '4': 'Sequence Reset', '5': 'Logout',
  '6': 'Indication of Interest', '8': 'Execution Report', '9': 'Order Cancel Reject', 'A': 'Logon', 'B': 'News',
  'D': 'New Order Single', 'F': 'Order Cancel Request', 'G': 'Order Cancel/Replace Request',
  'H': 'Order Status Request', 'R': 'Quote Request', 'S': 'Quote', 'V': 'Market Data Request',
  'W': 'Market Data Snapshot', 'X': 'Market Data Incremental Refresh', 'Y': 'Market Data Request Reject',
};

// biome-ignore format: a table
const tags: Readonly<Record<string, string>> = {
  '8': 'Begin string', '9': 'Body length', '10': 'Checksum', '34': 'Sequence number', '35': 'Message type',
  '38': 'Order quantity', '44': 'Price', '49': 'Sender', '52': 'Sending time', '54': 'Side', '55': 'Symbol',
  '56': 'Target', '98': 'Encryption', '108': 'Heartbeat interval', '11': 'Client order id', '37': 'Order id',
};

/** '8=…' SOH '9=' */
function isFix(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!startsWith(bytes, at, end, '8=')) return false;
  const stop = indexOfByte(bytes, at + 2, Math.min(end, at + 2 + maxBeginStringBytes), separator);
  return stop > at + 2 && startsWith(bytes, stop + 1, end, '9=');
}

function decodeFix(p: Packet, at: number, end: number): boolean {
  if (!isFix(p, at, end)) return false;
  p.protocol = fixId;
  if (p.wantsInfo) p.info = summarize(p.bytes, at, end);
  if (p.tree) growTree(p, at, end);
  return true;
}

function fieldEnd(bytes: Bytes, at: number, end: number): number {
  const stop = indexOfByte(bytes, at, end, separator);
  return stop < 0 ? end : stop;
}

function summarize(bytes: Bytes, at: number, end: number): string {
  let text = '';
  let next = at;
  for (let count = 0; count < 20 && next < end; count += 1) {
    const stop = fieldEnd(bytes, next, end);
    if (startsWith(bytes, next, stop, '8=')) text = safeText(bytes, next + 2, stop);
    else if (startsWith(bytes, next, stop, '35=')) {
      const type = safeText(bytes, next + 3, stop);
      text += ` ${messageTypes[type] ?? `message ${type}`}`;
    } else if (startsWith(bytes, next, stop, '49=')) text += ` from ${safeText(bytes, next + 3, stop)}`;
    else if (startsWith(bytes, next, stop, '56=')) text += ` to ${safeText(bytes, next + 3, stop)}`;
    else if (startsWith(bytes, next, stop, '55=')) text += ` ${safeText(bytes, next + 3, stop)}`;
    next = stop + 1;
  }
  return text;
}

function growTree(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Financial Information eXchange', at, end);
  let next = at;
  for (let count = 0; count < maxFieldsShown && next < end; count += 1) {
    const stop = fieldEnd(bytes, next, end);
    const equals = indexOfByte(bytes, next, stop, 0x3d);
    if (equals < 0 || u8(bytes, next) === separator) return;
    const tag = safeText(bytes, next, equals);
    const value = safeText(bytes, equals + 1, stop);
    const shown = tag === '35' ? `${messageTypes[value] ?? 'unknown'} (${value})` : value;
    tree.field(tags[tag] ?? `Tag ${tag}`, shown, next, stop - next);
    next = stop + 1;
  }
}
