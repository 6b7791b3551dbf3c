import { type Bytes, u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';

const webSocketId = protocolId('WebSocket');
const maskBytes = 4;
const maxShownBytes = 200;
const operationText = 1;
/** Where short frames, which have little to check, are believed. */
const webPorts: readonly number[] = [80, 8080, 8088, 3128];

const operationNames: Readonly<Record<number, string>> = {
  1: 'Text',
  2: 'Binary',
  8: 'Connection Close',
  9: 'Ping',
  10: 'Pong',
};

/**
 * One whole WebSocket frame in one segment. Without having seen the upgrade only the length tells: it must be
 * exactly that of the segment.
 */
export const webSocket: Protocol = {
  name: 'WebSocket',
  application: decodeWebSocket,
  guess: { over: 'tcp', firstBytes: [0x81, 0x82, 0x88, 0x89, 0x8a], accepts: isFrame },
};

function contentAt(bytes: Bytes, at: number): number {
  const second = u8(bytes, at + 1);
  return at + ((second & 0x7f) === 126 ? 4 : 2) + (second >= 0x80 ? maskBytes : 0);
}

function isFrame(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const operation = u8(bytes, at) & 15;
  const short = u8(bytes, at + 1) & 0x7f;
  if (short === 127 || (operation >= 8 && short > 125) || operationNames[operation] === undefined)
    return false;
  const isShort = short < 126;
  if (isShort && !webPorts.includes(p.carrierSrcPort) && !webPorts.includes(p.carrierDstPort)) return false;
  const length = isShort ? short : u16(bytes, at + 2);
  return (isShort || length > 125) && contentAt(bytes, at) + length === p.wireEnd;
}

function decodeWebSocket(p: Packet, at: number, end: number): boolean {
  if (!isFrame(p, at, end)) return false;
  const { bytes, tree } = p;
  p.protocol = webSocketId;
  if (!p.wantsInfo) return true;
  const operation = u8(bytes, at) & 15;
  const isMasked = u8(bytes, at + 1) >= 0x80;
  const content = contentAt(bytes, at);
  const name = operationNames[operation] ?? '';
  p.info = `WebSocket ${name} [FIN]${isMasked ? ' [MASKED]' : ''}`;
  if (!tree || content > end) return true;
  tree.layer('WebSocket', at, end);
  tree.field('Operation', `${name} (${operation})`, at, 1);
  tree.field('Length', `${p.wireEnd - content} bytes`, at + 1, 1);
  if (isMasked) tree.field('Mask', hex(bytes, content - maskBytes, content), content - maskBytes, maskBytes);
  const shown = unmasked(bytes, content, Math.min(end, content + maxShownBytes), isMasked);
  const text = operation === operationText ? safeText(shown, 0, shown.length) : hex(shown, 0, shown.length);
  tree.field('Payload', text, content, end - content);
  return true;
}

/** The content as the client meant it: a copy, exclusive-ored with the mask. */
function unmasked(bytes: Bytes, at: number, end: number, isMasked: boolean): Uint8Array {
  const shown = bytes.slice(at, end);
  if (!isMasked) return shown;
  for (let index = 0; index < shown.length; index += 1) {
    shown[index] = u8(shown, index) ^ u8(bytes, at - maskBytes + (index & 3));
  }
  return shown;
}
