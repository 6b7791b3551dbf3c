import { startsWith, u8, u16, u24, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const http2Id = protocolId('HTTP2');
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const frameHeaderBytes = 9;
const frameSettings = 4;
const settingBytes = 6;
const maxFrames = 64;
/** What a receiver must allow; settings may raise it, cleartext servers rarely do. */
const maxFrameBytes = 16_384;

// biome-ignore format: a table
const frameNames: readonly string[] = [
  'DATA', 'HEADERS', 'PRIORITY', 'RST_STREAM', 'SETTINGS', 'PUSH_PROMISE', 'PING', 'GOAWAY', 'WINDOW_UPDATE',
  'CONTINUATION',
];

/** HTTP/2 in the clear: begins with the preface of the client or the settings of the server. */
export const http2: Protocol = {
  name: 'HTTP2',
  application: decodeHttp2,
  guess: { over: 'tcp', firstBytes: [0x00, 0x50], accepts: isStart },
};

function isStart(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (startsWith(bytes, at, end, preface)) return true;
  if (at + frameHeaderBytes > end) return false;
  const length = u24(bytes, at);
  const first = at + frameHeaderBytes;
  return (
    u8(bytes, at + 3) === frameSettings &&
    u8(bytes, at + 4) <= 1 &&
    u32(bytes, at + 5) === 0 &&
    length % settingBytes === 0 &&
    length <= settingBytes * 16 &&
    first + length <= end &&
    (length === 0 ? first === end : u16(bytes, first) >= 1 && u16(bytes, first) <= 9)
  );
}

function decodeHttp2(p: Packet, at: number, end: number): boolean {
  if (!isStart(p, at, end)) return false;
  const { bytes, tree } = p;
  p.protocol = http2Id;
  if (!p.wantsInfo) return true;
  tree?.layer('Hypertext Transfer Protocol 2', at, end);
  let next = at;
  let text = '';
  if (startsWith(bytes, at, end, preface)) {
    text = 'Magic';
    tree?.field('Magic', 'PRI * HTTP/2.0', at, preface.length);
    next += preface.length;
  }
  for (let count = 0; count < maxFrames && next + frameHeaderBytes <= end; count += 1) {
    const length = u24(bytes, next);
    const name = frameNames[u8(bytes, next + 3)];
    if (name === undefined || length > maxFrameBytes) break;
    const stream = u32(bytes, next + 5) & 0x7fffffff;
    text += `${text === '' ? '' : ', '}${name}[${stream}]`;
    if (tree) {
      tree.open('Frame', `${name}, stream ${stream}`, next, frameHeaderBytes + length);
      tree.field('Length', length, next, 3);
      tree.field('Type', name, next + 3, 1);
      tree.field('Flags', u8(bytes, next + 4), next + 4, 1);
      tree.field('Stream', stream, next + 5, 4);
      tree.close();
    }
    next += frameHeaderBytes + length;
  }
  p.info = text;
  return true;
}
