import { u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

// biome-ignore format: a table
const messages: Readonly<Record<number, string>> = {
  1: 'Heartbeat Request', 2: 'Heartbeat Response', 3: 'PFD Management Request', 4: 'PFD Management Response',
  5: 'Association Setup Request', 6: 'Association Setup Response', 7: 'Association Update Request',
  8: 'Association Update Response', 9: 'Association Release Request', 10: 'Association Release Response',
  11: 'Version Not Supported Response', 12: 'Node Report Request', 13: 'Node Report Response',
  50: 'Session Establishment Request', 51: 'Session Establishment Response', 52: 'Session Modification Request',
  53: 'Session Modification Response', 54: 'Session Deletion Request', 55: 'Session Deletion Response',
  56: 'Session Report Request', 57: 'Session Report Response',
};

/** Packet Forwarding Control Protocol: the control plane of a mobile network steers the user plane. */
export const pfcp = headerProtocol({
  name: 'PFCP',
  title: 'Packet Forwarding Control Protocol',
  udpPorts: [8805],
  accepts: (p, at, end) =>
    at + 8 <= end &&
    u8(p.bytes, at) >> 5 === 1 &&
    messages[u8(p.bytes, at + 1)] !== undefined &&
    u16(p.bytes, at + 2) >= 4,
  summarize: (p, at) => messages[u8(p.bytes, at + 1)] ?? '',
  fields: [
    ['Flags', 0, 1, 'hex'],
    ['Message type', 1, 1, messages],
    ['Length', 2, 2],
  ],
});
