import { createHash } from 'node:crypto';
import type { LevelSchema } from '../levels.ts';

/** What a baseline file says of itself. Times are given by the caller. */
export type BaselineInfo = {
  /** Seconds since 1970. */
  readonly created: number;
  /** Of Oddwire. */
  readonly version: string;
  /** `schemaHash` of the columns the models look at. */
  readonly schema: string;
  readonly seed: number;
  /** Rows learned from in all: which of two baselines knows more. */
  readonly rows: number;
  /** Packet time when everything became different and it began anew; 0 for never. */
  readonly shiftedAt: number;
  /** Where it was learned: interfaces or files, for a person. */
  readonly origin: string;
};

/** Changes with every column: a baseline of other columns is of no use. */
export function schemaHash(schemas: readonly LevelSchema[]): string {
  const columns = schemas.map(({ level, columns }) => [level, columns.map(({ name, form }) => [name, form])]);
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, hashDigits);
}

const hashDigits = 32;
const maxTextCharacters = 200;

/** What a file claims, where it has the right shape. */
export function readInfo(value: unknown): BaselineInfo | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { created, version, schema, seed, rows, shiftedAt, origin } = value as Record<string, unknown>;
  const isTime = (time: unknown): time is number =>
    typeof time === 'number' && Number.isFinite(time) && time >= 0;
  const isText = (text: unknown): text is string =>
    typeof text === 'string' && text.length <= maxTextCharacters;
  if (!isTime(created) || !isTime(rows) || !isTime(shiftedAt)) return undefined;
  if (typeof seed !== 'number' || !Number.isInteger(seed)) return undefined;
  if (!isText(version) || !isText(schema) || !isText(origin)) return undefined;
  return { created, version, schema, seed, rows, shiftedAt, origin };
}

const daySeconds = 86_400;
const oldDays = 90;

/** Said of a baseline that is old; it is used all the same. Undefined for a fresh one. */
export function ageWords({ created }: Pick<BaselineInfo, 'created'>, now: number): string | undefined {
  const days = Math.floor((now - created) / daySeconds);
  return days > oldDays ? `${days} days old` : undefined;
}
