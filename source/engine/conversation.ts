import { Packet } from '../decode/packet.ts';
import { escapeBytes, hex, safeText } from '../decode/text.ts';
import type { PacketRing } from '../packets/ring.ts';
import type { Conversation, ConversationLine, ConversationView } from './protocol.ts';

/**
 * What two sockets said to each other, put together from the packets still in the ring: repeated bytes
 * once, holes named, both directions in the order they were captured.
 */

/** Enough to read for a long time, little enough to keep. */
const maxBytes = 1024 * 1024;
const maxLineCharacters = 400;
const bytesPerHexLine = 16;
const tcpNumber = 6;

/** One run of payload in one direction. */
type Piece = { readonly direction: 'out' | 'in'; readonly bytes: Uint8Array };

export type ConversationText = {
  readonly title: string;
  readonly pieces: readonly Piece[];
  readonly missingBytes: number;
};

/**
 * Collects the payload of the packets named by `numbers` (ascending, all of one flow). `isAsker` tells whether
 * a packet comes from the side that began the conversation.
 */
export function collectConversation(
  ring: PacketRing,
  numbers: Iterable<number>,
  title: string,
  isAsker: (p: Packet) => boolean,
): ConversationText {
  const p = new Packet();
  const pieces: Piece[] = [];
  const expected: { out: number | undefined; in: number | undefined } = { out: undefined, in: undefined };
  let missingBytes = 0;
  let kept = 0;
  for (const number of numbers) {
    if (!ring.loadColumns(number, p)) continue;
    const direction = isAsker(p) ? 'out' : 'in';
    if (p.payloadStart < 0 || p.payloadLength <= 0) continue;
    let start = p.start + p.payloadStart;
    const end = Math.min(p.end, start + p.payloadLength);
    missingBytes += Math.max(0, p.payloadLength - (end - start));
    if (p.ipProtocol === tcpNumber) {
      const before = expected[direction];
      const ahead = before === undefined ? 0 : (p.sequence - before) | 0;
      const after = (p.sequence + p.payloadLength) | 0;
      if (ahead < 0) start = Math.min(end, start - ahead);
      else missingBytes += ahead;
      if (before === undefined || ((after - before) | 0) > 0) expected[direction] = after;
    }
    if (start >= end) continue;
    const room = maxBytes - kept;
    missingBytes += Math.max(0, end - start - room);
    const bytes = p.bytes.slice(start, Math.min(end, start + Math.max(0, room)));
    kept += bytes.length;
    if (bytes.length > 0) pieces.push({ direction, bytes });
  }
  return { title, pieces, missingBytes };
}

/** The lines a screen asks for. */
export function conversationLines(text: ConversationText, view: ConversationView): Conversation {
  const all = view.form === 'hex' ? hexLines(text.pieces) : textLines(text.pieces);
  const first = Math.max(0, Math.min(view.firstLine, all.length - view.lines));
  return {
    title: text.title,
    totalLines: all.length,
    lines: all.slice(first, first + view.lines),
    missingBytes: text.missingBytes,
  };
}

function textLines(pieces: readonly Piece[]): ConversationLine[] {
  const lines: ConversationLine[] = [];
  for (const { direction, bytes } of pieces) {
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      if (bytes[at] !== 0x0a && at - start < maxLineCharacters) continue;
      lines.push({ direction, text: lineText(bytes, start, at) });
      start = bytes[at] === 0x0a ? at + 1 : at;
    }
    if (start < bytes.length) lines.push({ direction, text: lineText(bytes, start, bytes.length) });
  }
  return lines;
}

/** Text as text; bytes that are none as escapes. A carriage return before the line end is part of it. */
function lineText(bytes: Uint8Array, start: number, end: number): string {
  const stop = end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
  const text = safeText(bytes, start, stop);
  return text.length > maxLineCharacters * 4 ? escapeBytes(bytes, start, stop) : text;
}

function hexLines(pieces: readonly Piece[]): ConversationLine[] {
  const lines: ConversationLine[] = [];
  const offset = { out: 0, in: 0 };
  for (const { direction, bytes } of pieces) {
    for (let at = 0; at < bytes.length; at += bytesPerHexLine) {
      const end = Math.min(bytes.length, at + bytesPerHexLine);
      const left = hex(bytes, at, end, ' ').padEnd(bytesPerHexLine * 3 - 1);
      let right = '';
      for (let index = at; index < end; index += 1) {
        const byte = bytes[index] as number;
        right += byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.';
      }
      lines.push({
        direction,
        text: `${offset[direction].toString(16).padStart(6, '0')}  ${left}  ${right}`,
      });
      offset[direction] += end - at;
    }
  }
  return lines;
}
