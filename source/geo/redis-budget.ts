/** The web service's daily budget, counted in Redis for all Oddwires that share it. */
import type { RedisConnection } from './redis-connection.ts';
import { writeTroubleOf } from './redis-states.ts';

/** Two days: whichever clock is ahead, yesterday's count is never taken for today's. */
const lifeSeconds = 2 * 86_400;
const maxCount = 1_000_000_000;

/** Answers [granted, spent today]; granted -1 when the count there is no count. */
const spendScript = `
local spent = tonumber(redis.call('GET', KEYS[1]) or '0')
if not spent or spent < 0 or spent ~= math.floor(spent) then return {-1, 0} end
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - spent))
if granted > 0 then
  spent = redis.call('INCRBY', KEYS[1], granted)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return {granted, spent}`;

export type Spent = { readonly granted: number; readonly today: number };

export function utcDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Undefined when nobody can count; rejects like any command. */
export async function spendInRedis(
  connection: RedisConnection,
  day: string,
  count: number,
  most: number,
  mayScript: boolean,
): Promise<Spent | undefined> {
  const key = `oddwire:geo:v1:budget:${day}`;
  const wanted = Math.floor(Math.min(maxCount, Math.max(0, count)));
  const limit = Math.floor(Math.min(maxCount, Math.max(0, most)));
  if (mayScript) {
    try {
      const reply = await connection.send('EVAL', spendScript, 1, key, wanted, limit, lifeSeconds);
      return readReply(reply, wanted);
    } catch (error) {
      if (!isScriptRefusal(error)) throw error;
    }
  }
  return spendByAdding(connection, key, wanted, limit);
}

function readReply(reply: unknown, wanted: number): Spent | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [granted, today] = reply as unknown[];
  if (typeof granted !== 'number' || typeof today !== 'number') return undefined;
  return granted >= 0 && granted <= wanted && today >= 0 ? { granted, today } : undefined;
}

/**
 * Takes first and gives back what was too much. The count is never below what has been granted, so those who ask
 * at the same time may get too little for a moment, but never too much.
 */
async function spendByAdding(
  connection: RedisConnection,
  key: string,
  wanted: number,
  limit: number,
): Promise<Spent | undefined> {
  if (wanted === 0) {
    const now = await connection.send('GET', key);
    const today =
      now === null ? 0 : typeof now === 'string' && /^\d{1,15}$/.test(now) ? Number(now) : undefined;
    return today === undefined ? undefined : { granted: 0, today };
  }
  const total = await connection.send('INCRBY', key, wanted);
  if (typeof total !== 'number' || total < wanted) return undefined;
  const granted = Math.max(0, Math.min(wanted, limit - (total - wanted)));
  const tooMuch = wanted - granted;
  await connection.sendAll([
    ...(tooMuch === 0 ? [] : [['DECRBY', key, tooMuch]]),
    ['EXPIRE', key, lifeSeconds],
  ]);
  return { granted, today: total - tooMuch };
}

/** Scripts are refused for a reason of their own, not because writes are. */
export function isScriptRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return false;
  if (/^NOPERM|^NOSCRIPT|^ERR unknown command|can't run this command/i.test(error.message)) return true;
  return /^ERR/.test(error.message) && writeTroubleOf(error) === undefined;
}
