/** Runs one of the small programs beside this file inside a machine, until it ends or the time is over. */
import type { LabHost } from '../lab.ts';
import type { RunResult } from '../machine.ts';

export function runProgram(
  host: LabHost,
  program: string,
  words: readonly string[],
  limit: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<RunResult> {
  return host.machine.attempt(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...words],
    limit,
  );
}
