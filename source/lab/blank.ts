/**
 * Blanks what nobody reads: of encrypted packets, and of those in the middle of bulk transfers, only the beginning
 * stays; the rest becomes zeros of the same length. A recording shrinks to a third that way, and next to nothing
 * that can be told of it changes.
 */
import type { Packet } from '../decode/packet.ts';

const kept = 64;
/** Longer messages: mostly the middle of something long. */
const bulkBytes = 400;
const tlsHandshake = 22;
const sshKeyExchange = 20;
/** Bytes outside of text in the beginning of something encrypted or compressed; in a text there are fewer. */
const leastForeign = 8;

export function blankBulk(p: Packet, bytes: Uint8Array): void {
  const start = p.payloadStart;
  if (start < 0 || bytes.length - start <= kept || saysHello(bytes, start)) return;
  if (bytes.length - start >= bulkBytes || isForeign(bytes, start)) bytes.fill(0, start + kept);
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
