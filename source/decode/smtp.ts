import { u8 } from './bytes.ts';
import { isFromServer, isText, showLines } from './command-lines.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { isReplyCode, leadingWord, lineEnd, startsWithIgnoringCase } from './text-lines.ts';

const smtpId = protocolId('SMTP');
const ports: readonly number[] = [25, 587, 2525];
/** Commands nobody else has. */
const ownCommands: readonly string[] = ['ehlo', 'helo', 'mail', 'rcpt'];

export const smtp: Protocol = {
  name: 'SMTP',
  tcpPorts: ports,
  application: decodeSmtp,
  guess: {
    over: 'tcp',
    firstBytes: [0x32, 0x45, 0x48, 0x4d, 0x52, 0x65, 0x68, 0x6d, 0x72],
    accepts: guessSmtp,
  },
};

/** A greeting that says SMTP, or a command with what must follow it. */
function guessSmtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const stop = lineEnd(bytes, at, end);
  if (u8(bytes, at) === 0x32) return isGreeting(p, at, stop);
  if (stop >= end) return false;
  const command = leadingWord(bytes, at, stop, ownCommands);
  if (command < 0 || at + 10 > stop) return false;
  if (command < 2) return true;
  return startsWithIgnoringCase(bytes, at + 5, stop, command === 2 ? 'from:' : 'to:');
}

/** '220 host ESMTP …' */
function isGreeting(p: Packet, at: number, stop: number): boolean {
  const { bytes } = p;
  if (!startsWithIgnoringCase(bytes, at, stop, '220')) return false;
  for (let next = at + 4; next + 4 <= stop; next += 1) {
    if (startsWithIgnoringCase(bytes, next, stop, 'smtp')) return true;
  }
  return false;
}

function decodeSmtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isText(bytes, at, end)) return false;
  p.protocol = smtpId;
  const isReply = isReplyCode(bytes, at, end);
  if (isReply && startsWithIgnoringCase(bytes, at, end, '220'))
    p.name(nameBanner, at, lineEnd(bytes, at, end) - at);
  showLines(p, at, end, 'Simple Mail Transfer Protocol', isReply || isFromServer(p, ports) ? 'S' : 'C');
  return true;
}
