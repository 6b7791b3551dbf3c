/** Starting servers inside machines, and waiting until they answer. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../lab.ts';

const answerMilliseconds = 10_000;
const lookMilliseconds = 50;
const mostComplaintCharacters = 2000;
/** As /proc/net writes them. */
const listeningState = '0A';
const unconnectedState = '07';

export type Door = { readonly tcp?: number; readonly udp?: number };

/** Starts a program that stays in the foreground and resolves when it listens; fails with what it said. */
export async function startDaemon(
  host: LabHost,
  program: string,
  words: readonly string[],
  door: Door,
): Promise<void> {
  const child = host.machine.spawn(program, words);
  let said = '';
  const listen = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-mostComplaintCharacters);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  let isOver = false;
  child.on('error', () => {
    isOver = true;
  });
  child.on('exit', () => {
    isOver = true;
  });
  const deadline = performance.now() + answerMilliseconds;
  while (!isOpen(host, door)) {
    if (isOver) throw new Error(`${program} ended: ${said.trim().replaceAll('\n', ' ')}`);
    if (performance.now() > deadline) throw new Error(`${program} does not answer`);
    await new Promise(resolve => setTimeout(resolve, lookMilliseconds));
  }
}

/** Whether something inside listens there, over either version of IP. */
export function isOpen(host: LabHost, { tcp, udp }: Door): boolean {
  return (
    (tcp === undefined || hasSocket(host, 'tcp', tcp, listeningState)) &&
    (udp === undefined || hasSocket(host, 'udp', udp, unconnectedState))
  );
}

function hasSocket(host: LabHost, protocol: 'tcp' | 'udp', port: number, state: string): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return [protocol, `${protocol}6`].some(table =>
    readFileSync(`/proc/${host.machine.pid}/net/${table}`, 'latin1')
      .split('\n')
      .some(line => {
        const [, local = '', , found] = line.trim().split(/\s+/);
        return local.endsWith(wanted) && found === state;
      }),
  );
}

/** A file below the host's folder; its folders are made. */
export function place(host: LabHost, folder: string, name: string, content: string | Uint8Array): string {
  mkdirSync(join(host.folder, folder), { recursive: true });
  const path = join(host.folder, folder, name);
  writeFileSync(path, content);
  return path;
}
