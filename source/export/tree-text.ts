import type { Bytes } from '../decode/bytes.ts';
import type { Tree } from '../decode/tree.ts';

const bytesPerLine = 16;
/** A jumbo frame's dump would be thousands of lines; the tree says how long it is. */
const maxDumpBytes = 65_536;

/** The field tree as indented lines, each with its byte range at the right. */
export function treeText(tree: Tree): string {
  let text = '';
  for (const node of tree.nodes) {
    const value = node.value === '' ? '' : `: ${node.value}`;
    const range = node.length === 0 ? '' : `  [${node.start}–${node.start + node.length - 1}]`;
    text += `${'  '.repeat(node.depth)}${node.label}${value}${range}\n`;
  }
  return tree.overflowed ? `${text}(more fields than are shown)\n` : text;
}

/** Offset, sixteen bytes in hex, and the same as ASCII. */
export function hexDump(bytes: Bytes, start: number, end: number): string {
  const stop = Math.min(end, start + maxDumpBytes);
  let text = '';
  for (let line = start; line < stop; line += bytesPerLine) {
    let left = '';
    let right = '';
    for (let at = line; at < line + bytesPerLine; at += 1) {
      if (at === line + bytesPerLine / 2) left += ' ';
      if (at >= stop) {
        left += '   ';
        continue;
      }
      const byte = bytes[at] as number;
      left += ` ${byte.toString(16).padStart(2, '0')}`;
      right += byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.';
    }
    text += `${(line - start).toString(16).padStart(4, '0')} ${left}  ${right}\n`;
  }
  return stop < end ? `${text}(${end - stop} more bytes)\n` : text;
}
