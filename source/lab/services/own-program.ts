import type { LabHost } from '../lab.ts';
import { programPath } from '../programs/run-program.ts';
import { type Door, startDaemon } from './daemon.ts';

/** Starts a server of ours (`lab/programs/NAME.ts`) on a machine. */
export async function startOwn(
  host: LabHost,
  name: string,
  words: readonly string[],
  door: Door,
): Promise<void> {
  await startDaemon(host, process.execPath, [programPath(name), ...words], door);
}
