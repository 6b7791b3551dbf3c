import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baselineInfo, FakeLearned } from '../../testing/fake-learned.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { packBaseline } from './baseline.ts';
import { readBaselineFile, writeBaseline } from './file.ts';
import type { BaselineInfo } from './info.ts';
import { BaselineKeeper } from './keeper.ts';
import { baselinePath, prepareBaselineFolder } from './place.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
let notices: string[];

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'state', 'eth0.baseline');
  notices = [];
});
afterEach(() => folder[Symbol.dispose]());

function keeper(count: number, info: Partial<BaselineInfo> = {}, every?: number) {
  const part = new FakeLearned('one', count);
  const kept = new BaselineKeeper({
    path,
    parts: [part],
    info: () => baselineInfo(info),
    onNotice: notice => notices.push(notice),
    ...(every === undefined ? {} : { saveEveryMilliseconds: every }),
  });
  return { part, kept };
}

const names = (): string[] => readdirSync(join(folder.path, 'state')).sort();

describe('writing a baseline', () => {
  it('leaves one file, for its owner only', async () => {
    const target = join(folder.path, 'x.baseline');
    await writeBaseline(target, [new FakeLearned('one', 1)], baselineInfo());
    await writeBaseline(target, [new FakeLearned('one', 2)], baselineInfo());
    expect(readdirSync(folder.path)).toEqual(['x.baseline']);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  it('refuses links and folders in one sentence, and keeps what was there', async () => {
    const victim = join(folder.path, 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, join(folder.path, 'link'));
    mkdirSync(join(folder.path, 'sub'));
    for (const name of ['link', 'sub', join('nowhere', 'x')]) {
      const writing = writeBaseline(join(folder.path, name), [], baselineInfo());
      await expect(writing).rejects.toThrow(/^cannot write .*: .+/);
    }
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readdirSync(folder.path).sort()).toEqual(['link', 'sub', 'victim']);
  });

  it('reads plain files only', async () => {
    expect(await readBaselineFile(join(folder.path, 'none'))).toMatchObject({ ok: false, isMissing: true });
    expect(await readBaselineFile(folder.path)).toMatchObject({ ok: false, isMissing: false });
    expect(await readBaselineFile('/dev/null')).toMatchObject({ ok: false, problem: 'it is not a file' });
  });
});

describe('the keeper', () => {
  it('remembers from one life to the next', async () => {
    const first = keeper(5);
    expect(await first.kept.load()).toEqual({ state: 'none' });
    await first.kept.stop();
    const second = keeper(0);
    expect(await second.kept.load()).toMatchObject({ state: 'loaded', info: { rows: 1000 } });
    expect(second.part.facts).toEqual({ count: 5 });
    expect(notices).toEqual([]);
    expect(names()).toEqual(['eth0.baseline']);
  });

  it('saves now and then', async () => {
    const { kept } = keeper(5, {}, 10);
    kept.start();
    for (let round = 0; round < 200; round += 1) {
      await new Promise(resolve => setTimeout(resolve, 10));
      if ((await readBaselineFile(path)).ok) break;
    }
    await kept.stop();
    expect(names()).toEqual(['eth0.baseline']);
  });

  it('never replaces a file that knows more, unless all became different', async () => {
    await keeper(5).kept.save();
    expect(await keeper(1, { rows: 10 }).kept.save()).toBe(false);
    expect(notices).toHaveLength(1);
    expect(await keeper(1, { rows: 10, shiftedAt: 1_700_000_000 }).kept.save()).toBe(true);
    expect(await keeper(1, { rows: 0 }).kept.save()).toBe(false);
  });

  it('says that a baseline is old, and uses it', async () => {
    await keeper(5).kept.save();
    const later = keeper(0, { created: 1_800_000_000 + 100 * 86_400 });
    expect(await later.kept.load()).toMatchObject({ state: 'loaded' });
    expect(notices).toEqual(['the baseline is 100 days old; it is used until newer traffic replaces it']);
  });

  it('keeps a damaged file beside the new one', async () => {
    await keeper(5).kept.save();
    const bytes = readFileSync(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1;
    writeFileSync(path, bytes);
    const next = keeper(6);
    expect(await next.kept.load()).toEqual({ state: 'refused' });
    expect(next.part.facts).toEqual({ count: 6 });
    expect(notices).toHaveLength(1);
    expect(await next.kept.save()).toBe(true);
    expect(names()).toEqual(['eth0.baseline', 'eth0.baseline.damaged']);
    expect(readFileSync(`${path}.damaged`)).toEqual(bytes);
  });

  it('leaves the file of a newer Oddwire, and foreign ones, alone', async () => {
    await keeper(5).kept.save();
    const newer = readFileSync(path);
    newer[8] = 9;
    for (const content of [newer, Buffer.from('my shopping list')]) {
      writeFileSync(path, content);
      const { kept } = keeper(6);
      await kept.load();
      expect(await kept.save()).toBe(false);
      expect(readFileSync(path)).toEqual(content);
      expect(notices).toHaveLength(2);
      notices.length = 0;
    }
    rmSync(path);
    writeFileSync(path, await packBaseline([new FakeLearned('one', 3)], baselineInfo({ schema: 'old' })));
    expect(await keeper(6).kept.save()).toBe(true);
    expect(names()).toEqual(['eth0.baseline', 'eth0.baseline.old']);
  });

  it('puts aside what no part can use', async () => {
    const hostile = keeper(5, { rows: 1e9 });
    hostile.part.facts['refuse'] = true;
    await hostile.kept.save();
    const next = keeper(6);
    expect(await next.kept.load()).toEqual({ state: 'refused' });
    expect(await next.kept.save()).toBe(true);
    expect(await next.kept.save()).toBe(true);
    expect(names()).toEqual(['eth0.baseline', 'eth0.baseline.old']);
  });

  it('says once what keeps it from saving', async () => {
    mkdirSync(join(folder.path, 'real'), { mode: 0o777 });
    symlinkSync(join(folder.path, 'real'), join(folder.path, 'state'));
    const { kept } = keeper(5);
    expect(await kept.save()).toBe(false);
    expect(await kept.save()).toBe(false);
    expect(notices).toHaveLength(1);
  });
});

describe('the place of a baseline', () => {
  const home = { HOME: '/home/me' };

  it('is in the state folder, under a safe name', () => {
    expect(baselinePath(['eth0'], home)).toBe('/home/me/.local/state/oddwire/baselines/eth0.baseline');
    expect(baselinePath(['wlan0', 'eth0'], { XDG_STATE_HOME: '/s' })).toBe(
      '/s/oddwire/baselines/eth0+wlan0.baseline',
    );
    expect(baselinePath(['eth0'], { HOME: '' })).toBeUndefined();
    expect(baselinePath(['eth0'], { HOME: '/nonexistent' })).toBeUndefined();
    expect(baselinePath([], home)).toBeUndefined();
    const found = new Set<string>();
    const odd = [
      '..',
      '.',
      '',
      '/',
      'a/b',
      '../../etc/passwd',
      'a\0b',
      'ü',
      'a+b',
      'x'.repeat(300),
      'x'.repeat(301),
    ];
    for (const name of odd) {
      const at = baselinePath([name], home) ?? '';
      expect(at).toMatch(/^\/home\/me\/\.local\/state\/oddwire\/baselines\/[^./][^/\0]*\.baseline$/);
      expect(at.length).toBeLessThan(200);
      found.add(at);
    }
    expect(found.size).toBe(odd.length);
  });

  it('is a folder of our own', () => {
    const made = join(folder.path, 'a', 'b');
    expect(prepareBaselineFolder(made)).toBeUndefined();
    expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(prepareBaselineFolder('/proc/oddwire/x')).toMatch(/cannot be made/);
    writeFileSync(join(folder.path, 'file'), '');
    expect(prepareBaselineFolder(join(folder.path, 'file'))).toMatch(/not a folder/);
  });
});
