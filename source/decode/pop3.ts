import { startsWith } from './bytes.ts';
import { isFromServer, isText, showLines } from './command-lines.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { lineEnd } from './text-lines.ts';

const popId = protocolId('POP', 'pop3');
const ports: readonly number[] = [110];

export const pop3: Protocol = {
  name: 'POP',
  tcpPorts: ports,
  application: decodePop,
  guess: { over: 'tcp', firstBytes: [0x2b], accepts: isPopGreeting },
};

function isPopGreeting(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, '+OK POP3') || startsWith(p.bytes, at, end, '+OK Dovecot');
}

function decodePop(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isText(bytes, at, end)) return false;
  p.protocol = popId;
  const isReply =
    startsWith(bytes, at, end, '+OK') || startsWith(bytes, at, end, '-ERR') || isFromServer(p, ports);
  if (isPopGreeting(p, at, end)) p.name(nameBanner, at, lineEnd(bytes, at, end) - at);
  showLines(p, at, end, 'Post Office Protocol', isReply ? 'S' : 'C');
  return true;
}
