import { describe, expect, it } from 'vitest';
import { fromHex, fromText, join } from '../../testing/frames.ts';
import { type Talk, Talks, type TalksOptions } from '../../testing/talks.ts';
import { CleartextCredentials } from './cleartext-credentials.ts';

const client = '10.0.0.5';
const server = '10.0.0.9';
const secret = 'Tr0ub4dor';
const basic = Buffer.from(`anna:${secret}`).toString('base64');
const plain = Buffer.from(`\0anna\0${secret}`).toString('base64');
const simpleBind = join(
  fromHex('30 24 02 01 01 60 1f 02 01 03 04 0f'),
  fromText('cn=anna,dc=local'.slice(0, 15)),
  fromHex('80 09'),
  fromText(secret),
);
const mqttConnect = join(
  fromHex('10 20 00 04'),
  fromText('MQTT'),
  fromHex('04 c2 00 3c 00 01 61 00 04'),
  fromText('anna'),
);

function talks(options?: TalksOptions): Talks {
  return new Talks(tools => [new CleartextCredentials(tools)], options);
}

const logins: readonly (readonly [string, number, string, (talk: Talk) => unknown])[] = [
  [
    'FTP',
    21,
    'anna',
    talk => talk.say('USER anna\r\n').answer('331 go on\r\n').say(`PASS ${secret}\r\n`).answer('230 in\r\n'),
  ],
  [
    'POP3',
    110,
    'anna',
    talk => talk.say('USER anna\r\n').answer('+OK\r\n').say(`PASS ${secret}\r\n`).answer('+OK\r\n'),
  ],
  [
    'POP3',
    110,
    'anna',
    talk => talk.say('AUTH PLAIN\r\n').answer('+ \r\n').say(`${plain}\r\n`).answer('+OK in\r\n'),
  ],
  ['IMAP', 143, 'anna', talk => talk.say(`a1 LOGIN "anna" "${secret}"\r\n`).answer('a1 OK in\r\n')],
  [
    'IMAP',
    143,
    'anna',
    talk => talk.say('a1 AUTHENTICATE PLAIN\r\n').answer('+ \r\n').say(`${plain}\r\n`).answer('a1 OK in\r\n'),
  ],
  ['SMTP', 587, 'anna', talk => talk.say(`AUTH PLAIN ${plain}\r\n`).answer('235 in\r\n')],
  [
    'SMTP',
    587,
    '',
    talk =>
      talk
        .say('AUTH LOGIN\r\n')
        .answer('334 VXNlcm5hbWU6\r\n')
        .say('YW5uYQ==\r\n')
        .answer('334 UGFzc3dvcmQ6\r\n')
        .say(`${Buffer.from(secret).toString('base64')}\r\n`)
        .answer('235 in\r\n'),
  ],
  [
    'HTTP',
    80,
    'anna',
    talk =>
      talk
        .say(`GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ${basic}\r\n\r\n`)
        .answer('HTTP/1.1 200 OK\r\n\r\n'),
  ],
  [
    'HTTP',
    80,
    '',
    talk =>
      talk
        .say(`POST /in HTTP/1.1\r\nHost: a\r\n\r\nuser=anna&password=${secret}`)
        .answer('HTTP/1.1 302 Found\r\n\r\n'),
  ],
  [
    'HTTP',
    80,
    '',
    talk =>
      talk
        .say('POST /in HTTP/1.1\r\nHost: a\r\n\r\n')
        .say(`{"password":"${secret}"}`)
        .answer('HTTP/1.1 200 OK\r\n\r\n'),
  ],
  [
    'Telnet',
    23,
    '',
    talk =>
      talk
        .answer('login: ')
        .say('anna\r\n')
        .answer('anna\r\nPassword: ')
        .say(`${secret}\r\n`)
        .answer('\r\nWelcome\r\n$ '),
  ],
  [
    'LDAP',
    389,
    'cn=anna,dc=loca',
    talk => talk.say(simpleBind).answer(fromHex('30 0c 02 01 01 61 07 0a 01 00 04 00 04 00')),
  ],
  ['Redis', 6379, '', talk => talk.say(`*2\r\n$4\r\nAUTH\r\n$9\r\n${secret}\r\n`).answer('+OK\r\n')],
  ['MQTT', 1883, '', talk => talk.say(mqttConnect).answer(fromHex('20 02 00 00'))],
  [
    'PostgreSQL',
    5432,
    '',
    talk =>
      talk
        .answer(fromHex('52 00 00 00 08 00 00 00 03'))
        .say(join(fromHex('70 00 00 00 0e'), fromText(`${secret}\0`)))
        .answer(fromHex('52 00 00 00 08 00 00 00 00')),
  ],
];

/** The same up to the password, and then no. */
const refusals: readonly (readonly [number, (talk: Talk) => unknown])[] = [
  [21, talk => talk.say('USER anna\r\n').answer('331 \r\n').say('PASS x\r\n').answer('530 no\r\n')],
  [110, talk => talk.say('USER anna\r\n').answer('+OK\r\n').say('PASS x\r\n').answer('-ERR no\r\n')],
  [587, talk => talk.say(`AUTH PLAIN ${plain}\r\n`).answer('535 no\r\n')],
  [
    80,
    talk =>
      talk.say(`GET / HTTP/1.1\r\nAuthorization: Basic ${basic}\r\n\r\n`).answer('HTTP/1.1 401 No\r\n\r\n'),
  ],
  [389, talk => talk.say(simpleBind).answer(fromHex('30 0c 02 01 01 61 07 0a 01 31 04 00 04 00'))],
  [23, talk => talk.answer('Password: ').say('x\r\n').answer('\r\nLogin incorrect\r\n')],
];

describe('a password in the open', () => {
  it.each(logins)('is seen in %s at port %i (user %j)', (name, port, user, login) => {
    const all = talks();
    for (let count = 0; count < 3; count += 1) {
      login(all.tcp(client, server, port));
      all.now += 5;
    }
    expect(all.found).toMatchObject([
      { kind: 'cleartext-credentials', protocol: name, port, details: user === '' ? [] : [`user ${user}`] },
    ]);
    const text = JSON.stringify(all.found);
    for (const form of [secret, basic, plain]) expect(text).not.toContain(form);
  });

  it('is told of once for each client, server and service', () => {
    const all = talks();
    for (const from of [client, '10.0.0.6', client]) {
      for (const to of [server, '10.0.0.10', server]) logins[0]?.[3](all.tcp(from, to, 21));
    }
    expect(all.found).toHaveLength(4);
  });

  it('is told of once for each server while a network is new', () => {
    const all = talks({ learnedSeconds: () => 10 });
    for (const from of [client, '10.0.0.6', '10.0.0.7']) logins[0]?.[3](all.tcp(from, server, 21));
    expect(all.found).toHaveLength(1);
  });

  it('is told of again after an hour where nothing may be learned', () => {
    const all = talks({ learning: () => false });
    for (let hour = 0; hour < 3; hour += 1) {
      for (let count = 0; count < 5; count += 1) logins[0]?.[3](all.tcp(client, server, 21));
      all.now += 3700;
    }
    expect(all.found).toHaveLength(3);
  });

  it.each(refusals)('is nothing when port %i refused it', (port, login) => {
    const all = talks();
    login(all.tcp(client, server, port));
    expect(all.found).toEqual([]);
  });

  it('is none for everybody, none after a challenge, none in a scheme that hides it', () => {
    const all = talks();
    const ftp = all.tcp(client, server, 21);
    ftp.say('USER anonymous\r\n').answer('331 \r\n').say('PASS me@here\r\n').answer('230 in\r\n');
    const pop3 = all.tcp(client, server, 110);
    pop3.say('AUTH CRAM-MD5\r\n').answer('+ PDE4\r\n').say('YW5uYSBiYWQ=\r\n').answer('+OK\r\n');
    pop3.say('AUTH PLAIN\r\n').answer('+ \r\n').say('*\r\n').answer('-ERR\r\n');
    const http = all.tcp(client, server, 80);
    http.say('GET / HTTP/1.1\r\nAuthorization: Bearer abc\r\n\r\n').answer('HTTP/1.1 200 OK\r\n\r\n');
    expect(all.found).toEqual([]);
  });

  it('is a community of SNMP that is not everybody’s', () => {
    const all = talks();
    const ask = (community: string): void =>
      all.datagram(
        client,
        server,
        40_000,
        161,
        join(
          Uint8Array.of(0x30, 24 + community.length, 2, 1, 1, 4, community.length),
          fromText(community),
          fromHex('a0 11 02 01 01 02 01 00 02 01 00 30 06 30 04 06 00 05 00'),
        ),
      );
    ask('public');
    expect(all.found).toEqual([]);
    ask('s3cr3t');
    expect(all.found).toMatchObject([{ protocol: 'SNMP', port: 161 }]);
    expect(JSON.stringify(all.found)).not.toContain('s3cr3t');
  });

  it('shows names that are safe for a terminal', () => {
    const all = talks();
    const hostile = Buffer.from('a\u001b[2Jb:x').toString('base64');
    const request = `GET / HTTP/1.1\r\nAuthorization: Basic ${hostile}\r\n\r\n`;
    all.tcp(client, server, 80).say(request).answer('HTTP/1.1 200 OK\r\n\r\n');
    expect(all.found[0]?.details).toEqual(['user a\\x1b[2Jb']);
  });
});
