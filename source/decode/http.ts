import { type Bytes, startsWith, u8 } from './bytes.ts';
import { isText } from './command-lines.ts';
import { nameHttpHost, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import {
  byFirstByte,
  growLines,
  headerValueAt,
  knownWordLength,
  lineEnd,
  nextLine,
  skipBlanks,
  startsWithIgnoringCase,
  valueEnd,
} from './text-lines.ts';

const httpId = protocolId('HTTP');
const jsonId = protocolId('HTTP/JSON', 'http');
const xmlId = protocolId('HTTP/XML', 'http');
const ocspId = protocolId('OCSP');
const ssdpId = protocolId('SSDP');
const ssdpPort = 1900;
/** Nobody's header is longer; hostile ones end here. */
const maxHeaderBytes = 16_384;
const maxFirstLineBytes = 512;

export const httpPorts: readonly number[] = [80, 3128, 3132, 5985, 8080, 8088, 11371];

/** Methods of HTTP, WebDAV and UPnP, each with its space. */
// biome-ignore format: a table
const methods: readonly string[] = [
  'GET ', 'POST ', 'HEAD ', 'PUT ', 'DELETE ', 'OPTIONS ', 'CONNECT ', 'TRACE ', 'PATCH ',
  'PROPFIND ', 'PROPPATCH ', 'MKCOL ', 'COPY ', 'MOVE ', 'LOCK ', 'UNLOCK ', 'SEARCH ', 'REPORT ', 'POLL ',
  'CHECKOUT ', 'MERGE ', 'MKACTIVITY ', 'MKCALENDAR ', 'NOTIFY ', 'M-SEARCH ', 'SUBSCRIBE ', 'UNSUBSCRIBE ',
  'RPC_IN_DATA ', 'RPC_OUT_DATA ', 'SSTP_DUPLEX_POST ', 'PURGE ', 'BPROPFIND ', 'ICY ', 'SOURCE ',
];
const methodTable = byFirstByte(methods);
const firstLetters = [...new Set([...methods, 'HTTP'].map(method => method.charCodeAt(0)))];

export const http: Protocol = {
  name: 'HTTP',
  tcpPorts: httpPorts,
  udpPorts: [ssdpPort],
  application: decodeHttp,
  guess: { over: 'both', firstBytes: firstLetters, accepts: guessHttp },
};

function isResponse(bytes: Bytes, at: number, end: number): boolean {
  return (
    startsWith(bytes, at, end, 'HTTP/') &&
    at + 8 <= end &&
    u8(bytes, at + 5) >= 0x30 &&
    u8(bytes, at + 5) <= 0x39
  );
}

/** The version at the end of a request line: RTSP and SIP share methods with HTTP. */
function endsWithHttp(bytes: Bytes, at: number, stop: number): boolean {
  let from = stop;
  while (from > at && u8(bytes, from - 1) !== 0x20) from -= 1;
  return startsWith(bytes, from, stop, 'HTTP/');
}

/** A response, or a request whose line says HTTP (or is so long that its end is not here). */
function guessHttp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (isResponse(bytes, at, end)) return true;
  const length = knownWordLength(bytes, at, end, methodTable);
  if (length === 0) return false;
  const stop = lineEnd(bytes, at, end);
  if (stop < end) return endsWithHttp(bytes, at + length, stop);
  const target = at + length;
  return (
    p.carrier === 6 &&
    target < end &&
    (u8(bytes, target) === 0x2f ||
      startsWith(bytes, target, end, 'http://') ||
      endsWithHttp(bytes, target, stop))
  );
}

function decodeHttp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!isResponse(bytes, at, end)) {
    const length = knownWordLength(bytes, at, end, methodTable);
    if (length === 0) return decodeRestOfHeaders(p, at, end);
    // Somebody else's request; without its end, its own port decides.
    const stop = lineEnd(bytes, at, end);
    if (stop < end && !endsWithHttp(bytes, at + length, stop) && isOtherVersion(bytes, at, stop))
      return false;
  }
  const firstEnd = lineEnd(bytes, at, end);
  const headers = nextLine(bytes, firstEnd, end);
  scanHeaders(bytes, headers, end);
  const { host, body } = found;
  if (host >= 0) {
    const hostEnd = valueEnd(bytes, host, end);
    if (hostEnd > host) p.name(nameHttpHost, host, hostEnd - host);
  }
  // Over UDP it is discovery, whatever the port.
  p.protocol = p.carrier === 17 ? ssdpId : protocolOfBody(bytes, end);
  if (p.wantsInfo) p.info = summarize(bytes, at, headers, body, end);
  if (p.tree) growTree(p, at, headers, body, end);
  return true;
}

/** The second half of a request whose header did not fit one segment: lines to the server, its host among them. */
function decodeRestOfHeaders(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (!httpPorts.includes(p.carrierDstPort) || !isText(bytes, at, end)) return false;
  // Bodies may be text too, but seldom begin with a line that short.
  const firstStop = Math.min(end, at + maxFirstLineBytes);
  if (lineEnd(bytes, at, firstStop) >= firstStop) return false;
  scanHeaders(bytes, at, end);
  const { host, body } = found;
  if (host < 0 || body < 0) return false;
  const hostEnd = valueEnd(bytes, host, body);
  if (hostEnd > host) p.name(nameHttpHost, host, hostEnd - host);
  p.protocol = protocolOfBody(bytes, end);
  if (p.wantsInfo) p.info = `Rest of a header, host ${safeText(bytes, host, hostEnd)}`;
  if (!p.tree) return true;
  p.tree.layer('Hypertext Transfer Protocol', at, end);
  growLines(p.tree, bytes, at, body, 'Header', true);
  if (body < end) p.tree.field('Body', `${end - body} bytes`, body, end - body);
  return true;
}

/** 'OPTIONS rtsp://… RTSP/1.0', 'NOTIFY sip:… SIP/2.0'. */
function isOtherVersion(bytes: Bytes, at: number, stop: number): boolean {
  return (
    stop - at > 8 &&
    (startsWith(bytes, stop - 8, stop, 'RTSP/1.0') || startsWith(bytes, stop - 7, stop, 'SIP/2.0'))
  );
}

/** What `scanHeaders` found last: positions, -1 for what is not there. One object for ever, as `Packet` is. */
const found = { host: -1, type: -1, encoding: -1, body: -1 };

/** Goes through the header lines from `at` on once, noting those that matter while packets stream by. */
function scanHeaders(bytes: Bytes, at: number, end: number): void {
  found.host = -1;
  found.type = -1;
  found.encoding = -1;
  found.body = -1;
  const stop = Math.min(end, at + maxHeaderBytes);
  let next = at;
  while (next < stop) {
    const first = u8(bytes, next) | 0x20;
    if (first === 0x68 && found.host < 0 && startsWithIgnoringCase(bytes, next, stop, 'host:')) {
      found.host = skipBlanks(bytes, next + 5, stop);
    } else if (first === 0x63 && startsWithIgnoringCase(bytes, next, stop, 'content-')) {
      if (startsWithIgnoringCase(bytes, next + 8, stop, 'type:'))
        found.type = skipBlanks(bytes, next + 13, stop);
      else if (startsWithIgnoringCase(bytes, next + 8, stop, 'encoding:')) found.encoding = next;
    }
    const lineStop = lineEnd(bytes, next, stop);
    if (lineStop >= stop) return;
    const after = nextLine(bytes, lineStop, end);
    if (lineStop === next) {
      found.body = after;
      return;
    }
    next = after;
  }
}

/** What the body is called, where that is better known than HTTP itself. */
function protocolOfBody(bytes: Bytes, end: number): number {
  const { type, body } = found;
  if (body < 0 || body >= end || type < 0) return httpId;
  if (startsWithIgnoringCase(bytes, type, end, 'application/ocsp-')) return ocspId;
  // Compressed, it is neither of these yet.
  if (found.encoding >= 0) return httpId;
  if (startsWithIgnoringCase(bytes, type, end, 'application/json')) return jsonId;
  if (
    startsWithIgnoringCase(bytes, type, end, 'text/xml') ||
    startsWithIgnoringCase(bytes, type, end, 'application/xml') ||
    startsWithIgnoringCase(bytes, type, end, 'application/soap+xml')
  ) {
    return xmlId;
  }
  return httpId;
}

function summarize(bytes: Bytes, at: number, headers: number, body: number, end: number): string {
  let text = safeText(bytes, at, lineEnd(bytes, at, end));
  const type = headerValueAt(bytes, headers, end, 'content-type:');
  if (type >= 0) text += ` (${safeText(bytes, type, valueEnd(bytes, type, end))})`;
  if (body < 0) text += ' [header goes on]';
  return text;
}

function growTree(p: Packet, at: number, headers: number, body: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Hypertext Transfer Protocol', at, end);
  const firstEnd = lineEnd(bytes, at, end);
  const first = safeText(bytes, at, firstEnd);
  const isReply = isResponse(bytes, at, end);
  tree.open(isReply ? 'Status line' : 'Request line', first, at, firstEnd - at);
  growFirstLine(p, at, firstEnd, isReply);
  tree.close();
  const host = headerValueAt(bytes, headers, end, 'host:');
  if (host >= 0) {
    const hostEnd = valueEnd(bytes, host, end);
    tree.field('Host name', safeText(bytes, host, hostEnd), host, hostEnd - host, 'http.host');
  }
  growLines(tree, bytes, headers, body < 0 ? end : body, 'Header', true);
  if (body >= 0 && body < end) tree.field('Body', `${end - body} bytes`, body, end - body);
}

/** Method, target, version; or version, status, reason. */
function growFirstLine(p: Packet, at: number, stop: number, isReply: boolean): void {
  const { bytes, tree } = p;
  if (!tree) return;
  let first = at;
  while (first < stop && u8(bytes, first) !== 0x20) first += 1;
  let second = first + 1;
  if (isReply) while (second < stop && u8(bytes, second) !== 0x20) second += 1;
  else {
    second = stop - 1;
    while (second > first + 1 && u8(bytes, second) !== 0x20) second -= 1;
    if (second <= first + 1) second = stop;
  }
  if (first >= stop || second > stop) return;
  tree.field(isReply ? 'Version' : 'Method', safeText(bytes, at, first), at, first - at);
  tree.field(
    isReply ? 'Status' : 'Target',
    safeText(bytes, first + 1, second),
    first + 1,
    second - first - 1,
  );
  if (second + 1 < stop) {
    tree.field(
      isReply ? 'Reason' : 'Version',
      safeText(bytes, second + 1, stop),
      second + 1,
      stop - second - 1,
    );
  }
}
