import { u8, u16, u16le } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const firstPort = 6000;
const lastPort = 6010;
const littleMark = 0x6c;
const bigMark = 0x42;

/** The first message of a client: byte order as a letter, version 11.0. */
function isSetup(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 12 > end || u8(bytes, at + 1) !== 0) return false;
  if (u8(bytes, at) === littleMark) return u16le(bytes, at + 2) === 11 && u16le(bytes, at + 4) === 0;
  return u8(bytes, at) === bigMark && u16(bytes, at + 2) === 11 && u16(bytes, at + 4) === 0;
}

/** The X window system. */
export const x11 = headerProtocol({
  name: 'X11',
  title: 'X11',
  tcpPorts: Array.from({ length: lastPort - firstPort + 1 }, (_, index) => firstPort + index),
  guess: { over: 'tcp', firstBytes: [littleMark, bigMark], accepts: isSetup },
  accepts: (_, at, end) => end - at >= 4,
  summarize: (p, at, end) => {
    if (isSetup(p, at, end)) return 'Initial connection request';
    return p.carrierDstPort >= firstPort && p.carrierDstPort <= lastPort ? 'Requests' : 'Replies or events';
  },
  fields: [['First byte', 0, 1]],
});
