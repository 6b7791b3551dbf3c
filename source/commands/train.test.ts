import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../testing/command.ts';
import { recording } from '../testing/detector-run.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { train } from './train.ts';

const clip = recording('clips/tcp-syn-scan-medium');
/** Giving up root would change the process that runs the tests. */
vi.mock('../capture/privileges.ts', async importOriginal => ({
  ...(await importOriginal<object>()),
  dropPrivileges: () => ({ state: 'kept' }),
}));

let folder: ReturnType<typeof temporaryFolder>;
const at = (name: string): string => join(folder.path, name);

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

describe('train', () => {
  it.each([
    [[], /name one or more capture files/],
    [[clip], /with -o PATH/],
    [[clip, '-o', 'x', '--seed', 'two'], /--seed takes a whole number/],
    [[clip, '-o', 'x', '--colour'], /unknown option/],
  ])('refuses %j', async (words, problem) => {
    expect((await runCommand(train, words)).error).toMatch(problem);
  });

  it('writes a baseline, and replaces none unasked', async () => {
    const path = at('clip.baseline');
    const run = await runCommand(train, [clip, '-o', path]);
    expect(run.code).toBe(0);
    expect(run.output).toMatch(/: learned 1,599 packets, \d[\d,]* flows over \d+ s/);
    expect((await runCommand(train, [clip, '-o', path])).error).toMatch(/exists; nothing was changed/);
    expect((await runCommand(train, [clip, '-o', path, '--overwrite'])).code).toBe(0);
  });

  it('writes nothing where there is nothing to learn from', async () => {
    writeFileSync(at('text'), 'this is no capture');
    expect((await runCommand(train, [at('text'), '-o', at('no.baseline')])).error).toMatch(/\w/);
    expect((await runCommand(train, [at('missing'), '-o', at('no.baseline')])).error).toMatch(/\w/);
    expect(existsSync(at('no.baseline'))).toBe(false);
  });
});
