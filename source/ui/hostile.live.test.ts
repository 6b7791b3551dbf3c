/** Nothing that came over the wire may steer the terminal: every byte written to it is one of ours. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { fromHex, fromText, join as joined, tcpFrame, udpFrame } from '../testing/frames.ts';
import { buildProgram, openScreen, screenSkipReason } from '../testing/screen.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { handshake, helloBody, number16, record } from '../testing/tls-hello.ts';

const why = screenSkipReason();
if (why !== undefined) console.log(`skipped: ${why}`);

/** What the screen itself writes, with ESC shown as ^: places, erasing, colours, modes, and the two questions. */
const ours = /\^\[(\d*(;\d+)?H|\d+G|[02]?[JK]|[\d;]*m|\?(1049|25|2004|1000|1006)[hl]|5n)|\^\]11;\?\^\\/g;
const dangerous = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/u;

/** Attacks in 60 bytes or less, so that they fit a label. */
const attacks: readonly Uint8Array[] = [
  Uint8Array.from({ length: 32 }, (_, code) => code),
  Uint8Array.from({ length: 33 }, (_, code) => 0x7f + code),
  // C1 controls as UTF-8 has them.
  fromText(Array.from({ length: 28 }, (_, code) => String.fromCharCode(0x80 + code)).join('')),
  fromText('\u001b]52;c;aGFja2Vk\u0007'),
  fromText('\u001b]0;title\u001b\\\u001b[2J\u001b[1;1H'),
  fromText('\u001b[31m\u001b[?1049l\u001b[8;1;1t\u001b[6n'),
  fromText('\u009b2J\u009d52;c;eA==\u009c\u0090q\u009c'),
  fromText('\u202egnp.exe\u202c\u2066x\u2069\u200fy\u061cz'),
  fromText('a\u200bb\ufeffc\u2060d\u200de'),
  // Overlong: ESC, line feed and NUL in two, three and four bytes; surrogates; beyond Unicode.
  fromHex('c09b 5b32 4a c08a e0809b f080809b c080 eda080 f4908080 fe ff'),
  fromText(`Z${'\u0301'.repeat(24)}`),
  fromText('日本語テスト👩‍👩‍👧‍👦'),
];

function labels(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(...parts.map(part => joined(Uint8Array.of(part.length), part)), Uint8Array.of(0));
}

function dns(attack: Uint8Array): Uint8Array {
  const name = labels(attack, fromText('example'));
  return udpFrame(5000, 53, joined(fromHex('1234 0100 0001 0000 0000 0000'), name, fromHex('0001 0001')));
}

function serverName(name: Uint8Array): Uint8Array {
  const entry = joined(Uint8Array.of(0), number16(name.length), name);
  const list = joined(number16(entry.length), entry);
  return joined(number16(0), number16(list.length), list);
}

function framesOf(attack: Uint8Array, at: number): Uint8Array[] {
  const client = 40_000 + at;
  const line = (before: string, after: string): Uint8Array =>
    joined(fromText(before), attack, fromText(after));
  return [
    dns(attack),
    tcpFrame(client, 443, record(22, handshake(1, helloBody({ extensions: [serverName(attack)] })))),
    tcpFrame(client, 80, line('GET /', ' HTTP/1.1\r\nHost: plain.example\r\n\r\n')),
    tcpFrame(client, 8080, line('GET / HTTP/1.1\r\nHost: ', '\r\nUser-Agent: x\r\n\r\n')),
    tcpFrame(22, client, line('SSH-2.0-', '\r\n')),
    tcpFrame(21, client, line('220 ', '\r\n')),
    tcpFrame(25, client, line('220 ', ' ESMTP\r\n')),
    udpFrame(
      5353,
      5353,
      joined(
        fromHex('0000 8400 0000 0001 0000 0000'),
        labels(attack, fromText('local')),
        fromHex('0001 0001 00000078 0004 c0000209'),
      ),
    ),
  ];
}

describe.runIf(why === undefined)('hostile strings', () => {
  const folder = temporaryFolder();
  const capture = join(folder.path, 'hostile.pcap');

  beforeAll(() => {
    buildProgram();
    const frames = attacks.flatMap(framesOf);
    writeFileSync(capture, pcapFile(frames.map((data, index) => ({ seconds: index, fraction: 0, data }))));
  });

  afterAll(() => folder[Symbol.dispose]());

  it.each([
    ['UTF-8', { LANG: 'C.UTF-8' }],
    ['ASCII', { LANG: 'C' }],
  ])('write nothing of their own to a terminal of %s', async (_, environment) => {
    await using terminal = openScreen(['-r', capture, '--speed', 'max'], {
      columns: 200,
      rows: 50,
      environment: { ...environment, HOME: folder.path },
    });
    const total = attacks.length * framesOf(new Uint8Array(1), 0).length;
    await terminal.waitFor(new RegExp(`${total} of ${total}`));
    // Everything that shows what came over the wire: rows, fields, bytes, conversations, flows, hosts.
    terminal.write('g');
    await terminal.quiet(80);
    for (let packet = 0; packet < total; packet++) {
      if (packet === 0) terminal.write('\rz');
      // A field deep inside is named, then its bytes, then the conversation as text and as hex.
      terminal.write('G\t');
      if (packet % 4 === 0) {
        terminal.write('\tf');
        await terminal.quiet(40);
        terminal.write('x');
        await terminal.quiet(40);
        terminal.write('\u001b');
        await terminal.quiet(60);
      }
      terminal.write(']');
      await terminal.quiet(30);
    }
    terminal.write('\u001b');
    for (const key of ['2', '\r', '\u001b', '3', '\r', '\u001b', '4', '1']) {
      terminal.write(key);
      await terminal.quiet(100);
    }
    for (const text of ['/\u0015host ~ "\u202e', '\r', '\u001b']) {
      terminal.write(text);
      await terminal.quiet(100);
    }
    terminal.resize(80, 24);
    await terminal.quiet(100);
    terminal.write('q');
    expect((await terminal.exited).code).toBe(0);
    await terminal.quiet();

    const bytes = terminal.raw;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    expect(text.length).toBeGreaterThan(10_000);
    // What the packets held as ^ stays one: the screen's own sequences begin with ESC.
    const rest = text
      .replaceAll('^', '')
      .replaceAll('\u001b', '^')
      .replace(ours, '')
      .replaceAll('^', '\u001b');
    const found = dangerous.exec(rest);
    expect(
      found === null ? '' : JSON.stringify(rest.slice(Math.max(0, found.index - 40), found.index + 40)),
    ).toBe('');
    if (environment.LANG === 'C') expect([...new Set(rest.match(/[^\x20-\x7e]/gu))]).toEqual([]);
  });
});
