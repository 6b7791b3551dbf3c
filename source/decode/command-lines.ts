import { type Bytes, u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { safeText } from './text.ts';
import { growLines, lineEnd } from './text-lines.ts';

/** Protocols in which a client types commands and a server answers: SMTP, POP, IMAP, FTP, NNTP … */

/** Bytes looked at to tell text from TLS and other binary content. */
const textSampleBytes = 128;

/** The first bytes are text: printable, tabs, line ends, UTF-8; no byte below, and at least one of them. */
export function isText(bytes: Bytes, at: number, end: number): boolean {
  const stop = Math.min(end, at + textSampleBytes);
  for (let next = at; next < stop; next += 1) {
    const byte = u8(bytes, next);
    if (byte < 0x20 ? byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== 0x0c : byte === 0x7f)
      return false;
  }
  return at < end;
}

/** The summary of a segment: who says its first line, and that line. */
export function showLines(p: Packet, at: number, end: number, title: string, speaker: string): void {
  if (!p.wantsInfo) return;
  const stop = lineEnd(p.bytes, at, end);
  p.info = `${speaker}: ${safeText(p.bytes, at, stop)}`;
  if (!p.tree) return;
  p.tree.layer(title, at, end);
  growLines(p.tree, p.bytes, at, end, speaker, false);
}

/** The sender uses one of the protocol's own ports: a server's answer. */
export function isFromServer(p: Packet, ports: readonly number[]): boolean {
  return ports.includes(p.carrierSrcPort);
}
