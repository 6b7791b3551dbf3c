import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sharedCounter } from '../testing/shared-counter.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { type Budget, createBudget } from './budget.ts';

const nobody = () => undefined;
const noon = Date.parse('2026-11-21T12:00:00Z');

async function takeAll(budget: Budget, tries: number): Promise<number> {
  let taken = 0;
  for (let turn = 0; turn < tries; turn += 1) if (await budget.take()) taken += 1;
  return taken;
}

describe('a budget that nobody shares', () => {
  it('gives what a day has and no more, also to many at a time', async () => {
    const budget = createBudget({ most: 23, shared: nobody });
    expect(budget.left).toBe(23);
    const taken = await Promise.all(Array.from({ length: 60 }, () => budget.take()));
    expect(taken.filter(Boolean)).toHaveLength(23);
    expect(budget.left).toBe(0);
    expect(budget.isSpent).toBe(true);
  });

  it('gives nothing when it is nothing', async () => {
    const budget = createBudget({ most: 0, shared: nobody });
    expect(budget.isSpent).toBe(true);
    expect(await budget.take()).toBe(false);
  });

  it('begins anew at midnight UTC, with nothing held over', async () => {
    const clock = { now: Date.parse('2026-11-21T23:59:58Z') };
    const budget = createBudget({ most: 10, shared: nobody, now: () => clock.now });
    expect(await takeAll(budget, 30)).toBe(10);
    clock.now = Date.parse('2026-11-21T23:59:59.999Z');
    expect(await budget.take()).toBe(false);
    clock.now += 1;
    expect(budget.left).toBe(10);
    expect(await takeAll(budget, 30)).toBe(10);
  });

  it('survives restarts in a file of its owner, and sweeps away those of past days', async () => {
    using folder = temporaryFolder();
    const stateFolder = join(folder.path, 'state', 'oddwire');
    const clock = { now: noon };
    const restart = () => createBudget({ most: 12, shared: nobody, stateFolder, now: () => clock.now });
    expect(await takeAll(restart(), 4)).toBe(4);
    expect(restart().left).toBeLessThanOrEqual(8);
    let taken = 4;
    for (let run = 0; run < 20; run += 1) taken += await takeAll(restart(), 1);
    expect(taken).toBeLessThanOrEqual(12);
    expect(taken).toBeGreaterThanOrEqual(9);
    expect(restart().isSpent).toBe(true);
    const file = join(stateFolder, 'web-requests-2026-11-21');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(stateFolder).mode & 0o777).toBe(0o700);
    clock.now += 86_400_000;
    expect(await takeAll(restart(), 1)).toBe(1);
    expect(readdirSync(stateFolder)).toEqual(['web-requests-2026-11-22']);
  });

  it('holds together for processes that count in the same file at the same time', async () => {
    using folder = temporaryFolder();
    const module = fileURLToPath(new URL('./budget.ts', import.meta.url));
    const script = `
      import { createBudget } from ${JSON.stringify(module)};
      const budget = createBudget({ most: 150, shared: () => undefined, stateFolder: ${JSON.stringify(folder.path)} });
      let taken = 0;
      while (await budget.take()) taken += 1;
      console.log(taken);`;
    const run = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]).then(({ stdout }) =>
        Number(stdout),
      );
    const taken = await Promise.all([run(), run(), run()]);
    const sum = taken.reduce((total, count) => total + count, 0);
    expect(sum).toBeLessThanOrEqual(150);
    expect(sum).toBeGreaterThan(130);
  });

  it('writes through no symbolic link, and counts in memory where it cannot write', async () => {
    using folder = temporaryFolder();
    const victim = join(folder.path, 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, join(folder.path, 'web-requests-2026-11-21'));
    const budget = createBudget({ most: 5, shared: nobody, stateFolder: folder.path, now: () => noon });
    expect(await takeAll(budget, 9)).toBe(5);
    expect(readFileSync(victim, 'utf8')).toBe('mine');

    const file = join(folder.path, 'no-folder');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    const other = createBudget({ most: 5, shared: nobody, stateFolder: join(file, 'deeper') });
    expect(await takeAll(other, 9)).toBe(5);
  });
});

describe('a budget that several share', () => {
  it('is spent together, and never more than there is', async () => {
    const counter = sharedCounter();
    const budgets = [1, 2, 3].map(() => createBudget({ most: 100, shared: () => counter.cache }));
    const taken = await Promise.all(budgets.map(budget => takeAll(budget, 80)));
    const sum = taken.reduce((total, count) => total + count, 0);
    expect(sum).toBeLessThanOrEqual(100);
    expect(sum).toBeGreaterThan(85);
    expect(counter.spent).toBe(100);
    expect(budgets.map(budget => budget.left)).toEqual([0, 0, 0]);
  });

  it('asks for few at a time: one for a single request, blocks when there are many', async () => {
    const counter = sharedCounter();
    const clock = { now: noon };
    const budget = createBudget({ most: 1000, shared: () => counter.cache, now: () => clock.now });
    for (let request = 0; request < 5; request += 1) {
      expect(await budget.take()).toBe(true);
      clock.now += 10_000;
    }
    expect(counter).toMatchObject({ spent: 5, asked: 5 });
    expect(await takeAll(budget, 100)).toBe(100);
    expect(counter.asked).toBeLessThan(5 + 30);
    expect(counter.spent).toBeLessThan(5 + 100 + 5);
  });

  it('is over for all when the service says so', async () => {
    using folder = temporaryFolder();
    const counter = sharedCounter();
    const options = { most: 100, shared: () => counter.cache };
    const first = createBudget({ ...options, stateFolder: folder.path });
    const second = createBudget(options);
    expect(await second.take()).toBe(true);
    expect(await first.take()).toBe(true);
    await first.endDay();
    expect(first.isSpent).toBe(true);
    expect(await first.take()).toBe(false);
    expect(await takeAll(second, 10)).toBeLessThanOrEqual(4);
    expect(second.isSpent).toBe(true);
    // Also for the next start, should nobody be there to ask.
    expect(createBudget({ most: 100, shared: nobody, stateFolder: folder.path }).isSpent).toBe(true);
  });

  it('keeps to a fair part while the shared counter is gone, and owns up when it is back', async () => {
    const redis = sharedCounter('redis');
    const file = sharedCounter('file');
    const shared = () => (redis.mood === 'well' ? redis.cache : file.cache);
    const busy = createBudget({ most: 100, shared });
    // Busy hears nothing of what quiet spends before Redis goes.
    const quiet = createBudget({
      most: 100,
      shared: () => (redis.mood === 'well' ? redis.cache : undefined),
    });
    let taken = (await takeAll(busy, 45)) + (await takeAll(quiet, 15));
    redis.mood = 'away';
    const [byBusy, byQuiet] = [await takeAll(busy, 100), await takeAll(quiet, 100)];
    expect(byBusy).toBeGreaterThan(byQuiet);
    expect(byQuiet).toBeGreaterThan(0);
    taken += byBusy + byQuiet;
    expect(taken).toBeLessThanOrEqual(100);
    redis.mood = 'well';
    const late = createBudget({ most: 100, shared });
    for (const budget of [busy, quiet, late]) taken += (await budget.take()) ? 1 : 0;
    for (const budget of [busy, quiet, late]) taken += await takeAll(budget, 100);
    expect(taken).toBeLessThanOrEqual(100);
    expect(redis.spent).toBe(100);
  });

  it('counts for itself when the counter cannot tell, or tells nonsense', async () => {
    const counter = sharedCounter();
    counter.mood = 'mute';
    expect(await takeAll(createBudget({ most: 7, shared: () => counter.cache }), 20)).toBe(7);
    for (const nonsense of [Number.NaN, -3, 1e9, 2.5]) {
      const cache = { ...sharedCounter().cache, isUsable: true, spend: async () => nonsense };
      expect(await takeAll(createBudget({ most: 7, shared: () => cache }), 20)).toBeLessThanOrEqual(7);
    }
    const throwing = {
      ...sharedCounter().cache,
      isUsable: true,
      spend: () => Promise.reject(new Error('no')),
    };
    expect(await takeAll(createBudget({ most: 7, shared: () => throwing }), 20)).toBe(7);
  });

  it('asks again after a minute when there was none: a counter may still live yesterday', async () => {
    const clock = { now: Date.parse('2026-11-21T23:59:00Z') };
    const behind = sharedCounter('redis', () => clock.now - 30_000);
    const budget = createBudget({ most: 5, shared: () => behind.cache, now: () => clock.now });
    expect(await takeAll(budget, 9)).toBe(5);
    clock.now = Date.parse('2026-11-22T00:00:10Z');
    expect(await budget.take()).toBe(false);
    const { asked } = behind;
    clock.now += 30_000;
    expect(await budget.take()).toBe(false);
    expect(behind.asked).toBe(asked);
    clock.now += 30_000;
    expect(await budget.take()).toBe(true);
  });
});
