import { type Bytes, u8, u16, u16le, u32le } from './bytes.ts';
import { hexNumber } from './text.ts';
import type { Tree } from './tree.ts';

/** The object headers of a DNP3 message. `user` is a message whose block checksums were taken out. */

/** Transport byte, application control, function. */
const requestHeaderBytes = 3;
/** Responses add two bytes of internal indications. */
const indicationBytes = 2;
const firstResponse = 129;

// biome-ignore format: a table
const groups: Readonly<Record<number, string>> = {
  1: 'Binary Input', 2: 'Binary Input Change', 3: 'Double-bit Input', 4: 'Double-bit Input Change',
  10: 'Binary Output', 11: 'Binary Output Change', 12: 'Control Relay Output Block', 13: 'Binary Command Event',
  20: 'Counter', 21: 'Frozen Counter', 22: 'Counter Change', 23: 'Frozen Counter Change', 30: 'Analog Input',
  31: 'Frozen Analog Input', 32: 'Analog Input Change', 33: 'Frozen Analog Change', 40: 'Analog Output',
  41: 'Analog Output Block', 42: 'Analog Output Change', 50: 'Time and Date', 51: 'Time and Date CTO',
  52: 'Time Delay', 60: 'Class Objects', 70: 'File', 80: 'Internal Indications', 110: 'Octet String',
  120: 'Authentication',
};

function objectsStart(code: number): number {
  return requestHeaderBytes + (code >= firstResponse ? indicationBytes : 0);
}

function objectName(user: Bytes, at: number): string {
  const group = u8(user, at);
  const variation = u8(user, at + 1);
  if (group === 60) return `Class ${variation - 1} data`;
  return `${groups[group] ?? `Object ${group}`} variation ${variation}`;
}

/** Bytes of the range field that the qualifier announces. */
function rangeBytes(qualifier: number): number {
  switch (qualifier & 15) {
    case 0:
      return 2;
    case 1:
      return 4;
    case 2:
      return 8;
    case 7:
      return 1;
    case 8:
      return 2;
    case 9:
      return 4;
    case 11:
      return 1;
    default:
      return 0;
  }
}

function rangeText(user: Bytes, at: number, qualifier: number): string {
  switch (qualifier & 15) {
    case 0:
      return `${u8(user, at)} to ${u8(user, at + 1)}`;
    case 1:
      return `${u16le(user, at)} to ${u16le(user, at + 2)}`;
    case 2:
      return `${u32le(user, at)} to ${u32le(user, at + 4)}`;
    case 6:
      return 'all';
    case 7:
      return `${u8(user, at)} of them`;
    case 8:
      return `${u16le(user, at)} of them`;
    default:
      return 'other range';
  }
}

export function summarizeDnp3Objects(user: Bytes, code: number): string {
  const at = objectsStart(code);
  return at + 2 <= user.length ? `, ${objectName(user, at)}` : '';
}

/** Shows indications and object headers. Data after a header has a size only its object table knows: it stops there. */
export function growDnp3Objects(tree: Tree, user: Bytes, code: number, content: number): void {
  if (code >= firstResponse && user.length >= 5) {
    tree.field('Internal indications', hexNumber(u16(user, 3)), content + 3, 2);
  }
  let next = objectsStart(code);
  while (next + 3 <= user.length) {
    const qualifier = u8(user, next + 2);
    const size = 3 + rangeBytes(qualifier);
    if (next + size > user.length) return;
    const text = `${objectName(user, next)}, ${rangeText(user, next + 3, qualifier)}`;
    tree.field('Object', text, content + next, size);
    // Only requests to read carry bare headers.
    if (code !== 1) return;
    next += size;
  }
}
