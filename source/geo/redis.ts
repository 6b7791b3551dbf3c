/**
 * Redis as the cache shared with other Oddwires. It may be slow, gone, full, locked or mad at any time: then it is
 * left alone at once, tried again with growing pauses, and `facts` says how it stands.
 */
import { readFileSync } from 'node:fs';
import type { GeoAnswer } from './answer.ts';
import { readAnswer } from './cached-answer.ts';
import { spendInRedis, utcDay } from './redis-budget.ts';
import { commandMilliseconds, connectRedis, type RedisConnection } from './redis-connection.ts';
import {
  conditionOf,
  describeRedis,
  pauseMilliseconds,
  type RedisCondition,
  writeTroubleOf,
} from './redis-states.ts';
import { defaultRedisTarget, describeRedisTarget, parseRedisUrl, type RedisTarget } from './redis-url.ts';
import { keyPrefix, redisWrites } from './redis-writes.ts';
import type { SharedCache, TierFacts } from './tiers.ts';

export type RedisOptions = {
  /** Undefined: look for one on this machine, and say nothing when there is none. */
  readonly url: string | undefined;
  /** REDIS_USERNAME and REDIS_PASSWORD (or REDISCLI_AUTH) serve a URL that names no password. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

const maxReadBatch = 1024;
/** A connection that lasted this long has proved itself: the next trouble starts with the shortest pause. */
const provenMilliseconds = 10_000;
/** Writing what waits at the end may take this long. */
const closeMilliseconds = 400;
const latencyShare = 0.1;

export function openRedis({ url, environment }: RedisOptions): SharedCache {
  const parsed = url === undefined ? { target: defaultRedisTarget() } : parseRedisUrl(url);
  if (parsed.target === undefined) return nonsense(parsed.error);
  const target = url === undefined ? parsed.target : withLogin(parsed.target, environment);
  if (target.authority === '') return cacheAt(target, undefined, url === undefined);
  try {
    // Now, while whoever started the program may still read it.
    return cacheAt(target, readFileSync(target.authority), false);
  } catch {
    return nonsense('The file named by ca= in the Redis URL cannot be read; Redis is not used.');
  }
}

function withLogin(target: RedisTarget, environment: RedisOptions['environment']): RedisTarget {
  if (target.password !== '') return target;
  const password = environment['REDIS_PASSWORD'] ?? environment['REDISCLI_AUTH'] ?? '';
  const username = target.username === '' ? (environment['REDIS_USERNAME'] ?? '') : target.username;
  return password === '' ? target : { ...target, username, password };
}

function cacheAt(target: RedisTarget, authority: Buffer | undefined, isQuiet: boolean): SharedCache {
  let connection: RedisConnection | undefined;
  let condition: RedisCondition = 'connecting';
  let isClosed = false;
  let everReady = false;
  let readyAt = 0;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let pastCommands = 0;
  let asked = 0;
  let answered = 0;
  let invalid = 0;
  let latency: number | undefined;
  const ending = new AbortController();
  let spent: { readonly day: string; readonly today: number } | undefined;

  const writes = redisWrites(() => connection, leave, target.kind === 'sentinel');

  async function connect(): Promise<void> {
    timer = undefined;
    let made: RedisConnection | undefined;
    try {
      made = await connectRedis(
        target,
        authority,
        ending.signal,
        error => made !== undefined && leave(made, error),
      );
    } catch (error) {
      rest(conditionOf(error));
      return;
    }
    if (isClosed) return made.end();
    connection = made;
    condition = 'ready';
    everReady = true;
    readyAt = Date.now();
    writes.connected();
  }

  /** The connection is of no more use. */
  function leave(left: RedisConnection, error: unknown): void {
    if (connection !== left) return;
    connection = undefined;
    pastCommands += left.commands;
    left.end();
    if (Date.now() - readyAt >= provenMilliseconds) failures = 0;
    rest(conditionOf(error));
  }

  function rest(found: RedisCondition): void {
    condition = found === 'garbage' && !everReady ? 'not Redis' : found;
    if (isClosed) return;
    failures += 1;
    const pause = pauseMilliseconds(condition, failures, isQuiet && !everReady, Math.random());
    timer = setTimeout(connect, pause);
    timer.unref();
  }

  const first = connect();
  // The first answers are worth a short wait; this timer also keeps the program alive for just as long.
  const firstOutcome = new Promise<void>(resolve => {
    const limit = setTimeout(resolve, commandMilliseconds);
    first.then(() => {
      clearTimeout(limit);
      resolve();
    });
  });
  let isFirst = true;
  firstOutcome.then(() => {
    isFirst = false;
  });

  async function read(
    from: RedisConnection,
    addresses: readonly string[],
  ): Promise<(GeoAnswer | undefined)[]> {
    const keys = addresses.map(address => keyPrefix + address);
    const begun = performance.now();
    let values: readonly unknown[];
    try {
      values = from.isCluster ? await readEach(from, keys) : await readTogether(from, keys);
    } catch (error) {
      leave(from, error);
      return addresses.map(() => undefined);
    }
    const took = performance.now() - begun;
    latency = latency === undefined ? took : latency + latencyShare * (took - latency);
    const now = Math.floor(Date.now() / 1000);
    return values.map(value => {
      if (value === null || value === undefined) return undefined;
      const answer = readAnswer(value, now);
      if (answer === 'invalid') invalid += 1;
      if (typeof answer === 'string') return undefined;
      answered += 1;
      return answer;
    });
  }

  return {
    tier: 'redis',
    get isUsable() {
      return !isClosed && (connection !== undefined || isFirst);
    },
    get: async addresses => {
      if (addresses.length === 0) return [];
      asked += addresses.length;
      if (connection === undefined && isFirst && !isClosed) await firstOutcome;
      const from = connection;
      if (from === undefined || isClosed) return addresses.map(() => undefined);
      if (addresses.length <= maxReadBatch) return read(from, addresses);
      const parts: Promise<(GeoAnswer | undefined)[]>[] = [];
      for (let at = 0; at < addresses.length; at += maxReadBatch) {
        parts.push(read(from, addresses.slice(at, at + maxReadBatch)));
      }
      return (await Promise.all(parts)).flat();
    },
    put: (address, answer) => {
      // Where nobody asked for Redis and there is none, nothing waits for it.
      if (isClosed || (isQuiet && !everReady && !isFirst)) return;
      writes.put(address, answer);
    },
    spend: async (count, most) => {
      if (connection === undefined && isFirst && !isClosed) await firstOutcome;
      const from = connection;
      if (from === undefined || isClosed) return undefined;
      const day = utcDay(Date.now());
      try {
        const result = await spendInRedis(from, day, count, most, writes.mayScript);
        if (result === undefined) return undefined;
        spent = { day, today: result.today };
        return result.granted;
      } catch (error) {
        if (writeTroubleOf(error) === undefined && !isReplyError(error)) leave(from, error);
        return undefined;
      }
    },
    get spentToday() {
      return spent?.day === utcDay(Date.now()) ? spent.today : undefined;
    },
    facts: (): TierFacts => ({
      tier: 'redis',
      state: isClosed ? 'closed' : describeRedis(condition, writes.trouble, isQuiet),
      isTrouble:
        !isClosed &&
        !(isQuiet && !everReady) &&
        condition !== 'connecting' &&
        (condition !== 'ready' || writes.trouble !== undefined),
      asked,
      answered,
      latency,
      details: [
        ['server', describeRedisTarget(target)],
        ['commands', String(pastCommands + (connection?.commands ?? 0))],
        ['kept', String(writes.written)],
        ['waiting', String(writes.waiting)],
        ...(writes.dropped === 0 ? [] : [['dropped', String(writes.dropped)] as const]),
        ...(invalid === 0 ? [] : [['unreadable', String(invalid)] as const]),
      ],
    }),
    close: async () => {
      if (isClosed) return;
      clearTimeout(timer);
      await writes.drain(Date.now() + closeMilliseconds);
      isClosed = true;
      ending.abort();
      writes.stop();
      connection?.end();
      connection = undefined;
    },
  };
}

async function readTogether(from: RedisConnection, keys: readonly string[]): Promise<readonly unknown[]> {
  const values = await from.send('MGET', ...keys);
  if (!Array.isArray(values) || values.length !== keys.length) throw new Error('reply of the wrong shape');
  return values;
}

/** In a cluster keys lie on different nodes, of which some may be away: the others' answers are good. */
async function readEach(from: RedisConnection, keys: readonly string[]): Promise<readonly unknown[]> {
  const answers = await from.sendAll(keys.map(key => ['GET', key]));
  const failure = answers.find(answer => answer.status === 'rejected');
  if (failure !== undefined && answers.every(answer => answer.status === 'rejected')) throw failure.reason;
  return answers.map(answer => (answer.status === 'fulfilled' ? answer.value : undefined));
}

function isReplyError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** For a URL that cannot be understood. */
function nonsense(error: string): SharedCache {
  return {
    tier: 'redis',
    isUsable: false,
    get: async addresses => addresses.map(() => undefined),
    put: () => {},
    spend: async () => undefined,
    spentToday: undefined,
    facts: () => ({
      tier: 'redis',
      state: error,
      isTrouble: true,
      asked: 0,
      answered: 0,
      latency: undefined,
      details: [],
    }),
    close: async () => {},
  };
}
