import { u8, u16le, u24 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded, safeText } from './text.ts';
import { isRecordHeader } from './tls-record.ts';

const mysqlId = protocolId('MySQL');
const serverPort = 3306;
const headerBytes = 4;
const summaryBytes = 200;
/** Client capabilities, largest packet, character set and 23 reserved bytes stand before the user name. */
const loginHeadBytes = 32;

export const mysql: Protocol = {
  name: 'MySQL',
  tcpPorts: [serverPort],
  application: decodeMysql,
};

// biome-ignore format: a table
const commands: readonly string[] = [
  'Sleep', 'Quit', 'Init DB', 'Query', 'Field List', 'Create DB', 'Drop DB', 'Refresh', 'Shutdown', 'Statistics',
  'Process Info', 'Connect', 'Kill', 'Debug', 'Ping', 'Time', 'Delayed Insert', 'Change User', 'Binlog Dump',
  'Table Dump', 'Connect Out', 'Register Slave', 'Prepare Statement', 'Execute Statement', 'Send Long Data',
  'Close Statement', 'Reset Statement', 'Set Option', 'Fetch Data',
];

function decodeMysql(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  // After an upgrade to TLS its records are plain to see.
  if (at + headerBytes >= end || isRecordHeader(bytes, at)) return false;
  p.protocol = mysqlId;
  if (!p.wantsInfo) return true;
  const content = at + headerBytes;
  const length = u16le(bytes, at) | (u8(bytes, at + 2) << 16);
  const stop = Math.min(end, content + length);
  const sequence = u8(bytes, at + 3);
  const isRequest = p.carrierDstPort === serverPort;
  p.info = isRequest ? requestText(p, content, stop, sequence) : responseText(p, content, stop, sequence);
  if (p.tree) {
    p.tree.layer('MySQL', at, end);
    p.tree.field('Packet length', length, at, 3);
    p.tree.field('Packet number', sequence, at + 3, 1);
    if (content >= stop) return true;
    if (isRequest && sequence === 0) {
      p.tree.field('Command', commands[u8(bytes, content)] ?? u8(bytes, content), content, 1);
      if (u8(bytes, content) === 3)
        p.tree.field('Statement', safeText(bytes, content + 1, stop), content + 1, stop - content - 1);
    } else if (isRequest && sequence === 1) {
      growHeader(p.tree, bytes, content, stop, [
        ['Client capabilities', 0, 4, 'littleHex'],
        ['Largest packet', 4, 4, 'little'],
      ]);
      if (content + loginHeadBytes < stop) {
        const user = content + loginHeadBytes;
        p.tree.field('User', safePadded(bytes, user, stop), user, stop - user);
      }
    } else if (!isRequest && sequence === 0 && u8(bytes, content) === 10) {
      p.tree.field('Protocol', u8(bytes, content), content, 1);
      const version = safePadded(bytes, content + 1, stop);
      p.tree.field('Version', version, content + 1, Math.min(version.length, stop - content - 1));
    }
  }
  return true;
}

function requestText(p: Packet, at: number, end: number, sequence: number): string {
  const { bytes } = p;
  if (at >= end) return 'Request';
  if (sequence !== 0) {
    return sequence === 1 && at + loginHeadBytes < end
      ? `Login Request user=${safePadded(bytes, at + loginHeadBytes, end)}`
      : 'Request, continued';
  }
  const command = u8(bytes, at);
  const name = commands[command];
  if (name === undefined) return 'Request';
  const hasText = command === 2 || command === 3 || command === 22;
  return `Request ${name}${hasText ? `: ${safeText(bytes, at + 1, Math.min(end, at + 1 + summaryBytes))}` : ''}`;
}

function responseText(p: Packet, at: number, end: number, sequence: number): string {
  const { bytes } = p;
  if (at >= end) return 'Response';
  const first = u8(bytes, at);
  if (sequence === 0 && (first === 10 || first === 9)) {
    return `Server Greeting  proto=${first} version=${safePadded(bytes, at + 1, end)}`;
  }
  if (first === 0x00) return 'Response OK';
  if (first === 0xfe) return at + 9 > end ? 'Response EOF' : 'Response';
  if (first === 0xff && at + 3 <= end) {
    // A mark and five digits of state come before the message since version 4.1.
    const message = u8(bytes, at + 3) === 0x23 ? at + 9 : at + 3;
    return `Response Error ${u16le(bytes, at + 1)}${message < end ? `: ${safeText(bytes, message, end)}` : ''}`;
  }
  return first < 0xfb && u24(bytes, at - headerBytes) !== 0 ? 'Response TABULAR' : 'Response';
}
