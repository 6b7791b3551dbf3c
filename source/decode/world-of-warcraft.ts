import { u8 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

// biome-ignore format: a table
const commands: Readonly<Record<number, string>> = {
  0: 'Authentication Logon Challenge', 1: 'Authentication Logon Proof', 2: 'Authentication Reconnect Challenge',
  3: 'Authentication Reconnect Proof', 16: 'Realm List', 48: 'Transfer Initiate', 49: 'Transfer Data',
};

/** Log-in and realm servers of World of Warcraft; what follows log-in is enciphered. */
export const worldOfWarcraft = headerProtocol({
  name: 'WOW',
  title: 'World of Warcraft',
  tcpPorts: [3724],
  accepts: (_, at, end) => end - at > 1,
  summarize: (p, at) => commands[u8(p.bytes, at)] ?? 'Unrecognized packet type',
  fields: [['Command', 0, 1, 'hex']],
});
