import { isText, showLines } from './command-lines.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { isReplyCode, leadingWord } from './text-lines.ts';

const mgcpId = protocolId('MGCP');
const verbs: readonly string[] = [
  'auep',
  'aucx',
  'crcx',
  'dlcx',
  'epcf',
  'mdcx',
  'ntfy',
  'rqnt',
  'rsip',
  'mesg',
];

export const mgcp: Protocol = {
  name: 'MGCP',
  udpPorts: [2427, 2727],
  tcpPorts: [2427, 2727],
  application: decodeMgcp,
};

function decodeMgcp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const isReply = isReplyCode(bytes, at, end);
  if (!isText(bytes, at, end) || (!isReply && leadingWord(bytes, at, end, verbs) < 0)) return false;
  p.protocol = mgcpId;
  showLines(p, at, end, 'Media Gateway Control Protocol', isReply ? 'Response' : 'Request');
  return true;
}
