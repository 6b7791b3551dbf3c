/** The file of answers as a SQLite database: opened or refused, and everything that is asked of it. Throws; `cache-file.ts` does not. */
import { existsSync as isThere, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { preparePrivateFile } from './cache-folder.ts';

type Sqlite = typeof import('node:sqlite');

/** "Oddw" in the header of the file. */
const applicationId = 0x4f646477;
const schemaVersion = 1;
/** Longest another Oddwire's write is waited for. */
export const busyMilliseconds = 20;
/** The file never holds more answers than this, for longer than one batch. */
export const maxRows = 200_000;
/** Looked through for expired answers, oldest first, after each batch. */
const expiryScan = 500;
const countEvery = 2000;
const maxJournalBytes = 4 * 1024 * 1024;

const tables: Readonly<Record<string, string>> = {
  answers:
    'CREATE TABLE answers (number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, value TEXT NOT NULL, expires INTEGER NOT NULL)',
  budget: 'CREATE TABLE budget (day TEXT PRIMARY KEY, spent INTEGER NOT NULL)',
};

export type StoredAnswer = { readonly address: string; readonly value: string; readonly expires: number };

export type CacheDatabase = {
  readonly isReadOnly: boolean;
  readonly rows: number;
  /** Values in the order of the addresses. */
  read(addresses: readonly string[]): unknown[];
  /** All or none. */
  write(answers: readonly StoredAnswer[], nowSeconds: number): void;
  spend(day: string, count: number, most: number): { readonly granted: number; readonly today: number };
  close(): void;
};

/** The file is whole, but not for us. It is left as it is. */
export class NotOurs extends Error {}

/** Undefined on a Node without node:sqlite. Its warning that it is experimental is none of the user's business. */
export function loadSqlite(): Sqlite | undefined {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = warn;
  }
}

export type SqliteTrouble = 'busy' | 'damaged' | 'full' | 'read only' | 'other';

export function sqliteTroubleOf(error: unknown): SqliteTrouble {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== 'number') return 'other';
  // The lower byte tells the kind: busy, locked; read only; corrupt, not a database; full, input/output error.
  const kinds: Readonly<Record<number, SqliteTrouble>> = {
    5: 'busy',
    6: 'busy',
    8: 'read only',
    10: 'full',
    11: 'damaged',
    13: 'full',
    26: 'damaged',
  };
  return kinds[code & 0xff] ?? 'other';
}

/** Out of the way, but kept: somebody may want to look at it. Of several only the latest is kept. */
export function putAside(path: string): void {
  renameSync(path, `${path}.damaged`);
  for (const ending of ['-wal', '-shm', '-journal']) rmSync(path + ending, { force: true });
}

export function openCacheDatabase(sqlite: Sqlite, path: string, isReadOnly: boolean): CacheDatabase {
  for (const ending of ['-wal', '-shm', '-journal']) checkBeside(path + ending);
  const database = new sqlite.DatabaseSync(path, {
    timeout: busyMilliseconds,
    readOnly: isReadOnly,
    allowExtension: false,
    enableDoubleQuotedStringLiterals: false,
  });
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    prepareSchema(database, isReadOnly);
    return operations(database, isReadOnly);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite makes these itself, but would follow where others pointed them. */
function checkBeside(path: string): void {
  // A missing one is made by SQLite later; making it here would be taken for a journal of length 0, which is fine.
  if (isThere(path) && preparePrivateFile(path) !== undefined) throw new NotOurs();
}

function prepareSchema(database: DatabaseSync, isReadOnly: boolean): void {
  const names = Object.keys(tables);
  if (schemaOf(database).length === 0 && !isReadOnly) {
    const id = pragma(database, 'application_id');
    if (id !== 0 && id !== applicationId) throw new NotOurs();
    // Two processes at once take turns: readers go on reading while one writes.
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('BEGIN IMMEDIATE');
    if (schemaOf(database).length === 0) {
      for (const name of names) database.exec(tables[name] ?? '');
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    }
    database.exec('COMMIT');
  }
  if (pragma(database, 'application_id') !== applicationId) throw new NotOurs('foreign');
  const version = pragma(database, 'user_version');
  if (version !== schemaVersion) throw new NotOurs(version > schemaVersion ? 'newer' : 'foreign');
  const found = schemaOf(database);
  const isOurs = found.length === names.length && found.every(({ name, sql }) => tables[name] === sql);
  if (!isOurs) throw new NotOurs('foreign');
  if (isReadOnly) return;
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${maxJournalBytes}`,
  );
}

function schemaOf(database: DatabaseSync): { readonly name: string; readonly sql: string }[] {
  const rows = database.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all();
  return rows.map(row => ({ name: String(row['name']), sql: String(row['sql']) }));
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

function operations(database: DatabaseSync, isReadOnly: boolean): CacheDatabase {
  const select = database.prepare('SELECT value FROM answers WHERE address = ?');
  const insert = database.prepare(
    'INSERT OR REPLACE INTO answers (address, value, expires) VALUES (?, ?, ?)',
  );
  const count = database.prepare('SELECT count(*) AS rows FROM answers');
  const oldest = 'SELECT number FROM answers ORDER BY number LIMIT ?';
  const expire = database.prepare(`DELETE FROM answers WHERE number IN (${oldest}) AND expires < ?`);
  const trim = database.prepare(`DELETE FROM answers WHERE number IN (${oldest})`);
  const spentOn = database.prepare('SELECT spent FROM budget WHERE day = ?');
  const setSpent = database.prepare('INSERT OR REPLACE INTO budget (day, spent) VALUES (?, ?)');
  const forget = database.prepare('DELETE FROM budget WHERE day < ?');

  const countRows = () => Number(count.get()?.['rows'] ?? 0);
  let rows = countRows();
  let sinceCount = 0;

  function inTransaction<Value>(begin: string, work: () => Value): Value {
    database.exec(begin);
    try {
      const value = work();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    isReadOnly,
    get rows() {
      return rows;
    },
    // One transaction, so that a busy file is waited for once and not once for each address.
    read: addresses => inTransaction('BEGIN', () => addresses.map(address => select.get(address)?.['value'])),
    write: (answers, nowSeconds) => {
      inTransaction('BEGIN IMMEDIATE', () => {
        for (const { address, value, expires } of answers) insert.run(address, value, expires);
        const gone = Number(expire.run(expiryScan, nowSeconds).changes);
        rows += answers.length - gone;
        sinceCount += answers.length;
        if (sinceCount >= countEvery || rows > maxRows) {
          // Counted truly from time to time: answers replaced, and those of other Oddwires.
          sinceCount = 0;
          rows = countRows();
        }
        if (rows > maxRows) rows -= Number(trim.run(rows - maxRows).changes);
      });
    },
    spend: (day, wanted, most) =>
      inTransaction('BEGIN IMMEDIATE', () => {
        const before = Math.max(0, Number(spentOn.get(day)?.['spent'] ?? 0));
        const granted = Math.max(0, Math.min(wanted, most - before));
        if (granted > 0) {
          setSpent.run(day, before + granted);
          forget.run(day);
        }
        return { granted, today: before + granted };
      }),
    close: () => database.close(),
  };
}
