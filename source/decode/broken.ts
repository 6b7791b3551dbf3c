import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';

/** Ends a layer whose header needs more bytes than there are; excused when the capture cut the packet. */
export function cutShort(p: Packet, at: number, end: number, reason: string): void {
  p.tooShort(reason);
  if (p.wantsInfo) p.info = reason;
  data(p, at, end);
}

/** Ends a layer whose header says something impossible. */
export function broken(p: Packet, at: number, end: number, reason: string): void {
  p.fail(reason);
  if (p.wantsInfo) p.info = reason;
  data(p, at, end);
}
