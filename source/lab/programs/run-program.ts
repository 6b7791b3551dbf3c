/** Runs the small programs beside this file inside a machine. */
import { siblingProgram } from '../../testing/sibling.ts';
import type { LabHost } from '../lab.ts';
import type { RunResult } from '../machine.ts';

/** `push-client` → where that program is, in the sources or built. */
export function programPath(name: string): string {
  return siblingProgram(`./${name}.ts`, import.meta.url);
}

/** Until it ends or the signal comes. */
export function runProgram(
  host: LabHost,
  name: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<RunResult> {
  return host.machine.attempt(process.execPath, [programPath(name), ...words], { signal });
}
