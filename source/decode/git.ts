import { type Bytes, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeLine, safeText } from './text.ts';

const gitId = protocolId('Git');
const lengthBytes = 4;
const maxLines = 64;

/** The Git smart protocol: lines, each behind its length in four hex digits. */
export const git: Protocol = { name: 'Git', tcpPorts: [9418], application: decodeGit };

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The length of the line at `at`, itself included; -1 when these are no hex digits. */
function lineLength(bytes: Bytes, at: number): number {
  let value = 0;
  for (let index = 0; index < lengthBytes; index += 1) {
    const digit = hexDigit(u8(bytes, at + index));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function decodeGit(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + lengthBytes > end || lineLength(bytes, at) < 0) return false;
  p.protocol = gitId;
  if (!p.wantsInfo) return true;
  p.tree?.layer('Git Smart Protocol', at, end);
  const firstEnd = Math.min(end, at + Math.max(lengthBytes, lineLength(bytes, at)));
  p.info = firstEnd === at + lengthBytes ? 'Flush' : safeText(bytes, at + lengthBytes, firstEnd);
  let next = at;
  for (let count = 0; count < maxLines && next + lengthBytes <= end; count += 1) {
    const length = lineLength(bytes, next);
    if (length < 0) break;
    const stop = Math.min(end, next + Math.max(lengthBytes, length));
    p.tree?.field(
      length === 0 ? 'Flush' : 'Line',
      safeLine(bytes, next + lengthBytes, stop),
      next,
      stop - next,
    );
    next = stop;
  }
  return true;
}
