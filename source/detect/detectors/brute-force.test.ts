import { describe, expect, it } from 'vitest';
import { fromHex, fromText, join } from '../../testing/frames.ts';
import { type Talk, Talks, type TalksOptions } from '../../testing/talks.ts';
import { ipv4Party } from '../host-key.ts';
import { BruteForce } from './brute-force.ts';

const client = '10.0.0.5';
const server = '10.0.0.9';
const clientParty = ipv4Party(0x0a000005);
const serverParty = ipv4Party(0x0a000009);

function talks(options?: TalksOptions): Talks {
  return new Talks(tools => [new BruteForce(tools)], options);
}

const ldapRefusal = fromHex('30 0c 02 01 01 61 07 0a 01 31 04 00 04 00');
const smbRefusal = join(fromHex('00 00 00 48 fe 53 4d 42 40 00 00 00 6d 00 00 c0 01 00'), new Uint8Array(58));
const smb1Refusal = join(fromHex('00 00 00 28 ff 53 4d 42 73 6d 00 00 c0'), new Uint8Array(31));
const mysqlRefusal = join(fromHex('20 00 00 02 ff 15 04'), fromText('#28000Access denied for'));
const postgresqlRefusal = join(
  fromHex('45 00 00 00 40'),
  fromText('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0'),
);
const sqlServerRefusal = join(
  fromHex('04 01 00 3c 00 00 01 00 aa 20 00 18 48 00 00 01 0e'),
  fromText('L\0o\0g\0i\0n\0 \0f\0a\0i\0l\0'),
);
const vncRefusal = join(fromHex('00 00 00 01 00 00 00 16'), fromText('Authentication failed.'));

/** One wrong password after the other over one connection each, as each service answers it. */
const services: readonly (readonly [string, number, (talk: Talk) => unknown])[] = [
  ['FTP', 21, talk => talk.say('PASS x\r\n').answer('530 Login incorrect.\r\n')],
  [
    'HTTP',
    80,
    talk =>
      talk
        .say('GET /admin/ HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\n\r\n')
        .answer('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
  ],
  ['SMTP', 25, talk => talk.answer('220 mail ESMTP\r\n').answer('535 5.7.8 Authentication failed\r\n')],
  ['IMAP', 143, talk => talk.say('a1 LOGIN a b\r\n').answer('a1 NO [AUTHENTICATIONFAILED] no\r\n')],
  ['POP3', 110, talk => talk.say('PASS x\r\n').answer('-ERR [AUTH] Authentication failed.\r\n')],
  ['PostgreSQL', 5432, talk => talk.answer(postgresqlRefusal)],
  ['MySQL', 3306, talk => talk.answer(mysqlRefusal)],
  ['Redis', 6379, talk => talk.say('AUTH x\r\n').answer('-WRONGPASS invalid username-password pair\r\n')],
  ['Telnet', 23, talk => talk.say('x\r\n').answer('\r\nLogin incorrect\r\nlogin: ')],
  ['LDAP', 389, talk => talk.answer(ldapRefusal)],
  ['SMB', 445, talk => talk.answer(smbRefusal)],
  ['SMB', 445, talk => talk.answer(smb1Refusal)],
  ['SQL Server', 1433, talk => talk.answer(sqlServerRefusal)],
  ['VNC', 5900, talk => talk.answer('RFB 003.008\n').say('RFB 003.008\n').answer(vncRefusal)],
  ['MQTT', 1883, talk => talk.answer(fromHex('20 02 00 05'))],
];

/** An SSH connection that ends after so many rounds of a refused password, or goes on to do something. */
function ssh(all: Talks, from: string, to: string, isSuccess = false): void {
  const talk = all.tcp(from, to, 22);
  talk.answer('SSH-2.0-OpenSSH_9.6\r\n').say('SSH-2.0-client\r\n');
  talk.say(join(fromHex('00 00 05 a4 04 14'), new Uint8Array(1400)));
  talk.answer(join(fromHex('00 00 04 3c 04 14'), new Uint8Array(1082)));
  for (const size of [48, 44, 68, 148])
    talk.say(new Uint8Array(size).fill(0x91)).answer(new Uint8Array(52).fill(0x81));
  if (isSuccess) {
    for (let round = 0; round < 30; round += 1) {
      talk.say(new Uint8Array(36).fill(0x91)).answer(new Uint8Array(400).fill(0x81));
    }
  }
  talk.close();
}

describe('password guessing', () => {
  it.each(services)('is seen by the refusals of %s', (name, port, guess) => {
    const all = talks();
    for (let count = 0; count < 4; count += 1) {
      guess(all.tcp(client, server, port));
      all.now += 1;
    }
    expect(all.found).toEqual([]);
    guess(all.tcp(client, server, port));
    expect(all.found).toMatchObject([
      {
        kind: 'brute-force',
        actor: clientParty,
        target: serverParty,
        port,
        protocol: name,
        actors: 1,
        targets: 1,
      },
    ]);
    expect(all.found[0]?.measures).toMatchObject([{ of: 'logins refused', value: 5, windowSeconds: 60 }]);
  });

  it('is seen by short connections over SSH, and sessions are none', () => {
    const all = talks();
    for (let count = 0; count < 20; count += 1) {
      ssh(all, client, server, true);
      all.now += 1;
    }
    expect(all.found).toEqual([]);
    for (let count = 0; count < 9; count += 1) {
      ssh(all, client, '10.0.0.10');
      all.now += 4;
    }
    expect(all.found).toMatchObject([{ kind: 'brute-force', actor: clientParty, protocol: 'SSH', port: 22 }]);
  });

  it('is seen when it is slow', () => {
    const all = talks();
    for (let count = 0; count < 30 && all.found.length === 0; count += 1) {
      all.tcp(client, server, 21).answer('530 Login incorrect.\r\n');
      all.now += 40;
    }
    expect(all.found).toMatchObject([{ measures: [{ windowSeconds: 600, value: 10 }] }]);
  });

  it('is one incident of the target when many do it', () => {
    const all = talks();
    for (let count = 0; count < 24; count += 1) {
      all.tcp(`198.51.100.${count % 12}`, server, 110).answer('-ERR authentication failed\r\n');
      all.now += 1;
    }
    expect(all.found[0]).toMatchObject({ actor: undefined, target: serverParty, targets: 1 });
    expect(all.found[0]?.actors).toBeGreaterThanOrEqual(8);
  });

  it('is one incident of the actor when it tries everybody', () => {
    const all = talks();
    for (let count = 0; count < 8; count += 1) {
      all.tcp(client, `10.0.1.${count}`, 445).answer(smbRefusal);
      all.now += 1;
    }
    expect(all.found[0]).toMatchObject({ actor: clientParty, target: undefined, actors: 1 });
    expect(all.found[0]?.targets).toBeGreaterThanOrEqual(6);
  });

  it('is told of once a second at most', () => {
    const all = talks();
    for (let count = 0; count < 50; count += 1) all.tcp(client, server, 21).answer('530 no\r\n');
    expect(all.found).toHaveLength(1);
  });

  it('is seen in forms with a password, however they are answered', () => {
    const all = talks();
    const head = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 22\r\n\r\n';
    for (let count = 0; count < 9; count += 1) {
      const talk = all.tcp(client, server, 80);
      if (count % 2 === 0) talk.say(`${head}user=a&password=secret`);
      else talk.say(head).say('user=a&password=secret');
      talk.answer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      all.now += 1;
    }
    expect(all.kinds()).toEqual(['brute-force']);
  });

  it('is not a page that asks everybody for a password, nor a form without one', () => {
    const all = talks();
    for (let count = 0; count < 60; count += 1) {
      const talk = all.tcp(client, server, 80);
      talk.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').answer('HTTP/1.1 401 Unauthorized\r\n\r\n');
      talk.say('POST /value HTTP/1.1\r\nHost: a\r\n\r\nvalue=1').answer('HTTP/1.1 200 OK\r\n\r\n');
      all.now += 0.5;
    }
    expect(all.found).toEqual([]);
  });

  it('is not what a host has always done, unless it comes to very much', () => {
    const all = talks();
    // A job that logs in twice a minute, for hours.
    for (let minute = 0; minute < 100; minute += 1) {
      for (let count = 0; count < 2; count += 1) ssh(all, client, server);
      all.now += 60;
    }
    expect(all.found).toEqual([]);
    for (let count = 0; count < 80; count += 1) {
      ssh(all, client, server);
      all.now += 0.5;
    }
    expect(all.found.length).toBeGreaterThan(0);
  });

  it('teaches nothing while its host is suspect', () => {
    const all = talks({ isSuspect: () => true });
    for (let count = 0; count < 400; count += 1) {
      all.tcp(client, server, 21).answer('530 no\r\n');
      all.now += 2;
    }
    expect(all.found.length).toBeGreaterThan(350);
  });

  it('is judged again after a silence of years', () => {
    const all = talks();
    for (let count = 0; count < 8; count += 1) all.tcp(client, server, 21).answer('530 no\r\n');
    all.now += 200_000_000;
    all.found.length = 0;
    for (let count = 0; count < 4; count += 1) all.tcp(client, server, 21).answer('530 no\r\n');
    expect(all.found).toEqual([]);
  });
});
