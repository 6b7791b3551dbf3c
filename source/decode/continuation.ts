import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/**
 * The middle of a stream: a segment on a well-known TCP port that begins where no message begins. Only the
 * port tells what it belongs to, so this is asked last, after everybody who looks at content has declined.
 */

/** By port, what a continuation is called: an index into `protocols`, 0 for none. */
const byPort = new Uint8Array(65536);
const protocols: number[] = [0];

function belongsTo(name: string, ports: readonly number[], family?: string): void {
  const index = protocols.push(protocolId(name, family)) - 1;
  for (const port of ports) byPort[port] = index;
}

belongsTo('TLS', [443, 465, 563, 614, 636, 853, 989, 990, 992, 993, 994, 995, 5061], 'tls');
belongsTo('HTTP', [80, 3128, 3132, 5985, 8080, 8088, 11371]);
belongsTo('RTSP', [554, 8554]);

export const continuation: Protocol = {
  name: 'Continuation',
  application: decodeContinuation,
  guess: { over: 'tcp', accepts: isContinuation },
};

function portIndex(p: Packet): number {
  const low = Math.min(p.carrierSrcPort, p.carrierDstPort);
  const high = Math.max(p.carrierSrcPort, p.carrierDstPort);
  return (byPort[low] as number) || (byPort[high] as number);
}

/** One byte is a keep-alive probe, not a message. */
function isContinuation(p: Packet, at: number, end: number): boolean {
  return end - at > 1 && portIndex(p) > 0;
}

function decodeContinuation(p: Packet, at: number, end: number): boolean {
  const index = portIndex(p);
  if (index === 0) return false;
  p.protocol = protocols[index] as number;
  if (p.wantsInfo) p.info = `Continuation Data, ${Math.max(0, p.wireEnd - at)} bytes`;
  if (p.tree) {
    p.tree.layer('Continuation of an earlier segment', at, end);
    p.tree.field('Bytes', `${end - at} bytes`, at, end - at);
  }
  return true;
}
