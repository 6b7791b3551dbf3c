import { type Bytes, u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safePadded, safeText } from './text.ts';
import { isRecordHeader } from './tls-record.ts';
import type { Tree } from './tree.ts';

const postgresqlId = protocolId('PGSQL', 'postgresql');
const serverPort = 5432;
const version3 = 0x00030000;
const cancelRequest = 80877102;
const tlsRequest = 80877103;
const gssRequest = 80877104;
const maxMessages = 40;
const maxStartupBytes = 10000;
const summaryBytes = 200;

export const postgresql: Protocol = {
  name: 'PGSQL',
  tcpPorts: [serverPort],
  application: decodePostgresql,
};

// biome-ignore format: a table
const fromClient: Readonly<Record<string, string>> = {
  p: 'Password', Q: 'Simple query', P: 'Parse', B: 'Bind', E: 'Execute', D: 'Describe', C: 'Close', H: 'Flush',
  S: 'Sync', F: 'Function call', d: 'Copy data', c: 'Copy completion', f: 'Copy failure', X: 'Termination',
};

// biome-ignore format: a table
const fromServer: Readonly<Record<string, string>> = {
  R: 'Authentication request', K: 'Backend key data', S: 'Parameter status', '1': 'Parse completion',
  '2': 'Bind completion', '3': 'Close completion', C: 'Command completion', t: 'Parameter description',
  T: 'Row description', D: 'Data row', I: 'Empty query', n: 'No data', E: 'Error', N: 'Notice', s: 'Portal suspended',
  Z: 'Ready for query', A: 'Notification', V: 'Function call response', G: 'CopyIn response', H: 'CopyOut response',
  W: 'CopyBoth response', d: 'Copy data', c: 'Copy completion', v: 'Negotiate protocol version',
};

function decodePostgresql(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 5 <= end && isRecordHeader(bytes, at)) return false;
  p.protocol = postgresqlId;
  if (!p.wantsInfo) return true;
  p.tree?.layer('PostgreSQL', at, end);
  if (isStartup(bytes, at, end)) p.info = `>${startupText(bytes, at, end, p.tree)}`;
  else if (end - at === 1) p.info = `<${u8(bytes, at) === 0x53 ? 'TLS accepted' : 'TLS refused'}`;
  else p.info = messagesText(p, at, end);
  return true;
}

/** The first messages have no type: a length, then a version or a request code. */
function isStartup(bytes: Bytes, at: number, end: number): boolean {
  if (at + 8 > end || u32(bytes, at) > maxStartupBytes || u32(bytes, at) < 8) return false;
  const code = u32(bytes, at + 4);
  return u16(bytes, at + 4) === version3 >>> 16 || (code >= cancelRequest && code <= gssRequest);
}

function startupText(bytes: Bytes, at: number, end: number, tree: Tree | undefined): string {
  const code = u32(bytes, at + 4);
  tree?.field('Length', u32(bytes, at), at, 4);
  if (code === tlsRequest) return 'SSL request';
  if (code === gssRequest) return 'GSS encryption request';
  if (code === cancelRequest) return 'Cancel request';
  let text = 'Startup message';
  let next = at + 8;
  for (let count = 0; count < 32 && next < end && u8(bytes, next) !== 0; count += 1) {
    const name = safePadded(bytes, next, end);
    const value = endOfText(bytes, next, end) + 1;
    if (value >= end) break;
    const stop = endOfText(bytes, value, end) + 1;
    tree?.field(name, safePadded(bytes, value, end), next, Math.min(end, stop) - next);
    if (name === 'user' || name === 'database') text += ` ${name}=${safePadded(bytes, value, end)}`;
    next = stop;
  }
  return text;
}

function endOfText(bytes: Bytes, at: number, end: number): number {
  let stop = at;
  while (stop < end && u8(bytes, stop) !== 0) stop += 1;
  return stop;
}

function messagesText(p: Packet, at: number, end: number): string {
  const { bytes, tree } = p;
  const isClient = p.carrierDstPort === serverPort;
  let text = isClient ? '>' : '<';
  let next = at;
  for (let count = 0; count < maxMessages && next + 5 <= end; count += 1) {
    const mark = String.fromCharCode(u8(bytes, next));
    const name = (isClient ? fromClient : fromServer)[mark];
    const length = u32(bytes, next + 1);
    if (name === undefined || length < 4) break;
    const content = next + 5;
    const stop = Math.min(end, next + 1 + length);
    let detail = '';
    if (mark === 'Q' && isClient) detail = safePadded(bytes, content, Math.min(stop, content + summaryBytes));
    else if (mark === 'P' && isClient) detail = safePadded(bytes, endOfText(bytes, content, stop) + 1, stop);
    else if (mark === 'C' && !isClient) detail = safePadded(bytes, content, stop);
    else if (mark === 'S' && !isClient)
      detail = safeText(bytes, content, stop).replaceAll('\\x00', ' ').trim();
    else if ((mark === 'E' || mark === 'N') && !isClient) detail = errorText(bytes, content, stop);
    if (count > 0) text += '/';
    text +=
      mark === 'Q' || mark === 'P' || mark === 'E' ? `${name}${detail === '' ? '' : `: ${detail}`}` : name;
    tree?.field(name, detail, next, stop - next);
    next += 1 + length;
  }
  return text.length > 1 ? text : `${text}Continuation`;
}

/** Fields of one letter and text each; M is the message for people. */
function errorText(bytes: Bytes, at: number, end: number): string {
  let next = at;
  for (let count = 0; count < 32 && next < end && u8(bytes, next) !== 0; count += 1) {
    if (u8(bytes, next) === 0x4d) return safePadded(bytes, next + 1, end);
    next = endOfText(bytes, next, end) + 1;
  }
  return '';
}
