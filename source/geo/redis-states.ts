/** How it stands with Redis, told apart from the errors of sockets and servers, and said in words. */

export type RedisCondition =
  | 'connecting'
  | 'ready'
  | 'refused'
  | 'cut'
  | 'unreachable'
  | 'unknown host'
  | 'no socket'
  | 'closed to us'
  | 'untrusted'
  | 'no TLS'
  | 'silent TLS'
  | 'slow'
  | 'wants password'
  | 'wrong password'
  | 'no users'
  | 'no permission'
  | 'no database'
  | 'loading'
  | 'no master'
  | 'replica alone'
  | 'cluster down'
  | 'garbage'
  | 'not Redis'
  | 'error';

/** Why writes wait although reads go on. */
export type RedisWriteTrouble = 'full' | 'read only' | 'no write permission' | 'cannot save';

const sentences: Readonly<Record<RedisCondition, string>> = {
  connecting: 'connecting',
  ready: 'ready',
  refused: 'away: connection refused, trying again',
  cut: 'away: it closed the connection, trying again',
  unreachable: 'away: cannot be reached, trying again',
  'unknown host': 'away: no such host name, trying again',
  'no socket': 'away: there is no such socket, trying again',
  'closed to us': 'away: this user may not open its socket',
  untrusted: 'its TLS certificate is not trusted: name its authority with ?ca=FILE',
  'no TLS': 'it does not speak TLS: use redis:// instead of rediss://',
  'silent TLS': 'away: no TLS comes back, as from a Redis without TLS (redis://), trying again',
  slow: 'too slow: going on without it, trying again',
  'wants password': 'wants a password: give one in the URL, or in REDIS_PASSWORD',
  'wrong password': 'refuses the user or password it was given',
  'no users': 'is too old to know users: give a password only',
  'no permission': 'its user may not read oddwire:geo:* (MGET, GET)',
  'no database': 'has no database of that number',
  loading: 'is loading its data, trying again',
  'no master': 'its Sentinels name no master, trying again',
  'replica alone': 'is a replica that lost its master, trying again',
  'cluster down': 'its cluster is down, trying again',
  garbage: 'answers garbage: going on without it, trying again',
  'not Redis': 'what listens there is not Redis',
  error: 'refuses: going on without it, trying again',
};

const writeSentences: Readonly<Record<RedisWriteTrouble, string>> = {
  full: 'full: what it knows is used, new answers wait',
  'read only': 'a read only replica: what it knows is used, new answers wait',
  'no write permission': 'its user may not write (SET): what it knows is used, nothing is added',
  'cannot save': 'takes no writes because it cannot save: what it knows is used, new answers wait',
};

export function describeRedis(
  condition: RedisCondition,
  writeTrouble: RedisWriteTrouble | undefined,
  isQuiet: boolean,
): string {
  if (condition === 'ready' && writeTrouble !== undefined) return writeSentences[writeTrouble];
  if (isQuiet && (condition === 'refused' || condition === 'unreachable')) return 'none on this machine';
  return sentences[condition];
}

/** Milliseconds until it is tried again: the first time, and at most; doubled from time to time. */
type Pause = { readonly first: number; readonly most: number };

const soon: Pause = { first: 250, most: 10_000 };
const later: Pause = { first: 1000, most: 15_000 };
/** Somebody has to change something; asking often would fill logs and lock accounts. */
const rarely: Pause = { first: 10_000, most: 60_000 };
const veryRarely: Pause = { first: 60_000, most: 60_000 };

const pauses: Partial<Record<RedisCondition, Pause>> = {
  loading: { first: 250, most: 2000 },
  slow: { first: 500, most: 15_000 },
  garbage: { first: 500, most: 15_000 },
  error: later,
  'unknown host': later,
  'not Redis': { first: 2000, most: 60_000 },
  'closed to us': rarely,
  untrusted: rarely,
  'no TLS': rarely,
  'silent TLS': later,
  'wants password': rarely,
  'wrong password': rarely,
  'no users': rarely,
  'no permission': rarely,
  'no database': rarely,
};

/** `failures` in a row so far, this one included; `chance` from 0 to 1 keeps many Oddwires from coming at once. */
export function pauseMilliseconds(
  condition: RedisCondition,
  failures: number,
  isQuiet: boolean,
  chance: number,
): number {
  const pause = isQuiet ? veryRarely : (pauses[condition] ?? soon);
  const full = Math.min(pause.most, pause.first * 2 ** Math.min(16, Math.max(0, failures - 1)));
  return Math.round(full * (0.75 + 0.25 * chance));
}

/** Thrown by what is bounded in time. */
export class TooSlow extends Error {}

/** The connection was taken, but nothing came back to the greeting of TLS. */
export class SilentTls extends Error {}

const conditionOfCode: Readonly<Record<string, RedisCondition>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
  ENOENT: 'no socket',
  ENOTSOCK: 'no socket',
  EACCES: 'closed to us',
  EPERM: 'closed to us',
  EPROTO: 'no TLS',
};

const conditionOfReply: readonly (readonly [RegExp, RedisCondition])[] = [
  [/^NOAUTH|^ERR operation not permitted/, 'wants password'],
  [/^WRONGPASS|^ERR invalid password/, 'wrong password'],
  [/^ERR wrong number of arguments for 'auth'/i, 'no users'],
  [/^NOPERM/, 'no permission'],
  [/^LOADING|^BUSY /, 'loading'],
  [/^MASTERDOWN/, 'replica alone'],
  [/^CLUSTERDOWN|^TRYAGAIN/, 'cluster down'],
  [/^ERR (?:DB index|invalid DB|SELECT is not allowed)/i, 'no database'],
  [/^-?DENIED/, 'closed to us'],
];

/** Nothing of what the server said is repeated: it may hold anything. */
export function conditionOf(error: unknown): RedisCondition {
  if (error instanceof TooSlow) return 'slow';
  if (error instanceof SilentTls) return 'silent TLS';
  if (!(error instanceof Error)) return 'error';
  const { code, lastNodeError } = error as Error & { code?: unknown; lastNodeError?: unknown };
  if (lastNodeError instanceof Error) return conditionOf(lastNodeError);
  if (typeof code === 'string') {
    const known = conditionOfCode[code];
    if (known !== undefined) return known;
    if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) return 'untrusted';
    if (/SSL|TLS/.test(code)) return 'no TLS';
  }
  const text = error.message;
  for (const [pattern, condition] of conditionOfReply) if (pattern.test(text)) return condition;
  if (error.name === 'ReplyError') return 'error';
  if (/RESP type|report this|report it|reply of the wrong shape/.test(text)) return 'garbage';
  if (/All sentinels are unreachable/.test(text)) return 'no master';
  if (/timed? ?out/i.test(text)) return 'slow';
  if (/None of startup nodes/.test(text)) return 'unreachable';
  if (/Connection is closed|isn't writeable|is aborted/.test(text)) return 'cut';
  return 'error';
}

export function writeTroubleOf(error: unknown): RedisWriteTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const text = error.message;
  // Scripts wrap what the command inside them was told.
  if (/^-?OOM|\bOOM command not allowed/.test(text)) return 'full';
  if (/^-?READONLY|\bREADONLY You can't write/.test(text)) return 'read only';
  if (/^-?MISCONF|^-?NOREPLICAS/.test(text)) return 'cannot save';
  if (/^NOPERM|can't run this command|has no permissions/i.test(text)) return 'no write permission';
  return undefined;
}
