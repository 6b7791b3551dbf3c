/**
 * Blanks what nobody reads: of encrypted packets, and of those in the middle of bulk transfers, only the beginning
 * stays; the rest becomes zeros of the same length. A recording shrinks to a third that way, and next to nothing
 * that can be told of it changes.
 */
import type { Packet } from '../decode/packet.ts';

const kept = 64;
/** Of a long text, such as a page, so much stays: its head and where it begins. */
const keptOfText = 600;
/** Shorter messages stay whole. */
const shortBytes = 200;
const protocolTcp = 6;
const tlsHandshake = 22;
const sshKeyExchange = 20;
/** Voice and pictures over RTP begin so; other datagrams are short, or worth reading whole. */
const rtpVersion = 0x80;
/** Bytes outside of text in the beginning of something encrypted or compressed; in a text there are fewer. */
const leastForeign = 8;

export function blankBulk(p: Packet, bytes: Uint8Array): void {
  const start = p.payloadStart;
  if (start < 0 || bytes.length - start <= shortBytes) return;
  if (p.ipProtocol !== protocolTcp) {
    if (bytes[start] === rtpVersion) bytes.fill(0, start + kept);
    return;
  }
  if (saysHello(bytes, start)) return;
  bytes.fill(0, Math.min(bytes.length, start + (isForeign(bytes, start) ? kept : keptOfText)));
}

/** Greetings and key exchanges: who looks at them sees names, versions, fingerprints. */
function saysHello(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === tlsHandshake || bytes[start + 5] === sshKeyExchange;
}

function isForeign(bytes: Uint8Array, start: number): boolean {
  let foreign = 0;
  for (let at = start; at < start + kept; at += 1) if ((bytes[at] ?? 0) > 0x7e) foreign += 1;
  return foreign >= leastForeign;
}
