import { startsWith, u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import {
  bodyAt,
  byFirstByte,
  growLines,
  headerValueAt,
  knownWordLength,
  lineEnd,
  nextLine,
  startsWithIgnoringCase,
} from './text-lines.ts';

const rtspId = protocolId('RTSP');
const sdpId = protocolId('RTSP/SDP', 'rtsp');
const version = 'RTSP/1.0';
const interleavedMark = 0x24;

// biome-ignore format: a table
const methods: readonly string[] = [
  'DESCRIBE ', 'ANNOUNCE ', 'GET_PARAMETER ', 'OPTIONS ', 'PAUSE ', 'PLAY ', 'RECORD ', 'REDIRECT ', 'SETUP ',
  'SET_PARAMETER ', 'TEARDOWN ',
];
const methodTable = byFirstByte(methods);

export const rtsp: Protocol = {
  name: 'RTSP',
  tcpPorts: [554, 8554, 322],
  application: decodeRtsp,
  guess: {
    over: 'tcp',
    firstBytes: [...new Set([...methods, version].map(word => word.charCodeAt(0)))],
    accepts: isRtsp,
  },
};

function isRtsp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (startsWith(bytes, at, end, 'RTSP/1.0 ')) return true;
  if (knownWordLength(bytes, at, end, methodTable) === 0) return false;
  const stop = lineEnd(bytes, at, end);
  return startsWith(bytes, stop - version.length, stop, version);
}

function decodeRtsp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isRtsp(p, at, end)) return decodeInterleaved(p, at, end);
  const stop = lineEnd(bytes, at, end);
  const headers = nextLine(bytes, stop, end);
  const body = bodyAt(bytes, headers, end);
  const type = headerValueAt(bytes, headers, end, 'content-type:');
  const hasSdp =
    body >= 0 && body < end && type >= 0 && startsWithIgnoringCase(bytes, type, end, 'application/sdp');
  p.protocol = hasSdp ? sdpId : rtspId;
  if (!p.wantsInfo) return true;
  const line = safeText(bytes, at, stop);
  const isReply = startsWith(bytes, at, end, version);
  p.info = isReply ? `Reply: ${line}` : line;
  const { tree } = p;
  if (!tree) return true;
  tree.layer('Real Time Streaming Protocol', at, end);
  tree.field(isReply ? 'Reply' : 'Request', line, at, stop - at);
  growLines(tree, bytes, headers, body < 0 ? end : body, 'Header', true);
  if (body >= 0 && body < end) {
    tree.open(hasSdp ? 'Session description' : 'Body', `${end - body} bytes`, body, end - body);
    growLines(tree, bytes, body, end, 'Line', false);
    tree.close();
  }
  return true;
}

/** Media inside the control connection: '$', channel, length. */
function decodeInterleaved(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end || u8(bytes, at) !== interleavedMark || u8(bytes, at + 1) > 15) return false;
  p.protocol = rtspId;
  if (p.wantsInfo) p.info = `Interleaved channel ${u8(bytes, at + 1)}, ${u16(bytes, at + 2)} bytes`;
  if (p.tree) {
    p.tree.layer('RTSP interleaved data', at, end);
    p.tree.field('Channel', u8(bytes, at + 1), at + 1, 1);
    p.tree.field('Length', u16(bytes, at + 2), at + 2, 2);
  }
  return true;
}
