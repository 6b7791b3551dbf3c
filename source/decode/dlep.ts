import { startsWith, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

// biome-ignore format: a table
const messages: Readonly<Record<number, string>> = {
  1: 'Session Initialization', 2: 'Session Initialization Response', 3: 'Session Update', 4: 'Session Update Response',
  5: 'Session Termination', 6: 'Session Termination Response', 7: 'Destination Up', 8: 'Destination Up Response',
  9: 'Destination Announce', 11: 'Destination Down', 13: 'Destination Update', 16: 'Heartbeat',
};
const signals: Readonly<Record<number, string>> = { 1: 'Peer Discovery', 2: 'Peer Offer' };

/** Dynamic Link Exchange Protocol: a radio tells its router how the air is. */
export const dlep = headerProtocol({
  name: 'DLEP',
  title: 'Dynamic Link Exchange Protocol',
  tcpPorts: [854],
  udpPorts: [854],
  accepts: (p, at, end) =>
    p.carrier === 17
      ? at + 8 <= end && startsWith(p.bytes, at, end, 'DLEP')
      : at + 4 <= end && messages[u16(p.bytes, at)] !== undefined,
  summarize: (p, at) =>
    p.carrier === 17
      ? `Signal: ${signals[u16(p.bytes, at + 4)] ?? u16(p.bytes, at + 4)}`
      : `Message: ${messages[u16(p.bytes, at)]}`,
  fields: [['First bytes', 0, 4, 'hex']],
});
