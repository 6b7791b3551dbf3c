import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, tcpFrame, udpFrame } from '../testing/frames.ts';
import { readName } from './names.ts';

/** Server port, text from the server, what is shown of it; then the same from the client. */
const conversations: readonly (readonly [string, number, string, string, string, string])[] = [
  ['SMTP', 25, '220 mx ESMTP\r\n', 'S: 220 mx ESMTP', 'EHLO me\r\n', 'C: EHLO me'],
  ['POP', 110, '+OK POP3 ready\r\n', 'S: +OK POP3 ready', 'USER me\r\n', 'C: USER me'],
  [
    'IMAP',
    143,
    '* OK IMAP4 ready\r\n',
    'Response: * OK IMAP4 ready',
    'a LOGIN b c\r\n',
    'Request: a LOGIN b c',
  ],
  ['FTP', 21, '220 FTP ready\r\n', 'Response: 220 FTP ready', 'USER me\r\n', 'Request: USER me'],
  ['NNTP', 119, '200 hello\r\n', 'Response: 200 hello', 'GROUP a.b\r\n', 'Request: GROUP a.b'],
  ['IRC', 6667, ':s 001 me :hi\r\n', 'Response: :s 001 me :hi', 'NICK me\r\n', 'Request: NICK me'],
  [
    'WHOIS',
    43,
    'domain: example\r\n',
    'Response: domain: example',
    'example.com\r\n',
    'Request: example.com',
  ],
  ['kismet', 2501, '*TIME: 1\n', 'Response: *TIME: 1', '!0 ENABLE GPS\n', 'Request: !0 ENABLE GPS'],
  ['RSYNC', 873, '@RSYNCD: 31.0\n', 'Server: @RSYNCD: 31.0', 'module\n', 'Client: module'],
];

describe('protocols of commands and replies', () => {
  it.each(conversations)(
    '%s says who speaks and what',
    (name, port, reply, replyInfo, command, commandInfo) => {
      const server = decodeFrame(tcpFrame(port, 40000, fromText(reply)));
      expect([server.protocol, server.info]).toEqual([name, replyInfo]);
      const client = decodeFrame(tcpFrame(40000, port, fromText(command)));
      expect([client.protocol, client.info]).toEqual([name, commandInfo]);
      expectSurvivesCuts(tcpFrame(port, 40000, fromText(reply)));
      expectSurvivesCuts(tcpFrame(40000, port, fromText(command)));
    },
  );

  it.each([
    ['SMTP', '220 mx ESMTP Postfix\r\n'],
    ['FTP', '220 ProFTPD ready\r\n'],
    ['IMAP', '* OK [CAPABILITY IMAP4rev1] ready\r\n'],
    ['POP', '+OK POP3 ready\r\n'],
  ])('%s is recognised by its greeting on a port of its own, and the greeting kept', (name, greeting) => {
    const { packet, protocol } = decodeFrame(tcpFrame(7700, 40000, fromText(greeting)));
    expect(protocol).toBe(name);
    expect(readName(packet)).toBe(greeting.trim());
  });

  it('leaves encrypted mail to TLS', () => {
    const hello = fromHex('16 0301 0004 00000000');
    expect(decodeFrame(tcpFrame(40000, 25, hello)).protocol).toBe('TLSv1');
    expect(decodeFrame(tcpFrame(40000, 25, fromHex('99 00 01 02 03 04'))).protocol).toBe('TCP');
  });

  it('shows escape sequences as text', () => {
    const { info, tree } = decodeFrame(tcpFrame(40000, 43, fromText('query abc\x1b[2J\r\n')));
    expect(info).toBe('Request: query abc\\x1b[2J');
    expect(tree).not.toContain('\x1b');
  });

  it('shows gateways what calls they control', () => {
    expect(decodeFrame(udpFrame(40000, 2427, fromText('RSIP 1 *@gw MGCP 1.0\n'))).info).toBe(
      'Request: RSIP 1 *@gw MGCP 1.0',
    );
    expect(decodeFrame(udpFrame(40000, 2427, fromText('hello'))).protocol).toBe('UDP');
  });

  it('calls what the data port of FTP carries file contents, but no other service', () => {
    expect(decodeFrame(tcpFrame(20, 40000, fromHex('00ff'))).info).toBe('FTP Data: 2 bytes');
    expect(decodeFrame(tcpFrame(20, 999, fromHex('00ff'))).protocol).toBe('TCP');
  });
});
