import { expect, it } from 'vitest';
import { maxResidentMegabytesOf, peerVersion, processorSecondsOf, runChild } from './child.ts';

const node = (program: string): [string, string[]] => [process.execPath, ['-e', program]];

it('accounts for the processor time of a child', async () => {
  const busy = 'const end = performance.now() + 300; while (performance.now() < end);';
  const run = await runChild(...node(busy));
  expect(run.exitCode).toBe(0);
  const processor = (run.userSeconds ?? 0) + (run.systemSeconds ?? 0);
  // It cannot have used much more than the time that passed; how much less depends on who else works here.
  expect(processor).toBeGreaterThan(0.03);
  expect(processor).toBeLessThan(run.wallSeconds * 4);
});

it('feeds, counts, keeps, and reports complaints', async () => {
  const echo = 'process.stdin.pipe(process.stdout); console.error("tut"); process.exitCode = 3;';
  const input = new TextEncoder().encode('twelve bytes');
  expect(await runChild(...node(echo), { input, output: 'keep' })).toMatchObject({
    exitCode: 3,
    output: 'twelve bytes',
    outputBytes: 12,
    complaint: 'tut\n',
  });
  expect(await runChild(...node(echo), { input })).toMatchObject({ output: '', outputBytes: 12 });
});

it('fails for a program that is not there', async () => {
  await expect(runChild('oddwire-no-such-program', [])).rejects.toThrow('ENOENT');
  expect(peerVersion('oddwire-no-such-program')).toBeUndefined();
  expect(peerVersion(process.execPath)).toBe(process.version);
});

it.runIf(process.platform === 'linux')('looks into a running process', () => {
  expect(processorSecondsOf(process.pid)).toBeGreaterThan(0);
  expect(maxResidentMegabytesOf(process.pid)).toBeGreaterThan(10);
  expect(processorSecondsOf(undefined)).toBeUndefined();
});
