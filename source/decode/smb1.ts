import { type Bytes, u8, u16le } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import { hexNumber, safePadded } from './text.ts';
import type { Tree } from './tree.ts';
import { safeUtf16 } from './utf16.ts';

/** One SMB 1 message in words. */

const headerBytes = 32;
const responseFlag = 0x80;
const unicodeFlag = 0x8000;
const treeConnect = 0x75;
const createAndX = 0xa2;

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  0: 'Create Directory', 1: 'Delete Directory', 2: 'Open', 3: 'Create', 4: 'Close', 5: 'Flush',
  6: 'Delete', 7: 'Rename', 8: 'Query Information', 9: 'Set Information', 10: 'Read', 11: 'Write',
  16: 'Check Directory', 29: 'Write Raw', 36: 'Locking AndX', 37: 'Trans', 38: 'Trans Secondary',
  43: 'Echo', 45: 'Open AndX', 46: 'Read AndX', 47: 'Write AndX', 50: 'Trans2', 51: 'Trans2 Secondary',
  52: 'Find Close2', 112: 'Tree Connect', 113: 'Tree Disconnect', 114: 'Negotiate Protocol',
  115: 'Session Setup AndX', 116: 'Logoff AndX', 117: 'Tree Connect AndX', 128: 'Query Information Disk',
  129: 'Search', 160: 'NT Trans', 161: 'NT Trans Secondary', 162: 'NT Create AndX', 164: 'NT Cancel',
  192: 'Open Print File', 193: 'Write Print File',
};

function commandName(command: number): string {
  return commands[command] ?? `command ${hexNumber(command, 2)}`;
}

/** The path a request names, where its place is simple; '' otherwise. */
function pathText(bytes: Bytes, at: number, end: number): string {
  const words = at + headerBytes;
  if (words >= end) return '';
  const parameters = words + 1;
  const data = parameters + u8(bytes, words) * 2 + 2;
  const isUnicode = (u16le(bytes, at + 10) & unicodeFlag) !== 0;
  const command = u8(bytes, at + 4);
  let path = -1;
  if (command === treeConnect && u8(bytes, words) >= 4 && parameters + 8 <= end) {
    path = data + u16le(bytes, parameters + 6);
  } else if (command === createAndX && u8(bytes, words) >= 24) path = data;
  if (path < 0 || path >= end) return '';
  if (!isUnicode) return safePadded(bytes, path, end);
  // Unicode strings begin at even places, counted from the header.
  if (((path - at) & 1) === 1) path += 1;
  let stop = path;
  while (stop + 2 <= end && u16le(bytes, stop) !== 0) stop += 2;
  return safeUtf16(bytes, path, stop);
}

export function summarizeSmb1(bytes: Bytes, at: number, end: number): string {
  if (at + headerBytes > end) return 'SMB header cut short';
  const isResponse = (u8(bytes, at + 9) & responseFlag) !== 0;
  let text = `${commandName(u8(bytes, at + 4))} ${isResponse ? 'Response' : 'Request'}`;
  const path = isResponse ? '' : pathText(bytes, at, end);
  if (path !== '') text += `, Path: ${path}`;
  const status = u16le(bytes, at + 7) * 65536 + u16le(bytes, at + 5);
  return isResponse && status !== 0 ? `${text}, Error: ${hexNumber(status, 8)}` : text;
}

export function growSmb1(tree: Tree, bytes: Bytes, at: number, end: number): void {
  tree.layer('Server Message Block', at, end);
  growHeader(tree, bytes, at, end, [
    ['Command', 4, 1, commands],
    ['Status', 5, 4, 'littleHex'],
    ['Flags', 9, 1, 'hex'],
    ['Flags 2', 10, 2, 'littleHex'],
    ['Process id (high)', 12, 2, 'little'],
    ['Signature', 14, 8, 'bytes'],
    ['Tree id', 24, 2, 'little'],
    ['Process id', 26, 2, 'little'],
    ['User id', 28, 2, 'little'],
    ['Multiplex id', 30, 2, 'little'],
  ]);
  if (at + headerBytes > end) return;
  const path = pathText(bytes, at, end);
  if (path !== '') tree.field('Path', path, at + headerBytes, end - at - headerBytes);
}
