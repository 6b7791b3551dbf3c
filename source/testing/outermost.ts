import { type Bytes, u8, u16 } from '../decode/bytes.ts';

/**
 * A second, deliberately simple reading of the outermost headers, which decides what of tshark's row can be
 * compared: in tunnels and ICMP errors its columns come from different layers. It knows Ethernet, Linux
 * cooked, loopback and raw captures with VLAN tags; everything else is left `unknown`, never guessed.
 */
export type Outermost = {
  /** The type field of the link layer; -1 where it has none (802.3) or none is known. */
  etherType: number;
  /** IP version of the outermost header; 0 none, -1 unknown. */
  version: number;
  /** What that header carries, after IPv6 extension headers; -1 unknown. */
  transport: number;
  /** A fragment that holds no transport header. */
  isLaterFragment: boolean;
};

const vlanTypes: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
/** Carry IP by rules this reader does not know: MPLS, PPPoE, trill, provider backbone bridges … */
const plainTypes: ReadonlySet<number> = new Set([0x0800, 0x86dd]);
const extensionHeaders: ReadonlySet<number> = new Set([0, 43, 44, 60, 139, 140]);

export function isVlanType(etherType: number): boolean {
  return vlanTypes.has(etherType);
}

export function outermostOf(bytes: Bytes, start: number, end: number, linkType: number): Outermost {
  const found: Outermost = { etherType: -1, version: -1, transport: -1, isLaterFragment: false };
  if (linkType === 1) readTyped(bytes, start + 12, start + 14, end, found);
  else if (linkType === 113) readTyped(bytes, start + 14, start + 16, end, found);
  else if (linkType === 276) readTyped(bytes, start, start + 20, end, found);
  else if (linkType === 0 || linkType === 108) readNetwork(bytes, start + 4, end, found);
  else if (linkType === 101 || linkType === 12 || linkType === 228 || linkType === 229)
    readNetwork(bytes, start, end, found);
  return found;
}

function readTyped(bytes: Bytes, typeAt: number, contentAt: number, end: number, found: Outermost): void {
  if (contentAt > end) return;
  let type = u16(bytes, typeAt);
  let at = contentAt;
  if (type >= 0x600) found.etherType = type;
  while (vlanTypes.has(type) && at + 4 <= end) {
    type = u16(bytes, at + 2);
    at += 4;
  }
  if (plainTypes.has(type)) readNetwork(bytes, at, end, found);
}

function readNetwork(bytes: Bytes, at: number, end: number, found: Outermost): void {
  if (at + 20 > end) return;
  const version = u8(bytes, at) >> 4;
  if (version === 4) {
    found.version = 4;
    found.transport = u8(bytes, at + 9);
    found.isLaterFragment = (u16(bytes, at + 6) & 0x1fff) !== 0;
  } else if (version === 6 && at + 40 <= end) {
    found.version = 6;
    let header = u8(bytes, at + 6);
    let next = at + 40;
    while (extensionHeaders.has(header)) {
      if (next + 8 > end) return;
      if (header === 44 && (u16(bytes, next + 2) & 0xfff8) !== 0) found.isLaterFragment = true;
      const length = header === 44 ? 8 : (u8(bytes, next + 1) + 1) * 8;
      header = u8(bytes, next);
      next += length;
      if (found.isLaterFragment) break;
    }
    found.transport = header;
  }
}
