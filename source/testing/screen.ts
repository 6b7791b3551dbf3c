/** The built program's screen in a test terminal. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtProgram, openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

export const startScript = fileURLToPath(new URL('../../start.sh', import.meta.url));

/** Why the screen cannot be tested here, in one line; undefined when it can. */
export function screenSkipReason(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/dev/ptmx'))
    return 'screen tests need pseudo-terminals of Linux';
  return undefined;
}

/** The screen is built, not run from its sources: what is not up to date is built, as every start does. */
export function buildProgram(): void {
  execFileSync(startScript, ['--version'], { stdio: 'ignore' });
}

export type ScreenStart = Partial<TerminalOptions> & {
  /** Through the start script, as people do. */
  readonly throughScript?: boolean;
  /** Runs inside this network namespace. */
  readonly namespace?: string;
};

export function openScreen(words: readonly string[], options: ScreenStart = {}): TestTerminal {
  const { throughScript = false, namespace, ...rest } = options;
  const program = throughScript ? [startScript] : [process.execPath, builtProgram];
  const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
  return openTerminal({ command: [...inside, ...program, 'watch', ...words], ...rest });
}

export type ProcessEntry = { readonly pid: number; readonly parent: number; readonly command: string };

/** A process and all it started, itself first. */
export function processTree(root: number): ProcessEntry[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => entryOf(Number(name)));
  const tree = all.filter(one => one.pid === root);
  for (const one of tree) tree.push(...all.filter(other => other.parent === one.pid));
  return tree;
}

/** The engine process of a screen. */
export function engineOf(root: number): number | undefined {
  return processTree(root).find(one => /engine\/main\.[jt]s/.test(one.command))?.pid;
}

/** The process that draws. */
export function screenOf(root: number): number | undefined {
  return processTree(root).find(one => /build\/cli\.js/.test(one.command) && !/^\S*sh\b/.test(one.command))
    ?.pid;
}

export function isAlive(pid: number): boolean {
  const status = readText(`/proc/${pid}/stat`);
  return status !== '' && !/^\d+ \(.*\) [ZX]/s.test(status);
}

/** Resolves when none of them is alive any more; rejects with the number that is. */
export async function waitUntilGone(pids: readonly number[], patience = 5000): Promise<void> {
  const started = performance.now();
  for (const pid of pids) {
    while (isAlive(pid)) {
      if (performance.now() - started > patience)
        throw new Error(
          `process ${pid} is still there: ${readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`,
        );
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
}

function entryOf(pid: number): ProcessEntry[] {
  const stat = readText(`/proc/${pid}/stat`);
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  if (!Number.isInteger(parent)) return [];
  return [{ pid, parent, command: readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
