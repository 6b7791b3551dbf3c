/**
 * Answers kept in a file of this user's, for machines without Redis: shared by the Oddwires that run here, across
 * restarts. Everything is answered at once; a file that is busy, damaged, foreign or read only costs answers, never
 * time and never an error.
 */
import { join } from 'node:path';
import { safeString } from '../decode/text.ts';
import type { GeoAnswer } from './answer.ts';
import {
  type CacheDatabase,
  loadSqlite,
  NotOurs,
  openCacheDatabase,
  putAside,
  sqliteTroubleOf,
} from './cache-database.ts';
import { preparePrivateFile, preparePrivateFolder, userCacheFolder } from './cache-folder.ts';
import { lifeLeftSeconds, readAnswer, writeAnswer } from './cached-answer.ts';
import { utcDay } from './redis-budget.ts';
import type { SharedCache, TierFacts } from './tiers.ts';

export type CacheFileOptions = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that holds the file, where it is not the user's cache folder. */
  readonly folder?: string;
};

export const cacheFileName = 'geo.db';

const batchMilliseconds = 200;
const batchSize = 256;
const maxWaiting = 8192;
/** A file in use by others is tried again after this long; one that cannot be written, after a minute. */
const busyPauseMilliseconds = 500;
const longPauseMilliseconds = 60_000;
/** A disk that damages files again and again is given up. */
const maxRepairs = 3;
const maxCount = 1_000_000_000;
const latencyShare = 0.1;

export function openCacheFile({ environment, folder }: CacheFileOptions): SharedCache {
  const home = folder ?? userCacheFolder(environment);
  const path = home === undefined ? '' : join(home, cacheFileName);
  const sqlite = loadSqlite();
  const waiting = new Map<string, GeoAnswer>();
  let database: CacheDatabase | undefined;
  let state = '';
  let isTrouble = false;
  let note = '';
  let repairs = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let reopenAt = 0;
  let pauseUntil = 0;
  let asked = 0;
  let answered = 0;
  let written = 0;
  let dropped = 0;
  let invalid = 0;
  let latency: number | undefined;
  let spent: { readonly day: string; readonly today: number } | undefined;

  function refuse(why: string, isForGood: boolean): void {
    database = undefined;
    state = why;
    isTrouble = true;
    reopenAt = isForGood ? Number.POSITIVE_INFINITY : Date.now() + longPauseMilliseconds;
    if (isForGood) waiting.clear();
  }

  function open(): void {
    if (home === undefined) return refuse('not used: there is no home folder', true);
    if (sqlite === undefined)
      return refuse('not used: this Node has no node:sqlite, which came with 22.5', true);
    const folderTrouble = preparePrivateFolder(home);
    if (folderTrouble !== undefined) return refuse(`not used: ${folderTrouble}`, true);
    const fileTrouble = preparePrivateFile(path);
    if (fileTrouble !== undefined) return refuse(`not used: ${fileTrouble}`, true);
    try {
      use(openCacheDatabase(sqlite, path, false));
    } catch (error) {
      if (error instanceof NotOurs)
        return refuse(`not used: ${whoseWords(error)}; it is left as it is`, true);
      const trouble = sqliteTroubleOf(error);
      if (trouble === 'damaged') return repair();
      if (trouble === 'busy') {
        refuse('in use by another, trying again', false);
        isTrouble = false;
        reopenAt = Date.now() + busyPauseMilliseconds;
        return;
      }
      openReadOnly();
    }
  }

  function openReadOnly(): void {
    if (sqlite === undefined) return;
    try {
      use(openCacheDatabase(sqlite, path, true));
    } catch {
      refuse('not used: it cannot be opened, trying again in a minute', false);
    }
  }

  function use(opened: CacheDatabase): void {
    database = opened;
    isTrouble = opened.isReadOnly || note !== '';
    const ready = opened.isReadOnly ? 'read only: what it knows is used, nothing is added' : 'ready';
    state = note === '' ? ready : `${ready}; ${note}`;
    if (waiting.size > 0) schedule(batchMilliseconds);
  }

  function repair(): void {
    closeQuietly(database);
    database = undefined;
    repairs += 1;
    if (repairs > maxRepairs) return refuse('not used: it is damaged again and again', true);
    try {
      putAside(path);
    } catch {
      return refuse('not used: it is damaged and cannot be put aside; delete it', true);
    }
    note = `was damaged: put aside as ${cacheFileName}.damaged, a new one was begun`;
    open();
  }

  /** The database if it can be asked now. */
  function usable(): CacheDatabase | undefined {
    if (isClosed) return undefined;
    if (database === undefined && Date.now() >= reopenAt) open();
    return database;
  }

  function stumbled(error: unknown): 'busy' | 'over' {
    const trouble = sqliteTroubleOf(error);
    if (trouble === 'busy') return 'busy';
    if (trouble === 'damaged') {
      repair();
      return 'over';
    }
    pauseUntil = Date.now() + longPauseMilliseconds;
    state =
      trouble === 'full'
        ? 'full: what it knows is used, new answers wait'
        : 'cannot be read or written, trying again in a minute';
    isTrouble = true;
    return 'over';
  }

  function schedule(milliseconds: number): void {
    if (timer !== undefined || isClosed) return;
    timer = setTimeout(() => {
      timer = undefined;
      writeBatch();
      if (waiting.size > 0) schedule(pauseMilliseconds());
    }, milliseconds);
    timer.unref();
  }

  function pauseMilliseconds(): number {
    return Math.max(batchMilliseconds, pauseUntil - Date.now());
  }

  /** False when nothing more can be written now. */
  function writeBatch(): boolean {
    const to = usable();
    if (to === undefined || to.isReadOnly || Date.now() < pauseUntil || waiting.size === 0) return false;
    const now = Math.floor(Date.now() / 1000);
    const batch: [string, GeoAnswer][] = [];
    for (const entry of waiting) {
      batch.push(entry);
      if (batch.length === batchSize) break;
    }
    try {
      to.write(
        batch
          .filter(([, answer]) => lifeLeftSeconds(answer, now) > 0)
          .map(([address, answer]) => ({
            address,
            value: writeAnswer(answer),
            expires: now + lifeLeftSeconds(answer, now),
          })),
        now,
      );
      for (const [address] of batch) waiting.delete(address);
      written += batch.length;
      if (pauseUntil !== 0) {
        pauseUntil = 0;
        use(to);
      }
      return true;
    } catch (error) {
      if (stumbled(error) === 'busy') pauseUntil = Date.now() + busyPauseMilliseconds;
      return false;
    }
  }

  function read(from: CacheDatabase, addresses: readonly string[]): (GeoAnswer | undefined)[] {
    const begun = performance.now();
    const now = Math.floor(Date.now() / 1000);
    let values: unknown[];
    try {
      values = from.read(addresses);
    } catch (error) {
      stumbled(error);
      return addresses.map(() => undefined);
    }
    const took = performance.now() - begun;
    latency = latency === undefined ? took : latency + latencyShare * (took - latency);
    return values.map(value => {
      if (value === undefined) return undefined;
      const answer = readAnswer(value, now);
      if (answer === 'invalid') invalid += 1;
      return typeof answer === 'string' ? undefined : answer;
    });
  }

  open();
  return {
    tier: 'file',
    get isUsable() {
      return usable() !== undefined;
    },
    get: addresses => {
      asked += addresses.length;
      const from = usable();
      // What waits to be written is known as well.
      const values = from === undefined ? addresses.map(() => undefined) : read(from, addresses);
      const known = values.map((value, index) => waiting.get(addresses[index] ?? '') ?? value);
      answered += known.filter(value => value !== undefined).length;
      return Promise.resolve(known);
    },
    put: (address, answer) => {
      if (isClosed || reopenAt === Number.POSITIVE_INFINITY || database?.isReadOnly === true) return;
      waiting.delete(address);
      if (waiting.size >= maxWaiting) {
        const [oldest] = waiting.keys();
        if (oldest !== undefined) waiting.delete(oldest);
        dropped += 1;
      }
      waiting.set(address, answer);
      if (waiting.size < batchSize || !writeBatch()) schedule(pauseMilliseconds());
    },
    spend,
    get spentToday() {
      return spent?.day === utcDay(Date.now()) ? spent.today : undefined;
    },
    facts: (): TierFacts => ({
      tier: 'file',
      state: isClosed ? 'closed' : safeString(state),
      isTrouble: isTrouble && !isClosed,
      asked,
      answered,
      latency,
      details: [
        ['file', safeString(path)],
        ...(database === undefined ? [] : [['entries', String(database.rows)] as const]),
        ['kept', String(written)],
        ['waiting', String(waiting.size)],
        ...(dropped === 0 ? [] : [['dropped', String(dropped)] as const]),
        ...(invalid === 0 ? [] : [['unreadable', String(invalid)] as const]),
      ],
    }),
    close: async () => {
      if (isClosed) return;
      clearTimeout(timer);
      while (writeBatch());
      isClosed = true;
      closeQuietly(database);
      database = undefined;
    },
  };

  async function spend(count: number, most: number): Promise<number | undefined> {
    const from = usable();
    if (from === undefined || from.isReadOnly) return undefined;
    const day = utcDay(Date.now());
    const wanted = Math.floor(Math.min(maxCount, Math.max(0, count)));
    try {
      const { granted, today } = from.spend(day, wanted, Math.floor(Math.min(maxCount, Math.max(0, most))));
      spent = { day, today };
      return granted;
    } catch (error) {
      stumbled(error);
      return undefined;
    }
  }
}

function whoseWords(error: NotOurs): string {
  return error.message === 'newer' ? 'it was written by a newer Oddwire' : 'it is not a file of Oddwire';
}

function closeQuietly(database: CacheDatabase | undefined): void {
  try {
    database?.close();
  } catch {
    // It is given up anyway.
  }
}
