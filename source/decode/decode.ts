import { catalog } from './catalog.ts';
import { decodeLinkType, register } from './dispatch.ts';
import type { Packet } from './packet.ts';

register(catalog);

/** Nobody reads a longer summary, and hostile packets could ask for any length. */
const longestInfo = 1024;

function shortened(text: string): string {
  // Never half a character: the first half of a surrogate pair goes with its second.
  const last = text.charCodeAt(longestInfo - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, isHalf ? longestInfo - 1 : longestInfo)}…`;
}

/**
 * Decodes the packet `p` points at: columns always, `info` when `p.wantsInfo`, the field tree when
 * `p.tree` is set. Never throws, whatever the bytes; reads only [p.start, p.end).
 */
export function decode(p: Packet): void {
  if (p.tree) p.wantsInfo = true;
  p.reset();
  decodeLinkType(p, p.linkType, p.start, p.end);
  if (!p.wantsInfo) return;
  if (p.info.length > longestInfo) p.info = shortened(p.info);
  if (p.malformed !== '') p.info += ` [malformed: ${p.malformed}]`;
}
