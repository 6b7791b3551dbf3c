import { describe, expect, it } from 'vitest';
import { decode } from '../../decode/decode.ts';
import { Packet } from '../../decode/packet.ts';
import { fromHex, join, udpFrame } from '../../testing/frames.ts';
import { between, dnsName } from '../../testing/name-frames.ts';
import { addDetail, domainOfWords, NamesBelow, namesBelowWords } from './names-below.ts';

function question(name: string, type = 1): Packet {
  const message = join(fromHex('1234 0100 0001 0000 0000 0000'), dnsName(name), Uint8Array.of(0, type, 0, 1));
  const bytes = between('10.0.0.5', '10.0.0.1', udpFrame(40_000, 53, message));
  const p = new Packet();
  p.bytes = bytes;
  p.start = 0;
  p.end = bytes.length;
  p.length = bytes.length;
  p.linkType = 1;
  decode(p);
  return p;
}

describe('names below a domain', () => {
  it('are told from others, in either case and however deep', () => {
    const names = new NamesBelow();
    const domains = [domainOfWords(namesBelowWords('tunnel.example.net'))];
    expect(names.isOf(question('a.b.tunnel.example.net'), domains)).toBe(true);
    expect(names.isOf(question('x.Tunnel.EXAMPLE.net'), domains)).toBe(true);
    expect(names.isOf(question('mail.example.net'), domains)).toBe(false);
    expect(names.isOf(question('tunnel.example.net.other.example'), domains)).toBe(false);
    expect(names.isOf(question('mail.example.com'), domains)).toBe(false);
  });

  it('need not be names where nobody can ask for that', () => {
    const domains = [domainOfWords(namesBelowWords('tunnel.example.net'))];
    expect(new NamesBelow().isOf(question('0qea282', 0), domains)).toBe(true);
  });

  it('are named by the shortest domain said, beside other details, a bounded number of them', () => {
    const details: string[] = [];
    for (const words of ['names below a.b.c', 'one', 'names below b.c', 'names below z.b.c', 'one', 'two'])
      addDetail(details, words, 2);
    expect(details).toEqual(['one', 'names below b.c']);
  });
});
