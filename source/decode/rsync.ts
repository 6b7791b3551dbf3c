import { startsWith } from './bytes.ts';
import { isText, showLines } from './command-lines.ts';
import { nameBanner, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { lineEnd } from './text-lines.ts';

const rsyncId = protocolId('RSYNC');
const rsyncPort = 873;
const greeting = '@RSYNCD: ';

export const rsync: Protocol = {
  name: 'RSYNC',
  tcpPorts: [rsyncPort],
  application: decodeRsync,
  guess: { over: 'tcp', firstBytes: [0x40], accepts: isGreeting },
};

function isGreeting(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, greeting);
}

/** Lines while the two introduce themselves, then data. */
function decodeRsync(p: Packet, at: number, end: number): boolean {
  if (end - at < 2) return false;
  p.protocol = rsyncId;
  const speaker = p.carrierSrcPort === rsyncPort ? 'Server' : 'Client';
  if (isGreeting(p, at, end)) p.name(nameBanner, at, lineEnd(p.bytes, at, end) - at);
  if (isText(p.bytes, at, end)) showLines(p, at, end, 'RSYNC File Synchroniser', speaker);
  else {
    if (p.wantsInfo) p.info = `${speaker}: Data, ${Math.max(0, p.wireEnd - at)} bytes`;
    if (p.tree) {
      p.tree.layer('RSYNC File Synchroniser', at, end);
      p.tree.field('Data', `${end - at} bytes`, at, end - at);
    }
  }
  return true;
}
