import { describe, expect, it } from 'vitest';
import { decode } from '../../decode/decode.ts';
import { Packet } from '../../decode/packet.ts';
import { udpFrame } from '../../testing/frames.ts';
import {
  anyQuestion,
  largeDnsAnswer,
  monitorList,
  monitorQuestion,
  searchQuestion,
  ssdpAnswers,
} from './large-answers.ts';

function infoOf(frame: Uint8Array): string {
  const p = new Packet();
  p.bytes = frame;
  p.end = frame.length;
  p.length = frame.length;
  p.wantsInfo = true;
  decode(p);
  return p.info;
}

const bytesOf = (answers: readonly Uint8Array[]): number =>
  answers.reduce((sum, { length }) => sum + length, 0);

describe('large answers', () => {
  it('are what was asked for, many times as large', () => {
    const question = anyQuestion(0x4f44, 'example.com');
    const dns = largeDnsAnswer(question);
    expect(bytesOf(dns)).toBeGreaterThan(50 * question.length);
    expect(infoOf(udpFrame(4000, 53, question))).toContain('ANY example.com');
    expect(infoOf(udpFrame(53, 4000, dns[0] ?? question))).toContain('TXT');
    const ntp = monitorList(monitorQuestion);
    expect(bytesOf(ntp)).toBeGreaterThan(500 * monitorQuestion.length);
    const search = searchQuestion('239.255.255.250');
    expect(bytesOf(ssdpAnswers(search, '192.0.2.30'))).toBeGreaterThan(15 * search.length);
  });

  it('are given to nobody who asks for something else', () => {
    expect(largeDnsAnswer(new Uint8Array(5))).toEqual([]);
    expect(monitorList(Uint8Array.of(0x23, 0, 0, 0))).toEqual([]);
    expect(ssdpAnswers('NOTIFY * HTTP/1.1', '192.0.2.30')).toEqual([]);
  });
});
