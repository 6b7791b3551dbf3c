import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../lab/check-labels.py', import.meta.url));

/** Why labels cannot be checked here, in a few words; undefined when they can. */
export function checkSkipReason(): string | undefined {
  for (const name of ['python3', 'tshark']) {
    if (spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0) return `${name} is not installed`;
  }
  return undefined;
}

/** What `check-labels.py` says of recordings. */
export function checkLabels(paths: readonly string[]): { readonly isGood: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('python3', [program, ...paths], { encoding: 'utf8' });
  return { isGood: status === 0, output: stdout + stderr };
}
