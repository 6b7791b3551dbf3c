import { type Bytes, startsWith, u16le, u32, u32le } from '../../decode/bytes.ts';
import { startsWithIgnoringCase } from '../../decode/text-lines.ts';
import { service } from './brute-force-services.ts';
import { beginsRequest, bodyAt, fieldAt, hasAnyWord, nextWord } from './content-text.ts';

/** So much of an answer is looked at. */
const lookedAtBytes = 300;

const mailWords: readonly string[] = ['auth', 'login', 'pass', 'denied', 'invalid user', 'credential'];
// biome-ignore format: a table
const telnetWords: readonly string[] = [
  'incorrect', 'login failed', 'login fail', 'authentication fail', 'access denied', 'bad password', 'invalid password',
  'permission denied', 'wrong password', 'login invalid',
];
const redisWords: readonly string[] = ['-wrongpass', '-noauth', '-err invalid password'];

/**
 * Whether what a server said, standing in [at, end), refuses a login. Of HTTP the caller must know that one was tried: the first
 * answer to everybody who comes without a password is the same.
 */
export function refusesLogin(code: number, bytes: Bytes, at: number, end: number): boolean {
  const stop = Math.min(end, at + lookedAtBytes);
  switch (code) {
    case service.ftp:
      return startsWith(bytes, at, stop, '530');
    case service.http:
      return refusesPage(bytes, at, stop);
    case service.smtp:
      return startsWith(bytes, at, stop, '535');
    case service.imap:
      return refusesMailbox(bytes, at, stop);
    case service.pop3:
      return startsWith(bytes, at, stop, '-ERR') && hasAnyWord(bytes, at + 4, stop, mailWords);
    case service.postgresql:
      return bytes[at] === 0x45 && isPostgresqlRefusal(bytes, at, stop);
    case service.mysql:
      return isMysqlRefusal(bytes, at, stop);
    case service.redis:
      return bytes[at] === 0x2d && beginsWithAny(bytes, at, stop, redisWords);
    case service.telnet:
      return hasAnyWord(bytes, at, stop, telnetWords);
    case service.ldap:
      return ldapBindResult(bytes, at, stop) > 0;
    case service.smb:
      return isSmbRefusal(bytes, at, stop);
    case service.vnc:
      return isVncRefusal(bytes, at, stop);
    case service.sqlServer:
      return isSqlServerRefusal(bytes, at, stop);
    case service.mqtt:
      return isMqttRefusal(bytes, at, stop);
    default:
      return false;
  }
}

function beginsWithAny(bytes: Bytes, at: number, end: number, words: readonly string[]): boolean {
  for (let index = 0; index < words.length; index += 1) {
    if (startsWithIgnoringCase(bytes, at, end, words[index] as string)) return true;
  }
  return false;
}

/** 401 and 403. */
function refusesPage(bytes: Bytes, at: number, end: number): boolean {
  if (at + 12 > end || !startsWith(bytes, at, end, 'HTTP/')) return false;
  const status = nextWord(bytes, at, Math.min(end, at + 12));
  return startsWith(bytes, status, end, '401') || startsWith(bytes, status, end, '403');
}

/** 'a2 NO [AUTHENTICATIONFAILED] …': NO answers other commands too. */
function refusesMailbox(bytes: Bytes, at: number, end: number): boolean {
  const answer = nextWord(bytes, at, end);
  return startsWithIgnoringCase(bytes, answer, end, 'no ') && hasAnyWord(bytes, answer, end, mailWords);
}

/** SQLSTATE 28P01 (invalid password) or 28000 (invalid authorization). */
function isPostgresqlRefusal(bytes: Bytes, at: number, end: number): boolean {
  for (let next = at + 5; next + 7 <= end; next += 1) {
    if (bytes[next] !== 0 || bytes[next + 1] !== 0x43) continue;
    return startsWith(bytes, next + 2, end, '28P01') || startsWith(bytes, next + 2, end, '28000');
  }
  return false;
}

const mysqlAccessDenied = 1045;

/** Length (3), number (1), 0xff, error number. */
function isMysqlRefusal(bytes: Bytes, at: number, end: number): boolean {
  return at + 7 <= end && bytes[at + 4] === 0xff && u16le(bytes, at + 5) === mysqlAccessDenied;
}

const ldapBindResponse = 0x61;
const ldapInvalidCredentials = 49;

/**
 * What a bind was answered: 0 for yes, 49 for wrong names and passwords, -1 where this is none of both. Lengths of one byte are enough
 * for all that matters.
 */
export function ldapBindResult(bytes: Bytes, at: number, end: number): number {
  // Sequence, message number of one to four bytes.
  if (at + 12 > end || bytes[at] !== 0x30) return -1;
  let next = at + 2;
  if ((bytes[at + 1] as number) >= 0x80) next += (bytes[at + 1] as number) & 7;
  if (next + 3 > end || bytes[next] !== 0x02) return -1;
  next += 2 + ((bytes[next + 1] as number) & 7);
  if (next + 5 > end || bytes[next] !== ldapBindResponse) return -1;
  const long = bytes[next + 1] as number;
  next += 2 + (long >= 0x80 ? long & 7 : 0);
  if (next + 3 > end || bytes[next] !== 0x0a || bytes[next + 1] !== 1) return -1;
  const result = bytes[next + 2] as number;
  return result === 0 || result === ldapInvalidCredentials ? result : -1;
}

const smb2SessionSetup = 1;
const smb1SessionSetup = 0x73;

/** 4 bytes of NetBIOS before the header. */
function isSmbRefusal(bytes: Bytes, at: number, end: number): boolean {
  const header = at + 4;
  if (header + 16 > end || bytes[header + 1] !== 0x53 || bytes[header + 2] !== 0x4d) return false;
  if (bytes[header] === 0xfe) {
    return u16le(bytes, header + 12) === smb2SessionSetup && isWrongLogin(u32le(bytes, header + 8));
  }
  return (
    bytes[header] === 0xff && bytes[header + 4] === smb1SessionSetup && isWrongLogin(u32le(bytes, header + 5))
  );
}

/** Logon failure, no such user, wrong password, account locked out, account disabled. */
function isWrongLogin(status: number): boolean {
  return (
    status === 0xc000_006d ||
    status === 0xc000_0064 ||
    status === 0xc000_006a ||
    status === 0xc000_0234 ||
    status === 0xc000_0072
  );
}

/** Security result 1, and from version 3.8 on why. */
function isVncRefusal(bytes: Bytes, at: number, end: number): boolean {
  if (at + 4 > end || u32(bytes, at) !== 1) return false;
  return end - at === 4 || (at + 8 <= end && u32(bytes, at + 4) === end - at - 8);
}

const sqlServerLoginFailed = 18_456;

/** An error token (0xaa, length) in a table response (4) behind the packet's header. */
function isSqlServerRefusal(bytes: Bytes, at: number, end: number): boolean {
  const token = at + 8;
  if (token + 7 > end || bytes[at] !== 4 || bytes[token] !== 0xaa) return false;
  return u32le(bytes, token + 3) === sqlServerLoginFailed;
}

/** CONNACK: bad user name or password, not authorised; as versions 3 and 5 say it. */
function isMqttRefusal(bytes: Bytes, at: number, end: number): boolean {
  if (at + 4 > end || bytes[at] !== 0x20) return false;
  const reason = bytes[at + 3] as number;
  return reason === 4 || reason === 5 || reason === 0x86 || reason === 0x87;
}

const passwordWords: readonly string[] = ['passw', 'pwd=', '"pwd"', 'pass=', '"pass"', 'passphrase'];
/** So much of a request's head and of its body is looked at. */
const headBytes = 1400;
const formBytes = 600;

/** What a request of HTTP brings. */
export const brings = { nothing: 0, authorization: 1, password: 2, laterBody: 3 } as const;

export function requestBrings(bytes: Bytes, at: number, end: number): number {
  if (!beginsRequest(bytes, at, end)) return brings.nothing;
  const stop = Math.min(end, at + headBytes);
  const isAuthorized = fieldAt(bytes, at, stop, 'authorization') >= 0;
  if (bytes[at] !== 0x50) return isAuthorized ? brings.authorization : brings.nothing;
  const body = bodyAt(bytes, at, stop);
  if (body >= 0 && body < end && bringsPassword(bytes, body, end)) return brings.password;
  if (isAuthorized) return brings.authorization;
  return body === end ? brings.laterBody : brings.nothing;
}

/** Whether a form or a JSON object in [at, end) has a field for a password. */
export function bringsPassword(bytes: Bytes, at: number, end: number): boolean {
  return hasAnyWord(bytes, at, Math.min(end, at + formBytes), passwordWords);
}
