import { u8 } from './bytes.ts';
import { isFromServer, isText, showLines } from './command-lines.ts';
import type { Packet } from './packet.ts';
import { type ApplicationDecoder, type Protocol, protocolId } from './protocol.ts';
import { isReplyCode, startsWithIgnoringCase } from './text-lines.ts';

/**
 * Services whose messages are lines of text and nothing more is worth saying: they differ in port and name
 * only, so one table makes them all.
 */

/** How much of a message has to be text: some services put control characters between later fields. */
const leadBytes = 8;

function lineService(name: string, title: string, ports: readonly number[]): Protocol {
  const id = protocolId(name);
  const application: ApplicationDecoder = (p: Packet, at: number, end: number): boolean => {
    if (!isText(p.bytes, at, Math.min(end, at + leadBytes))) return false;
    p.protocol = id;
    showLines(p, at, end, title, isFromServer(p, ports) ? 'Response' : 'Request');
    return true;
  };
  return { name, tcpPorts: ports, application };
}

const ircId = protocolId('IRC');
const ircPorts: readonly number[] = [6665, 6666, 6667, 6668, 6669];
// biome-ignore format: a table
const ircCommands: readonly string[] = [
  'nick ', 'user ', 'join ', 'part ', 'privmsg ', 'notice ', 'ping ', 'pong ', 'quit', 'mode ', 'cap ', 'pass ',
  'who', 'names', 'list', 'topic ', 'kick ', 'error ', 'away', 'oper ', 'motd', 'version', 'authenticate ',
];

const irc: Protocol = {
  name: 'IRC',
  tcpPorts: ircPorts,
  application: decodeIrc,
};

/** A prefix (':server 001 …'), or a command. */
function decodeIrc(p: Packet, at: number, end: number): boolean {
  if (!isText(p.bytes, at, end)) return false;
  let isIrc = u8(p.bytes, at) === 0x3a;
  for (let index = 0; index < ircCommands.length && !isIrc; index += 1) {
    isIrc = startsWithIgnoringCase(p.bytes, at, end, ircCommands[index] as string);
  }
  if (!isIrc) return false;
  p.protocol = ircId;
  showLines(p, at, end, 'Internet Relay Chat', isFromServer(p, ircPorts) ? 'Response' : 'Request');
  return true;
}

const nntpId = protocolId('NNTP');
const nntpPorts: readonly number[] = [119];

const nntp: Protocol = { name: 'NNTP', tcpPorts: nntpPorts, application: decodeNntp };

function decodeNntp(p: Packet, at: number, end: number): boolean {
  if (!isText(p.bytes, at, end)) return false;
  p.protocol = nntpId;
  const isReply = isReplyCode(p.bytes, at, end) || isFromServer(p, nntpPorts);
  showLines(p, at, end, 'Network News Transfer Protocol', isReply ? 'Response' : 'Request');
  return true;
}

export const lineServices: readonly Protocol[] = [
  lineService('WHOIS', 'Whois', [43]),
  lineService('FINGER', 'Finger', [79]),
  lineService('Gopher', 'Gopher', [70]),
  lineService('kismet', 'Kismet client/server protocol', [2501]),
  irc,
  nntp,
];
