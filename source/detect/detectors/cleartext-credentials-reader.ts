import { type Bytes, i32, startsWith, u8, u16 } from '../../decode/bytes.ts';
import { safeString, safeText } from '../../decode/text.ts';
import { startsWithIgnoringCase } from '../../decode/text-lines.ts';
import type { Tracker } from '../../flows/tracker.ts';
import { bringsPassword, ldapBindResult, refusesLogin } from './brute-force-refusals.ts';
import { service } from './brute-force-services.ts';
import { FlowMemory } from './content-memory.ts';
import { beginsRequest, bodyAt, fieldAt, findIgnoringCase, nextWord, wordEnd } from './content-text.ts';

const places = 512;
const longestName = 64;
const headBytes = 1400;

/** How far the login of a flow is. */
const stage = {
  nothing: 0,
  /** The client said a mechanism; what it says after the server asked is the password. */
  mechanism: 1,
  asked: 2,
  /** Said; what the server answers decides whether it was worth anything. */
  said: 3,
  /** The head of a form came, its fields come next. */
  form: 4,
} as const;

/**
 * Reads logins that anybody on the way can read. A password counts once it was not refused: those who guess
 * are somebody else's business. Passwords are never kept, names are.
 */
export class CredentialReader {
  /** Of the login just found, '' where it is not known; safe for a terminal. */
  user = '';
  readonly #stages: FlowMemory;
  readonly #users: string[] = new Array<string>(places).fill('');

  constructor(tracker: Tracker) {
    this.#stages = new FlowMemory(tracker, places);
  }

  /** True when the message in [at, end) completes a login that was readable. */
  read(code: number, flow: number, bytes: Bytes, at: number, end: number, fromServer: boolean): boolean {
    if (code === service.snmp) return !fromServer && this.#community(bytes, at, end);
    if (fromServer) return this.#answer(code, flow, bytes, at, end);
    const before = this.#stages.get(flow);
    const now = this.#say(code, before, flow, bytes, at, end);
    if (now !== before) this.#stages.set(flow, now);
    return false;
  }

  #answer(code: number, flow: number, bytes: Bytes, at: number, end: number): boolean {
    const before = this.#stages.get(flow);
    if (code === service.postgresql && isCleartextRequest(bytes, at, end)) {
      this.#stages.set(flow, stage.asked);
      return false;
    }
    if (code === service.telnet && before !== stage.said) {
      const prompt = findIgnoringCase(bytes, Math.max(at, end - longestName), end, 'assword');
      if (prompt >= 0) this.#stages.set(flow, stage.asked);
      return false;
    }
    if (before === stage.mechanism) this.#stages.set(flow, stage.asked);
    if (before !== stage.said) return false;
    // An echo of what was typed, or an interim answer.
    if (code === service.telnet && end - at < 3) return false;
    if (asksForMore(code, bytes, at, end)) {
      this.#stages.set(flow, stage.asked);
      return false;
    }
    this.#stages.set(flow, stage.nothing);
    if (refusesLogin(code, bytes, at, end) || isOtherRefusal(code, bytes, at, end)) return false;
    this.user = this.#users[this.#stages.place(flow)] ?? '';
    return true;
  }

  /** What the client says; the stage after it. */
  #say(code: number, before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    switch (code) {
      case service.ftp:
      case service.pop3:
        return this.#lines(before, flow, bytes, at, end);
      case service.imap:
        return this.#mailbox(before, flow, bytes, at, end);
      case service.smtp:
        return this.#mechanism(before, flow, bytes, at, end);
      case service.http:
        return this.#page(before, flow, bytes, at, end);
      case service.telnet:
      case service.postgresql:
        return before === stage.asked && end > at ? this.#said(flow, '') : before;
      case service.ldap:
        return this.#bind(before, flow, bytes, at, end);
      case service.redis:
        return isRedisLogin(bytes, at, end) ? this.#said(flow, '') : before;
      case service.mqtt:
        return this.#connect(before, flow, bytes, at, end);
      default:
        return before;
    }
  }

  #said(flow: number, user: string): number {
    this.#users[this.#stages.place(flow)] = user;
    return stage.said;
  }

  #lines(before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    if (startsWithIgnoringCase(bytes, at, end, 'user ')) {
      this.#users[this.#stages.place(flow)] = nameText(bytes, at + 5, end);
      return before;
    }
    if (startsWithIgnoringCase(bytes, at, end, 'pass ')) {
      const user = this.#users[this.#stages.place(flow)] ?? '';
      // Everybody's password is nobody's.
      return user === 'anonymous' || user === 'ftp' ? stage.nothing : this.#said(flow, user);
    }
    return this.#mechanism(before, flow, bytes, at, end);
  }

  #mailbox(before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    const command = nextWord(bytes, at, end);
    if (startsWithIgnoringCase(bytes, command, end, 'login ')) {
      return this.#said(flow, nameText(bytes, command + 6, end));
    }
    return this.#mechanism(before, flow, bytes, command, end, 'authenticate ', at);
  }

  /** AUTH PLAIN and AUTH LOGIN, with what they need behind them or in the next message. */
  #mechanism(
    before: number,
    flow: number,
    bytes: Bytes,
    at: number,
    end: number,
    word = 'auth ',
    whole = at,
  ): number {
    if (startsWithIgnoringCase(bytes, at, end, word)) {
      const name = at + word.length;
      const isPlain = startsWithIgnoringCase(bytes, name, end, 'plain');
      if (!isPlain && !startsWithIgnoringCase(bytes, name, end, 'login')) return stage.nothing;
      const initial = nextWord(bytes, name, end);
      this.#users[this.#stages.place(flow)] = '';
      if (!isPlain || initial + 4 > end) return stage.mechanism;
      return this.#said(flow, plainUser(bytes, initial, end));
    }
    if (before !== stage.asked || bytes[whole] === 0x2a)
      return before === stage.asked ? stage.nothing : before;
    return this.#said(flow, plainUser(bytes, whole, end));
  }

  #page(before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    if (before === stage.form) {
      return bringsPassword(bytes, at, end) ? this.#said(flow, '') : stage.nothing;
    }
    if (!beginsRequest(bytes, at, end)) return before;
    const stop = Math.min(end, at + headBytes);
    const scheme = fieldAt(bytes, at, stop, 'authorization');
    if (scheme >= 0 && startsWithIgnoringCase(bytes, scheme, stop, ' basic ')) {
      return this.#said(flow, basicUser(bytes, scheme + 7, end));
    }
    if (bytes[at] !== 0x50) return stage.nothing;
    const body = bodyAt(bytes, at, stop);
    if (body === end) return stage.form;
    return body >= 0 && bringsPassword(bytes, body, end) ? this.#said(flow, '') : stage.nothing;
  }

  /** A simple bind with a password: name, then [0] with at least one byte. */
  #bind(before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    if (at + 14 > end || bytes[at] !== 0x30) return before;
    let next = at + 2;
    if (u8(bytes, at + 1) >= 0x80) next += u8(bytes, at + 1) & 7;
    if (next + 2 > end || bytes[next] !== 0x02) return before;
    next += 2 + (u8(bytes, next + 1) & 7);
    if (next + 2 > end || bytes[next] !== 0x60) return before;
    next += 2 + (u8(bytes, next + 1) >= 0x80 ? u8(bytes, next + 1) & 7 : 0);
    // Version: 02 01 03.
    next += 3;
    if (next + 2 > end || bytes[next] !== 0x04) return before;
    const name = next + 2;
    const length = u8(bytes, next + 1);
    const password = name + length;
    if (length >= 0x80 || password + 2 > end || bytes[password] !== 0x80) return before;
    if (bytes[password + 1] === 0) return before;
    return this.#said(flow, safeText(bytes, name, Math.min(password, name + longestName)));
  }

  /** The flags of a CONNECT say whether a password comes along. */
  #connect(before: number, flow: number, bytes: Bytes, at: number, end: number): number {
    if (bytes[at] !== 0x10) return before;
    let next = at + 1;
    while (next < at + 4 && next < end && u8(bytes, next) >= 0x80) next += 1;
    next += 1;
    if (next + 2 > end) return before;
    const flags = next + 2 + u16(bytes, next) + 1;
    return flags < end && (u8(bytes, flags) & 0x40) !== 0 ? this.#said(flow, '') : before;
  }

  /** Versions 1 and 2c say their community in every message; 'public' is no secret. */
  #community(bytes: Bytes, at: number, end: number): boolean {
    if (at + 8 > end || bytes[at] !== 0x30) return false;
    let next = at + 2;
    if (u8(bytes, at + 1) >= 0x80) next += u8(bytes, at + 1) & 7;
    if (next + 5 > end || bytes[next] !== 0x02 || bytes[next + 1] !== 1 || u8(bytes, next + 2) > 1)
      return false;
    const length = u8(bytes, next + 4);
    if (bytes[next + 3] !== 0x04 || length === 0 || next + 5 + length > end) return false;
    this.user = '';
    return length !== 6 || !startsWith(bytes, next + 5, end, 'public');
  }
}

/** AuthenticationCleartextPassword. */
function isCleartextRequest(bytes: Bytes, at: number, end: number): boolean {
  return at + 9 <= end && bytes[at] === 0x52 && i32(bytes, at + 1) === 8 && i32(bytes, at + 5) === 3;
}

/** The name came first, and the password is asked for now. */
function asksForMore(code: number, bytes: Bytes, at: number, end: number): boolean {
  if (code === service.smtp) return startsWith(bytes, at, end, '334');
  const isMailbox = code === service.pop3 || code === service.imap;
  return isMailbox && (startsWith(bytes, at, end, '+ ') || startsWith(bytes, at, end, '+\r'));
}

/** An answer that is no refusal of the password, and no welcome either. */
function isOtherRefusal(code: number, bytes: Bytes, at: number, end: number): boolean {
  const first = bytes[at];
  switch (code) {
    case service.ftp:
    case service.smtp:
      return first === 0x34 || first === 0x35;
    case service.pop3:
    case service.redis:
      return first === 0x2d;
    case service.http:
      return at + 10 <= end && (bytes[at + 9] === 0x34 || bytes[at + 9] === 0x35);
    case service.postgresql:
      return first === 0x45;
    case service.ldap:
      return ldapBindResult(bytes, at, end) !== 0;
    default:
      return false;
  }
}

const redisLogins: readonly string[] = ['*2\r\n$4\r\nauth\r\n', '*3\r\n$4\r\nauth\r\n', 'auth '];

function isRedisLogin(bytes: Bytes, at: number, end: number): boolean {
  for (let index = 0; index < redisLogins.length; index += 1) {
    if (startsWithIgnoringCase(bytes, at, end, redisLogins[index] as string)) return true;
  }
  return false;
}

function nameText(bytes: Bytes, at: number, end: number): string {
  const from = bytes[at] === 0x22 ? at + 1 : at;
  let stop = Math.min(wordEnd(bytes, from, end), from + longestName);
  if (stop > from && bytes[stop - 1] === 0x22) stop -= 1;
  return safeText(bytes, from, stop);
}

/** What is before the colon, and nothing where there is none. */
function basicUser(bytes: Bytes, at: number, end: number): string {
  const text = decoded(bytes, at, end);
  const colon = text.indexOf(':');
  return colon < 0 ? '' : safeString(text.slice(0, Math.min(colon, longestName)));
}

/** 'authorisation NUL name NUL password'; nothing when it does not look so. */
function plainUser(bytes: Bytes, at: number, end: number): string {
  const parts = decoded(bytes, at, end).split('\0');
  return parts.length === 3 ? safeString((parts[1] ?? '').slice(0, longestName)) : '';
}

function decoded(bytes: Bytes, at: number, end: number): string {
  const stop = Math.min(wordEnd(bytes, at, end), at + 256);
  let text = '';
  for (let next = at; next < stop; next += 1) text += String.fromCharCode(bytes[next] as number);
  return Buffer.from(text, 'base64').toString('latin1');
}
