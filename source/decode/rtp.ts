import { type Bytes, u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safeText } from './text.ts';

const rtpId = protocolId('RTP');
const rtcpId = protocolId('RTCP');
const rtpHeaderBytes = 12;
const sourceDescription = 202;
const maxPackets = 16;
const leastPort = 1024;
/** Bytes of one report about one source. */
const reportWords = 6;

/** Payload types whose frames have fixed sizes: the only ones believed without having seen the call set up. */
// biome-ignore format: a table
const payloadNames: Readonly<Record<number, string>> = {
  0: 'ITU-T G.711 PCMU', 3: 'GSM 06.10', 4: 'ITU-T G.723', 8: 'ITU-T G.711 PCMA', 9: 'ITU-T G.722',
  18: 'ITU-T G.729',
};
// biome-ignore format: a table
const rtcpNames: Readonly<Record<number, string>> = {
  200: 'Sender Report', 201: 'Receiver Report', 202: 'Source description', 203: 'Goodbye',
  204: 'Application specific', 205: 'Generic RTP Feedback', 206: 'Payload-specific Feedback',
  207: 'Extended report (RFC 3611)',
};

/** Voice in classic codecs; everything else looks too much like noise to be sure. */
export const rtp: Protocol = {
  name: 'RTP',
  application: decodeRtp,
  guess: { over: 'udp', firstBytes: [0x80], accepts: isRtp },
};

export const rtcp: Protocol = {
  name: 'RTCP',
  application: decodeRtcp,
  guess: { over: 'udp', firstBytes: Array.from({ length: 64 }, (_, low) => 0x80 + low), accepts: isRtcp },
};

/** The payload is a whole number of the codec's frames, and few enough for one packet. */
function fitsCodec(type: number, size: number): boolean {
  switch (type) {
    case 0:
    case 8:
    case 9:
      return size >= 80 && size <= 480 && size % 80 === 0;
    case 3:
      return size === 33 || size === 66;
    case 4:
      return size === 24 || size === 20 || size === 48;
    case 18:
      return size >= 10 && size <= 80 && size % 10 === 0;
    default:
      return false;
  }
}

function isRtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + rtpHeaderBytes > end || u8(bytes, at) !== 0x80) return false;
  if (p.carrierSrcPort < leastPort || p.carrierDstPort < leastPort) return false;
  return fitsCodec(u8(bytes, at + 1) & 0x7f, p.wireEnd - at - rtpHeaderBytes) && u32(bytes, at + 8) !== 0;
}

function decodeRtp(p: Packet, at: number, end: number): boolean {
  if (!isRtp(p, at, end)) return false;
  const { bytes, tree } = p;
  p.protocol = rtpId;
  if (!p.wantsInfo) return true;
  const type = u8(bytes, at + 1) & 0x7f;
  const hasMark = u8(bytes, at + 1) >= 0x80;
  const source = hexNumber(u32(bytes, at + 8), 8);
  const name = payloadNames[type] ?? '';
  p.info = `PT=${name}, SSRC=${source}, Seq=${u16(bytes, at + 2)}, Time=${u32(bytes, at + 4)}${hasMark ? ', Mark' : ''}`;
  if (!tree) return true;
  tree.layer('Real-Time Transport Protocol', at, end);
  tree.field('Version', u8(bytes, at) >> 6, at, 1);
  tree.field('Marker', hasMark ? 'set' : 'not set', at + 1, 1);
  tree.field('Payload type', `${name} (${type})`, at + 1, 1);
  tree.field('Sequence number', u16(bytes, at + 2), at + 2, 2);
  tree.field('Timestamp', u32(bytes, at + 4), at + 4, 4);
  tree.field('Synchronization source', source, at + 8, 4);
  tree.field('Payload', `${end - at - rtpHeaderBytes} bytes`, at + rtpHeaderBytes, end - at - rtpHeaderBytes);
  return true;
}

/** Begins with a report whose length fits its count; encrypted ones keep that header in the clear. */
function isRtcp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end || (p.wireEnd - at) % 4 !== 0) return false;
  const type = u8(bytes, at + 1);
  if (type < 200 || type > 206) return false;
  const words = u16(bytes, at + 2);
  const count = u8(bytes, at) & 0x1f;
  const next = at + (words + 1) * 4;
  if (next > p.wireEnd) return false;
  if (type === 200) return words >= reportWords + count * reportWords && words <= 200;
  if (type === 201) return words >= 1 + count * reportWords && words <= 200;
  // Feedback may stand alone: negative acknowledgement, picture loss, bandwidth estimation …
  if (type === 205) return (count === 1 || count === 15) && words >= 2 && next === p.wireEnd;
  if (type === 206) return (count <= 4 || count === 15) && words >= 2 && next === p.wireEnd;
  return next === p.wireEnd && words >= count;
}

function decodeRtcp(p: Packet, at: number, end: number): boolean {
  if (!isRtcp(p, at, end)) return false;
  const { bytes, tree } = p;
  p.protocol = rtcpId;
  if (!p.wantsInfo) return true;
  tree?.layer('Real-Time Transport Control Protocol', at, end);
  let text = '';
  let next = at;
  for (let count = 0; count < maxPackets && next + 4 <= end; count += 1) {
    const type = u8(bytes, next + 1);
    const name = rtcpNames[type];
    if (u8(bytes, next) >> 6 !== 2 || name === undefined) break;
    const size = (u16(bytes, next + 2) + 1) * 4;
    text += `${text === '' ? '' : ', '}${name}`;
    if (tree) {
      tree.open('Packet', name, next, size);
      tree.field('Count', u8(bytes, next) & 0x1f, next, 1);
      tree.field('Type', `${name} (${type})`, next + 1, 1);
      tree.field('Length', `${size} bytes`, next + 2, 2);
      if (next + 8 <= end) tree.field('Sender', hexNumber(u32(bytes, next + 4), 8), next + 4, 4);
      if (type === sourceDescription) growCanonicalName(p, next + 8, Math.min(end, next + size));
      tree.close();
    }
    next += size;
  }
  if (next < end) tree?.field('Encrypted or unknown', `${end - next} bytes`, next, end - next);
  p.info = text;
  return true;
}

function growCanonicalName(p: Packet, at: number, end: number): void {
  const { bytes }: { bytes: Bytes } = p;
  if (at + 2 > end || u8(bytes, at) !== 1) return;
  const stop = Math.min(end, at + 2 + u8(bytes, at + 1));
  p.tree?.field('Canonical name', safeText(bytes, at + 2, stop), at, stop - at);
}
