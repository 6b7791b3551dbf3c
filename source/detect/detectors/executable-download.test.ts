import { describe, expect, it } from 'vitest';
import { fromHex, fromText, join } from '../../testing/frames.ts';
import { Talks } from '../../testing/talks.ts';
import { ExecutableDownload } from './executable-download.ts';

const client = '10.0.0.5';
const outside = '93.184.216.34';

function talks(): Talks {
  return new Talks(tools => [new ExecutableDownload(tools)]);
}

function head(type = 'application/octet-stream'): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: 9999\r\n\r\n`;
}

const windows = join(
  fromHex('4d 5a 90 00'),
  new Uint8Array(56),
  fromHex('80 00 00 00'),
  new Uint8Array(64),
  fromText('PE\0\0'),
);
const elf = join(fromHex('7f 45 4c 46 02 01 01 00'), new Uint8Array(40));

function download(all: Talks, body: Uint8Array, path = '/a', type?: string, from = outside): void {
  const talk = all.tcp(client, from, 80).say(`GET ${path} HTTP/1.1\r\nHost: ${from}\r\n\r\n`);
  talk.answer(join(fromText(head(type)), body));
}

describe('a program fetched in the open', () => {
  it.each([
    ['Windows program', windows],
    ['ELF program', elf],
    ['macOS program', fromHex('cf fa ed fe 07 00 00 01')],
    ['Android program', fromText('dex\n035\0')],
    ['shell script', fromText('#!/bin/sh\nwget')],
  ])('is known by its first bytes: %s', (kind, body) => {
    const all = talks();
    download(all, body);
    expect(all.found).toMatchObject([{ kind: 'executable-download', port: 80, details: [kind] }]);
  });

  it.each([
    ['application/x-msdownload', 'Windows program'],
    ['application/vnd.android.package-archive', 'Android program'],
    ['application/x-sh; charset=utf-8', 'shell script'],
  ])('is known by its type %s', (type, kind) => {
    const all = talks();
    download(all, new Uint8Array(50), '/a', type);
    expect(all.found).toMatchObject([{ details: [kind] }]);
  });

  it('is known by the name it was asked for as, unless the answer is a page', () => {
    const all = talks();
    download(all, new Uint8Array(50), '/update.exe?x=1');
    download(all, fromText('<html>'), '/setup.exe', 'text/html', '93.184.216.35');
    download(all, new Uint8Array(50), '/picture.png', undefined, '93.184.216.36');
    expect(all.found).toHaveLength(1);
  });

  it('may begin in the segment after its head', () => {
    const all = talks();
    all.tcp(client, outside, 80).say('GET /x86 HTTP/1.1\r\nHost: a\r\n\r\n').answer(head()).answer(elf);
    expect(all.found).toMatchObject([{ details: ['ELF program', 'a'] }]);
  });

  it('is none from inside, none where it is known, none when it was not found', () => {
    const all = talks();
    download(all, elf, '/a', undefined, '10.0.0.9');
    download(
      all,
      fromText('MZ is how this text begins, and there is nothing else to it that would run anywhere.'),
    );
    expect(all.found).toEqual([]);
    for (let count = 0; count < 4; count += 1) download(all, elf);
    expect(all.found).toHaveLength(1);
    const talk = all.tcp(client, '93.184.216.99', 80).say('GET /a.exe HTTP/1.1\r\nHost: b\r\n\r\n');
    talk.answer('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    expect(all.found).toHaveLength(1);
  });
});
