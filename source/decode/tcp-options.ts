import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { hex } from './text.ts';
import type { Tree } from './tree.ts';

const endOfOptions = 0;
const noOperation = 1;
const maximumSegmentSize = 2;
const windowScale = 3;
const selectiveAckPermitted = 4;
const selectiveAck = 5;
const timestamps = 8;
const multipath = 30;
const fastOpen = 34;

const names: Readonly<Record<number, string>> = {
  [maximumSegmentSize]: 'Maximum segment size',
  [windowScale]: 'Window scale',
  [selectiveAckPermitted]: 'SACK permitted',
  [selectiveAck]: 'SACK',
  [timestamps]: 'Timestamps',
  19: 'MD5 signature',
  27: 'Quick-start response',
  28: 'User timeout',
  29: 'Authentication option',
  [multipath]: 'Multipath TCP',
  [fastOpen]: 'Fast open cookie',
};

/** Bytes the option at `at` takes, or 0 when it is broken. */
function optionBytes(bytes: Bytes, at: number, end: number): number {
  if (u8(bytes, at) <= noOperation) return 1;
  if (at + 1 >= end) return 0;
  const length = u8(bytes, at + 1);
  return length >= 2 && at + length <= end ? length : 0;
}

export function hasMultipathOption(bytes: Bytes, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    if (kind === multipath) return optionBytes(bytes, at, end) > 0;
    if (kind === endOfOptions) return false;
    const length = optionBytes(bytes, at, end);
    if (length === 0) return false;
    at += length;
  }
  return false;
}

/** ' MSS=1460 WS=128 SACK_PERM' in the style people know from Wireshark. */
export function summarizeTcpOptions(bytes: Bytes, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    const length = optionBytes(bytes, at, end);
    if (length === 0 || kind === endOfOptions) break;
    if (kind === maximumSegmentSize && length === 4) text += ` MSS=${u16(bytes, at + 2)}`;
    else if (kind === windowScale && length === 3) text += ` WS=${2 ** Math.min(14, u8(bytes, at + 2))}`;
    else if (kind === selectiveAckPermitted) text += ' SACK_PERM';
    else if (kind === selectiveAck && length >= 10)
      text += ` SLE=${u32(bytes, at + 2)} SRE=${u32(bytes, at + 6)}`;
    else if (kind === timestamps && length === 10) {
      text += ` TSval=${u32(bytes, at + 2)} TSecr=${u32(bytes, at + 6)}`;
    } else if (kind === fastOpen) text += ' TFO';
    at += length;
  }
  return text;
}

export function growTcpOptions(tree: Tree, bytes: Bytes, start: number, end: number): void {
  if (start >= end) return;
  tree.open('Options', `${end - start} bytes`, start, end - start);
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    const length = optionBytes(bytes, at, end);
    if (length === 0) {
      tree.field('Broken option', hex(bytes, at, end), at, end - at);
      break;
    }
    if (kind <= noOperation) tree.field(kind === noOperation ? 'No operation' : 'End of options', '', at, 1);
    else tree.field(names[kind] ?? `Option ${kind}`, optionValue(bytes, at, length), at, length);
    if (kind === endOfOptions) break;
    at += length;
  }
  tree.close();
}

function optionValue(bytes: Bytes, at: number, length: number): string {
  const kind = u8(bytes, at);
  if (kind === maximumSegmentSize && length === 4) return String(u16(bytes, at + 2));
  if (kind === windowScale && length === 3)
    return `${u8(bytes, at + 2)} (× ${2 ** Math.min(14, u8(bytes, at + 2))})`;
  if (kind === timestamps && length === 10) return `value ${u32(bytes, at + 2)}, echo ${u32(bytes, at + 6)}`;
  if (kind === selectiveAck) {
    const blocks: string[] = [];
    for (let edge = at + 2; edge + 8 <= at + length; edge += 8) {
      blocks.push(`${u32(bytes, edge)}–${u32(bytes, edge + 4)}`);
    }
    return blocks.join(', ');
  }
  return hex(bytes, at + 2, at + length);
}
