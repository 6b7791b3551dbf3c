/** Answers on their way into Redis: collected for a moment, written many at a time, dropped rather than piled up. */
import type { GeoAnswer } from './answer.ts';
import { lifeLeftSeconds, writeAnswer } from './cached-answer.ts';
import { isScriptRefusal } from './redis-budget.ts';
import type { RedisConnection, RedisWord } from './redis-connection.ts';
import { type RedisWriteTrouble, writeTroubleOf } from './redis-states.ts';

export const keyPrefix = 'oddwire:geo:v1:';

const batchMilliseconds = 50;
export const batchSize = 256;
export const maxWaiting = 8192;
const firstPauseMilliseconds = 2000;
const longestPauseMilliseconds = 60_000;

const setScript = `
for i = 1, #KEYS do redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'EX', ARGV[2 * i]) end
return #KEYS`;

export type RedisWrites = {
  readonly waiting: number;
  readonly written: number;
  readonly dropped: number;
  /** Why none is written now although Redis answers. */
  readonly trouble: RedisWriteTrouble | undefined;
  readonly mayScript: boolean;
  put(address: string, answer: GeoAnswer): void;
  /** There is a connection (again): what waits may go. */
  connected(): void;
  /** Writes what waits, as far as that is possible by `until` (milliseconds since 1970). */
  drain(until: number): Promise<void>;
  stop(): void;
};

export function redisWrites(
  connection: () => RedisConnection | undefined,
  onFailure: (connection: RedisConnection, error: unknown) => void,
  /** Elsewhere there is a server that takes writes: a Sentinel would tell. */
  isElsewhere: boolean,
): RedisWrites {
  const waiting = new Map<string, GeoAnswer>();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let trouble: RedisWriteTrouble | undefined;
  let pauseUntil = 0;
  let pause = firstPauseMilliseconds;
  let mayScript = true;
  let written = 0;
  let dropped = 0;

  function schedule(milliseconds: number): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      flush();
    }, milliseconds);
    timer.unref();
  }

  function flush(): void {
    if (underWay !== undefined || waiting.size === 0) return;
    const now = Date.now();
    const to = connection();
    if (to === undefined) return;
    if (now < pauseUntil) return schedule(pauseUntil - now);
    const batch = take();
    underWay = write(to, batch).finally(() => {
      underWay = undefined;
      if (waiting.size >= batchSize) flush();
      else if (waiting.size > 0) schedule(batchMilliseconds);
    });
  }

  function take(): [string, GeoAnswer][] {
    const batch: [string, GeoAnswer][] = [];
    for (const entry of waiting) {
      batch.push(entry);
      waiting.delete(entry[0]);
      if (batch.length === batchSize) break;
    }
    return batch;
  }

  /** Never rejects. */
  async function write(to: RedisConnection, batch: readonly [string, GeoAnswer][]): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const living = batch.filter(([, answer]) => lifeLeftSeconds(answer, now) > 0);
    if (living.length === 0) return;
    try {
      await (mayScript && !to.isCluster ? writeByScript(to, living, now) : writeEach(to, living, now));
      written += living.length;
      trouble = undefined;
      pause = firstPauseMilliseconds;
    } catch (error) {
      giveBack(living);
      const why = writeTroubleOf(error);
      if (why === undefined || (why === 'read only' && isElsewhere)) return onFailure(to, error);
      trouble = why;
      pauseUntil = Date.now() + pause;
      pause = Math.min(longestPauseMilliseconds, pause * 2);
    }
  }

  async function writeByScript(
    to: RedisConnection,
    batch: readonly [string, GeoAnswer][],
    now: number,
  ): Promise<void> {
    const keys = batch.map(([address]) => keyPrefix + address);
    const values = batch.flatMap(([, answer]) => [writeAnswer(answer), lifeLeftSeconds(answer, now)]);
    try {
      await to.send('EVAL', setScript, keys.length, ...keys, ...values);
    } catch (error) {
      if (!isScriptRefusal(error)) throw error;
      mayScript = false;
      await writeEach(to, batch, now);
    }
  }

  async function writeEach(
    to: RedisConnection,
    batch: readonly [string, GeoAnswer][],
    now: number,
  ): Promise<void> {
    const commands = batch.map(([address, answer]): RedisWord[] => {
      return ['SET', keyPrefix + address, writeAnswer(answer), 'EX', lifeLeftSeconds(answer, now)];
    });
    for (const answer of await to.sendAll(commands)) {
      if (answer.status === 'rejected') throw answer.reason;
    }
  }

  /** What could not be written waits again, unless newer came for the same address or there is no room. */
  function giveBack(batch: readonly [string, GeoAnswer][]): void {
    for (const [address, answer] of batch) {
      if (waiting.has(address)) continue;
      if (waiting.size < maxWaiting) waiting.set(address, answer);
      else dropped += 1;
    }
  }

  return {
    get waiting() {
      return waiting.size;
    },
    get written() {
      return written;
    },
    get dropped() {
      return dropped;
    },
    get trouble() {
      return trouble;
    },
    get mayScript() {
      return mayScript;
    },
    put: (address, answer) => {
      waiting.delete(address);
      if (waiting.size >= maxWaiting) {
        for (const oldest of waiting.keys()) {
          waiting.delete(oldest);
          dropped += 1;
          break;
        }
      }
      waiting.set(address, answer);
      if (waiting.size >= batchSize) flush();
      else schedule(batchMilliseconds);
    },
    connected: () => {
      mayScript = true;
      trouble = undefined;
      pauseUntil = 0;
      pause = firstPauseMilliseconds;
      if (waiting.size > 0) schedule(batchMilliseconds);
    },
    drain: async until => {
      for (;;) {
        await underWay;
        if (waiting.size === 0 || trouble !== undefined || Date.now() >= until) return;
        flush();
        if (underWay === undefined) return;
      }
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      waiting.clear();
    },
  };
}
