/**
 * One machine of the lab: namespaces of its own (network, mounts, processes, name) that live exactly as long as
 * the process that holds them, which in turn dies with us: whatever kills the lab, nothing of it stays.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { labMark } from './mark.ts';

const run = promisify(execFile);

/** Reaps what its machine's programs leave behind, and waits. */
const holder =
  'hostname "$1"; ip link set lo up; echo ready; trap : TERM INT HUP; while :; do sleep 3600 & wait $!; done';
/** Who was orphaned before it could be told to die with us has to see that for itself. */
const guardian = '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"';
const readyMilliseconds = 10_000;
const mostOutputBytes = 16 * 1024 * 1024;

export type RunResult = { readonly ok: boolean; readonly output: string };

export class Machine {
  readonly name: string;
  /** The process that holds the namespaces, as this system numbers it. */
  readonly pid: number;
  readonly #holder: ChildProcess;

  private constructor(name: string, pid: number, process: ChildProcess) {
    this.name = name;
    this.pid = pid;
    this.#holder = process;
  }

  static async start(name: string): Promise<Machine> {
    const inside = [
      '--net',
      '--mount',
      '--pid',
      '--uts',
      '--ipc',
      '--fork',
      '--kill-child=KILL',
      '--mount-proc',
    ];
    const words = ['unshare', ...inside, '--propagation', 'private', 'sh', '-c', holder, labMark, name];
    const guard = ['--pdeathsig', 'KILL', 'sh', '-c', guardian, labMark, String(process.pid)];
    const child = spawn('setpriv', [...guard, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, [labMark]: String(process.pid) },
    });
    await ready(child, name);
    const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0];
    if (first === undefined || first === '') throw new Error(`machine ${name} ended at once`);
    return new Machine(name, Number(first), child);
  }

  /** Starts a program inside; it ends with the machine at the latest. */
  spawn(
    program: string,
    words: readonly string[] = [],
    options: { readonly env?: NodeJS.ProcessEnv } = {},
  ): ChildProcess {
    return spawn('nsenter', [...this.#door(), program, ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
  }

  /** Runs a program inside and waits for it; fails with what it said. */
  async run(program: string, ...words: string[]): Promise<string> {
    return this.#finish([...this.#door(), program, ...words]);
  }

  /** As `run`, but only the network is the machine's: for what names processes and files of this system. */
  async network(program: string, ...words: string[]): Promise<string> {
    return this.#finish(['--target', String(this.pid), '--net', program, ...words]);
  }

  /**
   * Runs a program that may fail, or be ended by time or signal, without that being an error: most clients and
   * attack tools end so now and then. Its standard output and error together.
   */
  async attempt(
    program: string,
    words: readonly string[],
    options: { readonly seconds?: number; readonly signal?: AbortSignal; readonly input?: string } = {},
  ): Promise<RunResult> {
    const limit = options.seconds === undefined ? [] : ['timeout', '-k', '1', String(options.seconds)];
    return new Promise(resolve => {
      const child = spawn('nsenter', [...this.#door(), ...limit, program, ...words], {
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let output = '';
      const collect = (chunk: Buffer): void => {
        if (output.length < mostOutputBytes) output += chunk.toString('latin1');
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.stdin.on('error', () => undefined);
      child.stdin.end(options.input ?? '');
      const stop = (): void => endInside(child);
      options.signal?.addEventListener('abort', stop, { once: true });
      if (options.signal?.aborted === true) stop();
      const done = (ok: boolean): void => {
        options.signal?.removeEventListener('abort', stop);
        resolve({ ok, output });
      };
      child.on('error', () => done(false));
      child.on('close', code => done(code === 0));
    });
  }

  /** Ends everything that runs inside, and with it the machine. */
  remove(): void {
    this.#holder.kill('SIGKILL');
  }

  async #finish(words: readonly string[]): Promise<string> {
    try {
      const { stdout } = await run('nsenter', words, { maxBuffer: mostOutputBytes });
      return stdout;
    } catch (error) {
      const { stderr = '', message } = error as { stderr?: string; message: string };
      throw new Error(`${this.name}: ${stderr.trim() || message}`);
    }
  }

  #door(): string[] {
    return ['--target', String(this.pid), '--net', '--mount', '--pid', '--uts', '--ipc'];
  }
}

/** nsenter passes no signals on: what it started is told itself. */
export function endInside(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    if (inside === '') child.kill(signal);
    for (const pid of inside.split(' ').filter(text => text !== '')) process.kill(Number(pid), signal);
  } catch {
    // Gone in the meantime, which is what was wanted.
  }
}

function ready(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const timer = setTimeout(() => fail('no answer'), readyMilliseconds);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`cannot start machine ${name}: ${complaint.trim() || why}`));
    };
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', error => fail(error.message));
    child.once('exit', () => fail('it ended'));
    child.stdout?.once('data', () => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      child.stdout?.resume();
      resolve();
    });
  });
}
