import { startsWith, u8 } from './bytes.ts';
import { isFromServer, isText, showLines } from './command-lines.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { lineEnd, startsWithIgnoringCase } from './text-lines.ts';

const imapId = protocolId('IMAP');
const ports: readonly number[] = [143];

export const imap: Protocol = {
  name: 'IMAP',
  tcpPorts: ports,
  application: decodeImap,
  guess: { over: 'tcp', firstBytes: [0x2a], accepts: isImapGreeting },
};

/** '* OK … IMAP4 …' */
function isImapGreeting(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!startsWith(bytes, at, end, '* OK ')) return false;
  const stop = lineEnd(bytes, at, end);
  for (let next = at + 5; next + 4 <= stop; next += 1) {
    if (startsWithIgnoringCase(bytes, next, stop, 'imap')) return true;
  }
  return false;
}

function decodeImap(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isText(bytes, at, end)) return false;
  p.protocol = imapId;
  const isReply = u8(bytes, at) === 0x2a || isFromServer(p, ports);
  if (isImapGreeting(p, at, end)) p.name(nameBanner, at, lineEnd(bytes, at, end) - at);
  showLines(p, at, end, 'Internet Message Access Protocol', isReply ? 'Response' : 'Request');
  return true;
}
