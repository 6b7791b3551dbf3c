import { siblingProgram } from '../../testing/sibling.ts';
import type { LabHost } from '../lab.ts';
import { type Door, startDaemon } from './daemon.ts';

/** Starts a server of ours (`lab/programs/NAME.ts`) on a machine. */
export async function startOwn(
  host: LabHost,
  name: string,
  words: readonly string[],
  door: Door,
): Promise<void> {
  const program = siblingProgram(`../programs/${name}.ts`, import.meta.url);
  await startDaemon(host, process.execPath, [program, ...words], door);
}
