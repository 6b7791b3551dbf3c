import { startsWith, u8 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safeLine } from './text.ts';

/** 'RFB 003.008' and a line feed. */
function isGreeting(p: Packet, at: number, end: number): boolean {
  return (
    at + 12 <= end &&
    startsWith(p.bytes, at, end, 'RFB ') &&
    u8(p.bytes, at + 7) === 0x2e &&
    u8(p.bytes, at + 11) === 0x0a
  );
}

/** Remote frame buffer: VNC. Only the greeting says so by itself. */
export const vnc = headerProtocol({
  name: 'VNC',
  title: 'Virtual Network Computing',
  tcpPorts: [5900, 5901, 5902, 5903],
  guess: { over: 'tcp', firstBytes: [0x52], accepts: isGreeting },
  accepts: (_, at, end) => end - at > 0,
  summarize: (p, at, end) =>
    isGreeting(p, at, end)
      ? `${p.carrierSrcPort < p.carrierDstPort ? 'Server' : 'Client'} protocol version: ${safeLine(p.bytes, at + 4, end)}`
      : `${p.wireEnd - at} bytes`,
  fields: [['First byte', 0, 1]],
});
