import { type Bytes, u8, u16le, u32le, u64le } from './bytes.ts';
import { hexNumber } from './text.ts';
import type { Tree } from './tree.ts';
import { safeUtf16 } from './utf16.ts';

/** SMB 2 and 3 messages in words; several may be chained in one. */

const headerBytes = 64;
const maxChained = 16;
const responseFlag = 0x01;
const asynchronousFlag = 0x02;

// biome-ignore format: a table
const commands: readonly string[] = [
  'Negotiate Protocol', 'Session Setup', 'Session Logoff', 'Tree Connect', 'Tree Disconnect', 'Create', 'Close', 'Flush',
  'Read', 'Write', 'Lock', 'Ioctl', 'Cancel', 'KeepAlive', 'Find', 'Notify', 'GetInfo', 'SetInfo', 'Break',
];

// biome-ignore format: a table
const statuses: Readonly<Record<number, string>> = {
  259: 'STATUS_PENDING', 2147483653: 'STATUS_BUFFER_OVERFLOW', 2147483654: 'STATUS_NO_MORE_FILES',
  3221225475: 'STATUS_INVALID_INFO_CLASS', 3221225485: 'STATUS_INVALID_PARAMETER', 3221225487: 'STATUS_NO_SUCH_FILE',
  3221225489: 'STATUS_END_OF_FILE', 3221225494: 'STATUS_MORE_PROCESSING_REQUIRED', 3221225506: 'STATUS_ACCESS_DENIED',
  3221225524: 'STATUS_OBJECT_NAME_NOT_FOUND', 3221225530: 'STATUS_OBJECT_PATH_NOT_FOUND',
  3221225539: 'STATUS_SHARING_VIOLATION', 3221225581: 'STATUS_LOGON_FAILURE', 3221225659: 'STATUS_NOT_SUPPORTED',
  3221225676: 'STATUS_BAD_NETWORK_NAME', 3221225760: 'STATUS_CANCELLED', 3221225768: 'STATUS_FILE_CLOSED',
  3221225987: 'STATUS_USER_SESSION_DELETED', 3221226021: 'STATUS_NOT_FOUND', 3221226071: 'STATUS_PATH_NOT_COVERED',
};

const dialects: Readonly<Record<number, string>> = {
  514: '2.0.2',
  528: '2.1',
  767: '2.???',
  768: '3.0',
  770: '3.0.2',
  785: '3.1.1',
};

type Part = {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly length: number;
};

/** Where body fields that hold a name's place and length stand: [label, offset of both], requests only. */
const nameFields: Readonly<Record<number, readonly [string, number]>> = {
  3: ['Tree', 4],
  5: ['File', 44],
  14: ['Pattern', 24],
};

function namePart(bytes: Bytes, at: number, end: number): Part | undefined {
  const [label, offset] = nameFields[u16le(bytes, at + 12)] ?? [];
  if (label === undefined || offset === undefined) return undefined;
  const field = at + headerBytes + offset;
  if (field + 4 > end) return undefined;
  const start = at + u16le(bytes, field);
  const length = u16le(bytes, field + 2);
  if (start < at + headerBytes || start + length > end) return undefined;
  return { label, value: safeUtf16(bytes, start, start + length), start, length };
}

function isResponse(bytes: Bytes, at: number): boolean {
  return (u8(bytes, at + 16) & responseFlag) !== 0;
}

/** Where the next message of a chain begins, or -1. */
function nextMessage(bytes: Bytes, at: number, end: number): number {
  if (at + headerBytes > end) return -1;
  const offset = u32le(bytes, at + 20);
  const next = at + offset;
  return offset >= headerBytes && next + 4 < end && u8(bytes, next) === 0xfe ? next : -1;
}

function title(bytes: Bytes, at: number): string {
  const command = commands[u16le(bytes, at + 12)] ?? `command ${u16le(bytes, at + 12)}`;
  return `${command} ${isResponse(bytes, at) ? 'Response' : 'Request'}`;
}

function statusText(bytes: Bytes, at: number): string {
  const status = u32le(bytes, at + 8);
  return statuses[status] ?? hexNumber(status, 8);
}

export function summarizeSmb2(bytes: Bytes, at: number, end: number): string {
  if (u8(bytes, at) === 0xfd) return 'Encrypted SMB3';
  if (u8(bytes, at) === 0xfc) return 'Compressed SMB3';
  let text = '';
  let next = at;
  for (let count = 0; count < maxChained && next >= 0; count += 1) {
    if (next + headerBytes > end) return text === '' ? 'SMB2 header cut short' : text;
    if (count > 0) text += '; ';
    text += title(bytes, next);
    if (isResponse(bytes, next)) {
      if (u32le(bytes, next + 8) !== 0) text += `, Error: ${statusText(bytes, next)}`;
    } else {
      const name = namePart(bytes, next, end);
      if (name) text += ` ${name.label}: ${name.value}`;
    }
    next = nextMessage(bytes, next, end);
  }
  return text;
}

export function growSmb2(tree: Tree, bytes: Bytes, at: number, end: number): void {
  let next = at;
  for (let count = 0; count < maxChained && next >= 0; count += 1) {
    const follower = nextMessage(bytes, next, end);
    growMessage(tree, bytes, next, follower < 0 ? end : follower);
    next = follower;
  }
}

function growMessage(tree: Tree, bytes: Bytes, at: number, end: number): void {
  if (u8(bytes, at) !== 0xfe || at + headerBytes > end) {
    tree.layer(u8(bytes, at) === 0xfd ? 'SMB 3, encrypted' : 'Server Message Block 2, not decoded', at, end);
    return;
  }
  const command = u16le(bytes, at + 12);
  const flags = u32le(bytes, at + 16);
  tree.layer(`Server Message Block 2, ${title(bytes, at)}`, at, end);
  tree.field('Credit charge', u16le(bytes, at + 6), at + 6, 2);
  tree.field('Status', statusText(bytes, at), at + 8, 4);
  tree.field('Command', `${commands[command] ?? 'unknown'} (${command})`, at + 12, 2);
  tree.field('Credits', u16le(bytes, at + 14), at + 14, 2);
  tree.field('Flags', hexNumber(flags, 8), at + 16, 4);
  tree.field('Next command', u32le(bytes, at + 20), at + 20, 4);
  tree.field('Message id', u64le(bytes, at + 24), at + 24, 8);
  if ((flags & asynchronousFlag) === 0) {
    tree.field('Process id', hexNumber(u32le(bytes, at + 32), 8), at + 32, 4);
    tree.field('Tree id', hexNumber(u32le(bytes, at + 36), 8), at + 36, 4);
  }
  tree.field(
    'Session id',
    `0x${u64le(bytes, at + 40)
      .toString(16)
      .padStart(16, '0')}`,
    at + 40,
    8,
  );
  const body = at + headerBytes;
  if (!isResponse(bytes, at)) {
    const name = namePart(bytes, at, end);
    if (name) tree.field(name.label, name.value, name.start, name.length);
  } else if (command === 0 && body + 6 <= end) {
    const dialect = u16le(bytes, body + 4);
    tree.field('Dialect', dialects[dialect] ?? hexNumber(dialect), body + 4, 2);
  }
}
