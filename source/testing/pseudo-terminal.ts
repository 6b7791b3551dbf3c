/**
 * The kernel's side of a pseudo-terminal: the master end read without blocking, a program on the slave end.
 *
 * Linux only, through the few ioctls it takes; the program is leader of a session of its own with the slave as
 * its controlling terminal, as in a terminal window.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { type DescriptorPoll, type Kernel, loadKernel } from '../capture/kernel.ts';

export type PseudoTerminalOptions = {
  readonly columns: number;
  readonly rows: number;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Reads no faster than this, as a slow line would. */
  readonly bytesPerSecond?: number;
  readonly onData: (bytes: Buffer) => void;
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

const requests = { windowSize: 0x5414, number: 0x8004_5430, lock: 0x4004_5431 } as const;
const readBytes = 64 * 1024;
const throttleMilliseconds = 25;
const writeAgainMilliseconds = 5;

export class PseudoTerminal {
  /** Path of the slave end, for `stty -F`. */
  readonly path: string;
  readonly exited: Promise<Exit>;
  readonly #kernel: Kernel;
  readonly #options: PseudoTerminalOptions;
  readonly #master: number;
  /** Held open, so that settings can be asked for after the program has gone. */
  readonly #slave: number;
  readonly #child: ChildProcess;
  readonly #buffer = Buffer.alloc(readBytes);
  #poll: DescriptorPoll | undefined;
  #timer: NodeJS.Timeout | undefined;
  #outgoing = Buffer.alloc(0);
  #closed = false;

  constructor(options: PseudoTerminalOptions) {
    const loaded = loadKernel();
    if (!loaded.ok) throw new Error(loaded.message);
    this.#kernel = loaded.value;
    this.#options = options;
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    this.#master = openSync('/dev/ptmx', O_RDWR | O_NOCTTY | O_NONBLOCK);
    this.#ioctl(requests.lock, new Uint8Array(4));
    const number = new Uint8Array(4);
    this.#ioctl(requests.number, number);
    this.path = `/dev/pts/${new DataView(number.buffer).getUint32(0, true)}`;
    this.#slave = openSync(this.path, O_RDWR | O_NOCTTY);
    this.resize(options.columns, options.rows);
    // A session leader without a terminal gets the first one it opens.
    const script = 'exec "$@" <"$0" >"$0" 2>&1';
    this.#child = spawn('sh', ['-c', script, this.path, ...options.command], {
      detached: true,
      stdio: 'ignore',
      env: options.environment,
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
    });
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => {
        // A slow line goes on delivering at its own pace.
        if (this.#poll !== undefined) this.#readAll();
        resolve({ code, signal });
      });
    });
    this.#listen(options.bytesPerSecond);
  }

  /** The program, or the shell that became it. */
  get pid(): number {
    return this.#child.pid ?? -1;
  }

  write(keys: string | Uint8Array): void {
    const bytes = typeof keys === 'string' ? Buffer.from(keys, 'utf8') : keys;
    this.#outgoing = Buffer.concat([this.#outgoing, bytes]);
    this.#send();
  }

  resize(columns: number, rows: number): void {
    const size = new DataView(new ArrayBuffer(8));
    size.setUint16(0, rows, true);
    size.setUint16(2, columns, true);
    this.#ioctl(requests.windowSize, new Uint8Array(size.buffer));
  }

  /** What `stty -a` says of it. */
  settings(): string {
    return execFileSync('stty', ['-a', '-F', this.path], { encoding: 'utf8' });
  }

  /** To the program alone; `group` to everything in its process group. */
  kill(signal: NodeJS.Signals, group = false): void {
    try {
      process.kill(group ? -this.pid : this.pid, signal);
    } catch {
      // Gone already.
    }
  }

  /** The terminal goes away, as when its window is closed; the program hears of it. */
  hangUp(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#poll?.close();
    clearTimeout(this.#timer);
    closeSync(this.#slave);
    closeSync(this.#master);
  }

  /** Ends what runs on it and gives everything back. */
  async close(): Promise<void> {
    this.kill('SIGKILL', true);
    await this.exited.catch(() => undefined);
    this.hangUp();
  }

  /** Changes how fast the line is; undefined is as fast as it comes. */
  throttle(bytesPerSecond: number | undefined): void {
    this.#poll?.close();
    this.#poll = undefined;
    clearTimeout(this.#timer);
    this.#listen(bytesPerSecond);
  }

  #listen(bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === undefined) {
      this.#poll = this.#kernel.poll(this.#master, () => this.#read(readBytes));
      return;
    }
    let before = performance.now();
    let allowance = 0;
    const millisecondsPerSecond = 1000;
    const most = Math.max(1, (bytesPerSecond * throttleMilliseconds * 2) / millisecondsPerSecond);
    const tick = (): void => {
      const now = performance.now();
      // What a silent line did not carry is not carried later.
      allowance = Math.min(most, allowance + ((now - before) * bytesPerSecond) / millisecondsPerSecond);
      before = now;
      allowance -= this.#read(Math.floor(allowance));
      if (!this.#closed) this.#timer = setTimeout(tick, throttleMilliseconds);
    };
    tick();
  }

  #readAll(): void {
    while (!this.#closed && this.#read(readBytes) > 0);
  }

  #read(most: number): number {
    if (this.#closed || most < 1) return 0;
    let count = 0;
    try {
      count = readSync(this.#master, this.#buffer, 0, Math.min(most, readBytes), null);
    } catch {
      // Nothing there (EAGAIN), or nobody on the other end (EIO).
      return 0;
    }
    if (count > 0) this.#options.onData(Buffer.from(this.#buffer.subarray(0, count)));
    return count;
  }

  #send(): void {
    if (this.#closed || this.#outgoing.length === 0) return;
    try {
      const count = writeSync(this.#master, this.#outgoing);
      this.#outgoing = this.#outgoing.subarray(count);
    } catch {
      // Its input queue is full; it will read.
    }
    if (this.#outgoing.length > 0) setTimeout(() => this.#send(), writeAgainMilliseconds);
  }

  #ioctl(request: number, argument: Uint8Array): void {
    if (this.#kernel.ioctl(this.#master, request, argument) !== 0)
      throw new Error(`a pseudo-terminal refused: ${this.#kernel.describe(this.#kernel.errno())}`);
  }
}
