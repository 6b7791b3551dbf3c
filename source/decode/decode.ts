import { catalog } from './catalog.ts';
import { decodeLinkType, register } from './dispatch.ts';
import type { Packet } from './packet.ts';

register(catalog);

/**
 * Decodes the packet `p` points at: columns always, `info` when `p.wantsInfo`, the field tree when
 * `p.tree` is set. Never throws, whatever the bytes; reads only [p.start, p.end).
 */
export function decode(p: Packet): void {
  if (p.tree) p.wantsInfo = true;
  p.reset();
  decodeLinkType(p, p.linkType, p.start, p.end);
  if (p.wantsInfo && p.malformed !== '') p.info += ` [malformed: ${p.malformed}]`;
}
