import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { manyAddresses, noAnswer, someAnswer } from '../testing/geo-answers.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { loadSqlite, maxRows, openCacheDatabase } from './cache-database.ts';
import { cacheFileName, openCacheFile } from './cache-file.ts';
import { userCacheFolder } from './cache-folder.ts';
import type { SharedCache } from './tiers.ts';

const sqlite = loadSqlite();
if (sqlite === undefined) console.log('the file of answers is not tested: this Node has no node:sqlite');

function open(folder: string): SharedCache & AsyncDisposable {
  const cache = openCacheFile({ environment: {}, folder });
  return Object.assign(Object.create(cache) as SharedCache, { [Symbol.asyncDispose]: () => cache.close() });
}

function detail(cache: SharedCache, label: string): string | undefined {
  return cache.facts().details.find(([name]) => name === label)?.[1];
}

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777;
}

/** A database of ours in that folder with one answer in it. */
async function fill(folder: string): Promise<void> {
  await using cache = open(folder);
  cache.put('11.0.0.1', someAnswer());
}

describe('the folder of caches', () => {
  it('is where each system keeps them', () => {
    expect(userCacheFolder({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.cache/oddwire');
    expect(userCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/c' }, 'linux')).toBe('/c/oddwire');
    expect(userCacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: 'c' }, 'linux')).toBe('/home/a/.cache/oddwire');
    expect(userCacheFolder({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Caches/oddwire');
    expect(userCacheFolder({ HOME: 'nowhere' }, 'linux')).toBeUndefined();
  });
});

describe.runIf(sqlite !== undefined)('the file of answers', () => {
  it('answers at once what was put, and keeps it for the next time', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'new', 'oddwire');
    const found = someAnswer();
    {
      await using cache = open(path);
      expect(cache.facts()).toMatchObject({ tier: 'file', state: 'ready', isTrouble: false });
      expect(await cache.get(['11.0.0.1'])).toEqual([undefined]);
      cache.put('11.0.0.1', found);
      cache.put('11.0.0.2', noAnswer({ at: found.at }));
      expect(await cache.get(['11.0.0.1'])).toEqual([found]);
      expect(cache.facts()).toMatchObject({ asked: 2, answered: 1 });
    }
    await using cache = open(path);
    expect(await cache.get(['11.0.0.2', '11.0.0.3', '11.0.0.1'])).toEqual([
      noAnswer({ at: found.at }),
      undefined,
      found,
    ]);
    expect(modeOf(path)).toBe(0o700);
    for (const name of readdirSync(path)) expect(modeOf(join(path, name))).toBe(0o600);
  });

  it('is shared by two at once, budget and all', async () => {
    using folder = temporaryFolder();
    await using one = open(folder.path);
    await using two = open(folder.path);
    for (const address of manyAddresses(256)) one.put(address, someAnswer());
    expect((await two.get(manyAddresses(256))).filter(answer => answer !== undefined)).toHaveLength(256);
    expect([await one.spend(6, 10), await two.spend(6, 10), await one.spend(6, 10)]).toEqual([6, 4, 0]);
    expect([one.spentToday, two.spentToday]).toEqual([10, 10]);
  });

  it('never grants more than the budget to processes that spend at the same time', async () => {
    using folder = temporaryFolder();
    const module = fileURLToPath(new URL('./cache-file.ts', import.meta.url));
    const script = `import { openCacheFile } from ${JSON.stringify(module)};
      const cache = openCacheFile({ environment: {}, folder: ${JSON.stringify(folder.path)} });
      let granted = 0;
      for (let round = 0; round < 300; round += 1) {
        cache.put('11.0.0.' + (round % 256), ${JSON.stringify(someAnswer())});
        granted += (await cache.spend(1 + (round % 5), 1000)) ?? 0;
      }
      await cache.close();
      console.log(granted);`;
    const runs = await Promise.all(
      [1, 2, 3].map(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])),
    );
    // Not a word of what is experimental either.
    expect(runs.map(run => run.stderr)).toEqual(['', '', '']);
    const granted = runs.reduce((sum, run) => sum + Number(run.stdout), 0);
    expect(granted).toBeLessThanOrEqual(1000);
    await using cache = open(folder.path);
    expect(await cache.spend(1000, 1000)).toBe(1000 - granted);
  });

  it('waits for nobody longer than a moment', async () => {
    using folder = temporaryFolder();
    await fill(folder.path);
    await using cache = open(folder.path);
    if (sqlite === undefined) return;
    const other = new sqlite.DatabaseSync(join(folder.path, cacheFileName));
    other.exec('BEGIN IMMEDIATE');
    const begun = performance.now();
    expect((await cache.get(manyAddresses(500)))[1]).toBeDefined();
    expect(await cache.spend(1, 10)).toBeUndefined();
    for (const address of manyAddresses(300, 1000)) cache.put(address, someAnswer());
    expect(performance.now() - begun).toBeLessThan(150);
    expect((await cache.get(['11.0.3.232']))[0]).toBeDefined();
    other.exec('ROLLBACK');
    other.close();
    expect(await cache.spend(1, 10)).toBe(1);
  });

  it('forgets the oldest when there are too many', async () => {
    using folder = temporaryFolder();
    await using cache = open(folder.path);
    const addresses = manyAddresses(maxRows + 2560);
    for (const address of addresses) cache.put(address, someAnswer());
    expect(detail(cache, 'entries')).toBe(String(maxRows));
    const kept = await cache.get([...addresses.slice(0, 100), ...addresses.slice(-100)]);
    expect(kept.map(answer => answer !== undefined)).toEqual([
      ...Array(100).fill(false),
      ...Array(100).fill(true),
    ]);
  });

  it('believes no value that makes no sense', async () => {
    using folder = temporaryFolder();
    await fill(folder.path);
    if (sqlite === undefined) return;
    const database = openCacheDatabase(sqlite, join(folder.path, cacheFileName), false);
    const far = 4e9;
    database.write([{ address: '11.0.0.2', value: '{"c":"\u001b"}', expires: far }], 0);
    database.close();
    await using cache = open(folder.path);
    expect(await cache.get(['11.0.0.2'])).toEqual([undefined]);
    expect(detail(cache, 'unreadable')).toBe('1');
  });

  it('is put aside when it is damaged, and a new one is begun', async () => {
    for (const damage of [
      (path: string) => writeFileSync(path, 'this is no database at all '.repeat(400)),
      (path: string) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xaa, 100, 8000));
      },
      (path: string) => truncateSync(path, 4096),
    ]) {
      using folder = temporaryFolder();
      await fill(folder.path);
      damage(join(folder.path, cacheFileName));
      await using cache = open(folder.path);
      await cache.get(['11.0.0.1']);
      cache.put('11.0.0.2', someAnswer());
      expect(cache.facts().state).toMatch(
        /^ready; was damaged: put aside as geo\.db\.damaged, a new one was begun$/,
      );
      expect(cache.isUsable).toBe(true);
      expect(existsSync(join(folder.path, `${cacheFileName}.damaged`))).toBe(true);
      expect((await cache.get(['11.0.0.2']))[0]?.city).toBe('Köln');
    }
  });

  it('is left as it is when it is of a newer Oddwire or of somebody else', async () => {
    if (sqlite === undefined) return;
    for (const [change, words] of [
      ['PRAGMA user_version = 2', 'newer Oddwire'],
      ['CREATE TRIGGER t AFTER INSERT ON answers BEGIN SELECT 1; END', 'not a file of Oddwire'],
      ['PRAGMA application_id = 7', 'not a file of Oddwire'],
    ] as const) {
      using folder = temporaryFolder();
      await fill(folder.path);
      const path = join(folder.path, cacheFileName);
      const other = new sqlite.DatabaseSync(path);
      other.exec(change);
      other.close();
      const before = readFileSync(path);
      await using cache = open(folder.path);
      cache.put('11.0.0.2', someAnswer());
      expect(cache.isUsable).toBe(false);
      expect(cache.facts()).toMatchObject({ isTrouble: true, state: expect.stringContaining(words) });
      expect(await cache.get(['11.0.0.1'])).toEqual([undefined]);
      expect(await cache.spend(1, 10)).toBeUndefined();
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  it('is never reached through a link, and is made private', async () => {
    using folder = temporaryFolder();
    const real = join(folder.path, 'real');
    await fill(real);
    symlinkSync(real, join(folder.path, 'linked'));
    mkdirSync(join(folder.path, 'file'));
    symlinkSync(join(real, cacheFileName), join(folder.path, 'file', cacheFileName));
    mkdirSync(join(folder.path, 'hard'));
    linkSync(join(real, cacheFileName), join(folder.path, 'hard', cacheFileName));
    mkdirSync(join(folder.path, 'journal'));
    symlinkSync('/nowhere', join(folder.path, 'journal', `${cacheFileName}-wal`));
    for (const name of ['linked', 'file', 'hard', 'journal']) {
      await using cache = open(join(folder.path, name));
      expect(cache.isUsable).toBe(false);
      expect(cache.facts().state).toMatch(/^not used: /);
    }
    mkdirSync(join(folder.path, 'wide'));
    chmodSync(join(folder.path, 'wide'), 0o777);
    await using cache = open(join(folder.path, 'wide'));
    expect(cache.isUsable).toBe(true);
    expect(modeOf(join(folder.path, 'wide'))).toBe(0o700);
  });

  it('is not used where there is no place for it', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), '');
    for (const place of [join(folder.path, 'file'), join(folder.path, 'file', 'below'), '/proc/oddwire']) {
      await using cache = open(place);
      expect([cache.isUsable, cache.facts().isTrouble]).toEqual([false, true]);
      expect(await cache.get(['11.0.0.1'])).toEqual([undefined]);
    }
    const homeless = openCacheFile({ environment: { HOME: 'nowhere' } });
    expect(homeless.facts().state).toBe('not used: there is no home folder');
    await homeless.close();
  });
});
