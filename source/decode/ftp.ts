import { isFromServer, isText, showLines } from './command-lines.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { isReplyCode, lineEnd, startsWithIgnoringCase } from './text-lines.ts';

const ftpId = protocolId('FTP');
const ftpDataId = protocolId('FTP-DATA');
const ports: readonly number[] = [21];
const leastClientPort = 1024;

export const ftp: Protocol = {
  name: 'FTP',
  tcpPorts: ports,
  application: decodeFtp,
  guess: { over: 'tcp', firstBytes: [0x32], accepts: isFtpGreeting },
};

export const ftpData: Protocol = { name: 'FTP-DATA', tcpPorts: [20], application: decodeFtpData };

/** '220 … FTP …' */
function isFtpGreeting(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!startsWithIgnoringCase(bytes, at, end, '220') || !isReplyCode(bytes, at, end)) return false;
  const stop = lineEnd(bytes, at, end);
  for (let next = at + 4; next + 3 <= stop; next += 1) {
    if (startsWithIgnoringCase(bytes, next, stop, 'ftp')) return true;
  }
  return false;
}

function decodeFtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isText(bytes, at, end)) return false;
  p.protocol = ftpId;
  const isReply = isReplyCode(bytes, at, end) || isFromServer(p, ports);
  if (isReply && startsWithIgnoringCase(bytes, at, end, '220'))
    p.name(nameBanner, at, lineEnd(bytes, at, end) - at);
  showLines(p, at, end, 'File Transfer Protocol', isReply ? 'Response' : 'Request');
  return true;
}

/** Contents of files: anything, to or from a client's port. */
function decodeFtpData(p: Packet, at: number, end: number): boolean {
  if (Math.max(p.carrierSrcPort, p.carrierDstPort) < leastClientPort) return false;
  p.protocol = ftpDataId;
  if (p.wantsInfo) p.info = `FTP Data: ${Math.max(0, p.wireEnd - at)} bytes`;
  if (p.tree) {
    p.tree.layer('FTP Data', at, end);
    p.tree.field('Data', `${end - at} bytes`, at, end - at);
  }
  return true;
}
