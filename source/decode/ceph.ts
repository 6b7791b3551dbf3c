import { startsWith } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const ports = [3300, 6789];

function isBanner(p: Packet, at: number, end: number): boolean {
  return startsWith(p.bytes, at, end, 'ceph v');
}

/** Ceph's monitors. After the banner only the monitor's port tells what a segment belongs to. */
export const ceph = headerProtocol({
  name: 'Ceph',
  title: 'Ceph messenger',
  tcpPorts: ports,
  guess: { over: 'tcp', firstBytes: [0x63], accepts: isBanner },
  accepts: (_, at, end) => end > at,
  summarize: (p, at, end) => (isBanner(p, at, end) ? 'Banner' : `${p.wireEnd - at} bytes`),
  fields: [['Banner', 0, 9, 'text']],
});
