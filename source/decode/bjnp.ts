import { startsWith, u8 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const devices: Readonly<Record<number, string>> = {
  1: 'Printer Command',
  2: 'Scanner Command',
  129: 'Printer Response',
  130: 'Scanner Response',
};
// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  1: 'Discover', 16: 'Print Job Details', 17: 'Request Closure', 32: 'Read', 33: 'Write',
  48: 'Get Printer Identity', 50: 'Scan Job Details',
};

/** Canon's printers and scanners. */
export const bjnp = headerProtocol({
  name: 'BJNP',
  title: 'Canon BJNP',
  tcpPorts: [8611, 8612],
  udpPorts: [8611, 8612],
  accepts: (p, at, end) =>
    at + 16 <= end && (startsWith(p.bytes, at, end, 'BJNP') || startsWith(p.bytes, at, end, 'MFNP')),
  summarize: (p, at) =>
    `${devices[u8(p.bytes, at + 4)] ?? 'Device'}: ${commands[u8(p.bytes, at + 5)] ?? u8(p.bytes, at + 5)}`,
  fields: [
    ['Magic', 0, 4, 'text'],
    ['Device', 4, 1, devices],
    ['Command', 5, 1, commands],
    ['Sequence', 8, 2],
    ['Session', 10, 2],
    ['Payload length', 12, 4],
  ],
});
