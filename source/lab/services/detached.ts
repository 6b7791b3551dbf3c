import type { LabHost } from '../lab.ts';
import { type Door, startDaemon } from './daemon.ts';

/**
 * For servers that take a socket as standard input for a client handed to them (ours is one), or that end their
 * whole group of processes with themselves: they get neither.
 */
export async function startDetached(
  host: LabHost,
  program: string,
  words: readonly string[],
  door: Door,
): Promise<void> {
  await startDaemon(host, 'sh', ['-c', 'exec setsid "$@" < /dev/null', 'sh', program, ...words], door);
}
