import { ipv4At } from './address.ts';
import { u8, u16, u24 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { hex } from './text.ts';

/** What routers append to ICMP errors (RFC 4884): the MPLS labels a packet had, the interface it came by. */

const headerBytes = 4;
const version = 2;
/** Routers that do not say how long the quoted packet is pad it to this. */
const customaryQuoteBytes = 128;
const classLabels = 1;
const classInterface = 2;

/** Where the extensions of the error message at `at` begin, or -1. */
function extensionsAt(p: Packet, at: number, end: number): number {
  const quoteBytes = u8(p.bytes, at + 5) * 4;
  const start = at + 8 + (quoteBytes === 0 ? customaryQuoteBytes : quoteBytes);
  return start + headerBytes <= end && u8(p.bytes, start) >> 4 === version ? start : -1;
}

export function growIcmpExtensions(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  const start = at + 8 <= end ? extensionsAt(p, at, end) : -1;
  if (!tree || start < 0) return;
  tree.open('Extensions', '', start, end - start);
  let next = start + headerBytes;
  while (next + 4 <= end) {
    const length = u16(bytes, next);
    const kind = u8(bytes, next + 2);
    if (length < 4 || next + length > end) {
      tree.field('Object', `wrong length ${length}`, next, end - next);
      break;
    }
    if (kind === classLabels) {
      for (let label = next + 4; label + 4 <= next + length; label += 4) {
        const text = `${u24(bytes, label) >> 4}, time to live ${u8(bytes, label + 3)}`;
        tree.field('MPLS label', text, label, 4);
      }
    } else {
      const isAddress = kind === classInterface && length === 16 && u16(bytes, next + 8) === 1;
      const text = isAddress ? ipv4At(bytes, next + 12) : hex(bytes, next + 4, next + length);
      tree.field(kind === classInterface ? 'Interface' : `Object ${kind}`, text, next, length);
    }
    next += length;
  }
  tree.close();
}
