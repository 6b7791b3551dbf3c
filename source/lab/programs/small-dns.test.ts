import { describe, expect, it } from 'vitest';
import { answerName, askName, nameAsked } from './small-dns.ts';

describe('small DNS messages', () => {
  it('asks for a name', () => {
    const message = askName(0x1234, 'nas.local', 1);
    expect(message.toString('hex')).toBe('123400000001000000000000036e6173056c6f63616c0000010001');
    expect(nameAsked(message)).toBe('nas.local');
  });

  it('answers with an address when one was asked for', () => {
    const answer = answerName(askName(7, 'nas', 1), '192.0.2.30');
    expect(answer.toString('hex')).toBe(
      '000780000001000100000000036e61730000010001c00c000100010000001e0004c000021e',
    );
    expect(nameAsked(answer)).toBe('');
    expect(answerName(askName(7, 'nas', 28), '192.0.2.30').readUInt16BE(6)).toBe(0);
  });

  it('takes nothing from what is cut short', () => {
    expect(nameAsked(Buffer.alloc(5))).toBe('');
    expect(nameAsked(askName(1, 'printer', 1).subarray(0, 15))).toBe('');
  });
});
