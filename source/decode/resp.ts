import { type Bytes, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeLine, safeText } from './text.ts';
import type { Tree } from './tree.ts';

const respId = protocolId('RESP', 'redis');
const redisPort = 6379;
const maxElements = 64;
const maxElementsInSummary = 12;

/** REdis Serialization Protocol. */
export const resp: Protocol = {
  name: 'RESP',
  tcpPorts: [redisPort],
  application: decodeResp,
};

/** '+', '-', ':', '$', '*' and what version 3 adds. */
function isMark(byte: number): boolean {
  switch (byte) {
    case 0x2b:
    case 0x2d:
    case 0x3a:
    case 0x24:
    case 0x2a:
    case 0x5f:
    case 0x23:
    case 0x2c:
    case 0x28:
    case 0x25:
    case 0x7e:
    case 0x3e:
    case 0x3d:
    case 0x21:
      return true;
    default:
      return false;
  }
}

function decodeResp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const isRequest = p.carrierDstPort === redisPort;
  // People may type commands inline; everything else, in either direction, begins with a mark.
  const isInline = isRequest && u8(bytes, at) >= 0x41 && u8(bytes, at) <= 0x7a;
  p.protocol = respId;
  if (!isMark(u8(bytes, at)) && !isInline) {
    if (p.wantsInfo) p.info = 'Continuation';
    return true;
  }
  if (p.wantsInfo) {
    if (p.tree) p.tree.layer('Redis serialization protocol', at, end);
    const text = isInline ? safeLine(bytes, at, end) : readElements(bytes, at, end, p.tree);
    p.info = `${isRequest ? 'Request' : 'Response'}: ${text}`;
  }
  return true;
}

function lineEnd(bytes: Bytes, at: number, end: number): number {
  let stop = at;
  while (stop < end && u8(bytes, stop) !== 0x0d && u8(bytes, stop) !== 0x0a) stop += 1;
  return stop;
}

/** All values in a row, nested ones flattened: 'SET key value'. Strings that are passwords are not special here. */
function readElements(bytes: Bytes, at: number, end: number, tree: Tree | undefined): string {
  const words: string[] = [];
  let next = at;
  let elements = 0;
  while (next < end && elements < maxElements && isMark(u8(bytes, next))) {
    const mark = String.fromCharCode(u8(bytes, next));
    const stop = lineEnd(bytes, next + 1, end);
    const line = safeText(bytes, next + 1, stop);
    let valueEnd = Math.min(end, stop + 2);
    let value = line;
    let label = 'Value';
    if (mark === '$' || mark === '=' || mark === '!') {
      label = 'Bulk string';
      const length = Number.parseInt(line, 10);
      if (length >= 0) {
        const content = Math.min(end, stop + 2);
        const contentEnd = Math.min(end, content + length);
        value = safeText(bytes, content, contentEnd);
        valueEnd = Math.min(end, contentEnd + 2);
      } else value = 'nil';
    } else if (mark === '*' || mark === '~' || mark === '>' || mark === '%') {
      label = 'Array';
      tree?.field(label, `${line} elements`, next, valueEnd - next);
    } else if (mark === '-') label = 'Error';
    else if (mark === '+') label = 'Simple string';
    else if (mark === ':') label = 'Integer';
    if (label !== 'Array') {
      words.push(value);
      tree?.field(label, value, next, valueEnd - next);
    }
    next = valueEnd;
    elements += 1;
  }
  if (words.length === 0) return '[fragment]';
  const shown = words.slice(0, maxElementsInSummary).join(' ');
  return words.length > maxElementsInSummary ? `${shown} …` : shown;
}
