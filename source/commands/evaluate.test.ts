import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../testing/command.ts';
import { recording } from '../testing/detector-run.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { evaluate } from './evaluate.ts';

const clip = recording('clips/tcp-syn-scan-medium');
const labels = clip.replace('.pcapng.gz', '.labels.gz');
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

describe('evaluate', () => {
  it.each([
    [[], /name a capture file/],
    [[clip], /--labels FILE/],
    [[clip, clip, '--labels', labels], /unexpected argument/],
    [[clip, '--labels', labels, '--train-rows', '5', '--baseline', 'x'], /learn from one thing/],
    [[clip, '--labels', labels, '--train-limit', '5'], /--train-on/],
    [[clip, '--labels', labels, '--budget', '0'], /--budget takes a whole number/],
  ])('refuses %j', async (words, problem) => {
    expect((await runCommand(evaluate, words)).error).toMatch(problem);
  });

  it('says how well odd packets are told', async () => {
    const run = await runCommand(evaluate, [clip, '--labels', labels, '--json']);
    expect(run.error).toBeUndefined();
    expect(JSON.parse(run.output)).toMatchObject({ schema: 'oddwire.evaluate', version: 1 });
    expect((await runCommand(evaluate, [clip, '--labels', labels])).output).toMatch(/\w/);
  });

  it('says which file is wrong', async () => {
    writeFileSync(at('text'), 'neither labels nor packets');
    expect((await runCommand(evaluate, [clip, '--labels', at('text')])).error).toMatch(/\w/);
    expect((await runCommand(evaluate, [at('text'), '--labels', labels])).error).toMatch(/\w/);
    const words = [clip, '--labels', labels, '--baseline', at('text')];
    expect((await runCommand(evaluate, words)).error).toMatch(/^cannot use the baseline/);
  });
});
