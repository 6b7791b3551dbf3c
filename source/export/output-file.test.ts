import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { OutputError, openOutputFile } from './output-file.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

it('takes no name away from a device or pipe, not even through a link', () => {
  const pipe = join(folder.path, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const link = join(folder.path, 'link');
  symlinkSync(pipe, link);
  for (const path of [pipe, link]) {
    expect(() => openOutputFile(path, { overwrite: true })).toThrow(
      new OutputError(
        `cannot write ${path}: it is a device or pipe, not a file; write to standard output (-o -) and redirect that there`,
      ),
    );
  }
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder.path).toSorted()).toEqual(['link', 'pipe']);
});

it('does not follow a link to a folder that took the name while the helper waits', async () => {
  const path = join(folder.path, 'out.csv');
  const elsewhere = join(folder.path, 'elsewhere');
  mkdirSync(elsewhere);
  const file = openOutputFile(path, { overwrite: true, finishAsRoot: true });
  symlinkSync(elsewhere, path);
  await expect(file.finish()).rejects.toThrow('everything is kept in');
  expect(readdirSync(elsewhere)).toEqual([]);
  file.discard();
});
