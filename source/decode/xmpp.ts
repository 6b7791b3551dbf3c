import { startsWith, u8 } from './bytes.ts';
import { isText } from './command-lines.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const xmppId = protocolId('XMPP/XML', 'xmpp');
const maxShownBytes = 300;
/** Openings nobody else has. */
const openings: readonly string[] = [
  '<stream:stream',
  "<?xml version='1.0'?><stream:stream",
  '<stream:features',
];

export const xmpp: Protocol = {
  name: 'XMPP',
  tcpPorts: [5222, 5269, 5280],
  application: decodeXmpp,
  guess: { over: 'tcp', firstBytes: [0x3c], accepts: isOpening },
};

function isOpening(p: Packet, at: number, end: number): boolean {
  for (let index = 0; index < openings.length; index += 1) {
    if (startsWith(p.bytes, at, end, openings[index] as string)) return true;
  }
  return false;
}

function decodeXmpp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (u8(bytes, at) !== 0x3c || end - at < 3 || !isText(bytes, at, end)) return false;
  p.protocol = xmppId;
  if (!p.wantsInfo) return true;
  // The name of the first element says what kind of stanza this is.
  let stop = at + 1;
  while (stop < end && u8(bytes, stop) > 0x20 && u8(bytes, stop) !== 0x3e) stop += 1;
  const element = safeText(bytes, at + 1, stop)
    .replace(/^stream:/, '')
    .replace(/\/$/, '')
    .toUpperCase();
  p.info = element;
  if (p.tree) {
    p.tree.layer('XMPP', at, end);
    p.tree.field('Element', element, at, stop - at);
    p.tree.field('Text', safeText(bytes, at, Math.min(end, at + maxShownBytes)), at, end - at);
  }
  return true;
}
