import { type Bytes, startsWith } from './bytes.ts';
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
  valueEnd,
} from './text-lines.ts';

const sipId = protocolId('SIP');
const sdpId = protocolId('SIP/SDP', 'sip');
const version = 'SIP/2.0';

// biome-ignore format: a table
const methods: readonly string[] = [
  'INVITE ', 'ACK ', 'BYE ', 'CANCEL ', 'OPTIONS ', 'REGISTER ', 'PRACK ', 'SUBSCRIBE ', 'NOTIFY ', 'PUBLISH ',
  'INFO ', 'REFER ', 'MESSAGE ', 'UPDATE ', 'SERVICE ', 'NEGOTIATE ', 'BENOTIFY ', 'DO ',
];
const methodTable = byFirstByte(methods);

/** Header names and their one-letter forms. */
const callIdNames = ['call-id:', 'i:'] as const;
const contentTypeNames = ['content-type:', 'c:'] as const;

export const sip: Protocol = {
  name: 'SIP',
  tcpPorts: [5060],
  udpPorts: [5060],
  application: decodeSip,
  guess: {
    over: 'both',
    firstBytes: [...new Set([...methods, version].map(word => word.charCodeAt(0)))],
    accepts: isSip,
  },
};

/** A status line, or a request line that ends with the version of SIP. */
function isSip(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (startsWith(bytes, at, end, 'SIP/2.0 ')) return true;
  if (knownWordLength(bytes, at, end, methodTable) === 0) return false;
  const stop = lineEnd(bytes, at, end);
  return startsWith(bytes, stop - version.length, stop, version);
}

function decodeSip(p: Packet, at: number, end: number): boolean {
  if (!isSip(p, at, end)) return false;
  const { bytes } = p;
  const stop = lineEnd(bytes, at, end);
  const headers = nextLine(bytes, stop, end);
  const body = bodyAt(bytes, headers, end);
  const type = eitherHeader(bytes, headers, end, contentTypeNames);
  const hasSdp =
    body >= 0 && body < end && type >= 0 && startsWithIgnoringCase(bytes, type, end, 'application/sdp');
  p.protocol = hasSdp ? sdpId : sipId;
  if (!p.wantsInfo) return true;
  const isStatus = startsWith(bytes, at, end, version);
  p.info = isStatus
    ? `Status: ${safeText(bytes, Math.min(stop, at + 8), stop)}`
    : `Request: ${safeText(bytes, at, Math.max(at, stop - version.length - 1))}`;
  const { tree } = p;
  if (!tree) return true;
  tree.layer('Session Initiation Protocol', at, end);
  tree.field(isStatus ? 'Status line' : 'Request line', safeText(bytes, at, stop), at, stop - at);
  growHeader(p, 'Call id', eitherHeader(bytes, headers, end, callIdNames), end);
  growHeader(p, 'Sequence', headerValueAt(bytes, headers, end, 'cseq:'), end);
  tree.open('Headers', '', headers, (body < 0 ? end : body) - headers);
  growLines(tree, bytes, headers, body < 0 ? end : body, 'Header', true);
  tree.close();
  if (body >= 0 && body < end) {
    tree.open(hasSdp ? 'Session description' : 'Body', `${end - body} bytes`, body, end - body);
    growLines(tree, bytes, body, end, 'Line', false);
    tree.close();
  }
  return true;
}

function eitherHeader(bytes: Bytes, at: number, end: number, names: readonly [string, string]): number {
  const long = headerValueAt(bytes, at, end, names[0]);
  return long >= 0 ? long : headerValueAt(bytes, at, end, names[1]);
}

function growHeader(p: Packet, label: string, at: number, end: number): void {
  if (at < 0) return;
  const stop = valueEnd(p.bytes, at, end);
  p.tree?.field(label, safeText(p.bytes, at, stop), at, stop - at);
}
