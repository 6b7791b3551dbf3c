import { u8, u24 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

// biome-ignore format: a table
const types: Readonly<Record<number, string>> = {
  1: 'Set Chunk Size', 2: 'Abort Message', 3: 'Acknowledgement', 4: 'User Control Message',
  5: 'Window Acknowledgement Size', 6: 'Set Peer Bandwidth', 8: 'Audio Data', 9: 'Video Data', 15: 'AMF3 Data',
  17: 'AMF3 Command', 18: 'AMF0 Data', 20: 'AMF0 Command', 22: 'Aggregate',
};

/** Chunks begin with format and stream; those of format 0 and 1 name length and type. */
function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (u8(bytes, at) === 3 && end - at > 1000) return 'Handshake';
  const format = u8(bytes, at) >> 6;
  const name = format <= 1 && at + 8 <= end ? types[u8(bytes, at + 7)] : undefined;
  return name === undefined ? `${p.wireEnd - at} bytes` : `${name}, ${u24(bytes, at + 4)} bytes`;
}

/** Flash video; everything on its port, because handshakes are random bytes. */
export const rtmp = headerProtocol({
  name: 'RTMP',
  title: 'Real Time Messaging Protocol',
  tcpPorts: [1935],
  accepts: (_, at, end) => end - at > 1,
  summarize,
  fields: [['First byte', 0, 1, 'hex']],
});
