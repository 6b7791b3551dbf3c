import { describe, expect, it } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { PacketRing } from '../packets/ring.ts';
import { fromText, tcpFrame, udpFrame } from '../testing/frames.ts';
import { collectConversation, conversationLines } from './conversation.ts';

function ringOf(frames: readonly Uint8Array[]): PacketRing {
  const ring = new PacketRing({ maxPackets: 100 });
  const p = new Packet();
  for (const frame of frames) {
    p.bytes = frame;
    p.start = 0;
    p.end = frame.length;
    p.length = frame.length;
    decode(p);
    ring.append(p);
  }
  return ring;
}

function segment(sequence: number, text: string, fromServer = false): Uint8Array {
  const frame = fromServer ? tcpFrame(80, 40_000, fromText(text)) : tcpFrame(40_000, 80, fromText(text));
  new DataView(frame.buffer).setUint32(38, sequence);
  return frame;
}

function linesOf(frames: readonly Uint8Array[], form: 'text' | 'hex' = 'text') {
  const ring = ringOf(frames);
  const numbers = frames.map((_, index) => index + 1);
  const text = collectConversation(ring, numbers, 'title', p => p.srcPort === 40_000);
  return conversationLines(text, { form, firstLine: 0, lines: 100 });
}

describe('a conversation', () => {
  it('shows both directions line by line', () => {
    const { lines, totalLines } = linesOf([
      segment(1, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
      segment(1, 'HTTP/1.1 200 OK\r\n', true),
    ]);
    expect(totalLines).toBe(4);
    expect(lines).toEqual([
      { direction: 'out', text: 'GET / HTTP/1.1' },
      { direction: 'out', text: 'Host: a' },
      { direction: 'out', text: '' },
      { direction: 'in', text: 'HTTP/1.1 200 OK' },
    ]);
  });

  it('shows repeated bytes once, the new part of an overlap, and counts what is missing', () => {
    const { lines, missingBytes } = linesOf([
      segment(100, 'hello '),
      segment(100, 'hello '),
      segment(103, 'lo world '),
      segment(122, 'end'),
    ]);
    expect(lines.map(line => line.text).join('')).toBe('hello world end');
    expect(missingBytes).toBe(10);
  });

  it('numbers bytes of each direction in hex', () => {
    const { lines } = linesOf([segment(1, 'ABCDEFGHIJKLMNOPQR'), segment(1, 'x', true)], 'hex');
    expect(lines[0]?.text).toBe('000000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP');
    expect(lines[1]?.text.startsWith('000010  51 52')).toBe(true);
    expect(lines[2]).toMatchObject({ direction: 'in' });
    expect(lines[2]?.text.startsWith('000000  78')).toBe(true);
  });

  it('shows control characters as escapes', () => {
    const { lines } = linesOf([udpFrame(40_000, 9, fromText('a\x1b[2Jb\x07'))]);
    expect(lines[0]?.text).toBe('a\\x1b[2Jb\\x07');
  });

  it('scrolls no further than its end', () => {
    const ring = ringOf([segment(1, 'one\ntwo\nthree\n')]);
    const text = collectConversation(ring, [1], '', () => true);
    const { lines } = conversationLines(text, { form: 'text', firstLine: 50, lines: 2 });
    expect(lines.map(line => line.text)).toEqual(['two', 'three']);
  });
});
