import { constants, openSync, write, writeSync } from 'node:fs';
import { ReadStream, type WriteStream } from 'node:tty';

/**
 * Everything done to the terminal that has to be undone: alternate screen, cursor, raw mode, mouse, paste.
 * Whatever ends this process, short of SIGKILL, `leave` has run; after SIGKILL the start script does the same.
 */

export type TerminalOptions = {
  readonly output: WriteStream & { readonly fd: number };
  /** Keys come from here, a terminal. */
  readonly input: ReadStream;
  readonly mouse: boolean;
  /** Asked for once, with the first entry; the answer comes with the keys. */
  readonly asksBackground: boolean;
  /** The terminal refuses what is written: it is gone. */
  readonly onLost: () => void;
  /** After `fg`, or when somebody stopped and continued us. */
  readonly onReturn: () => void;
  /** Resolves when nothing is on its way to or from the terminal any more. */
  readonly onSuspend: () => Promise<void>;
};

const modes = {
  enter: '\u001b[?1049h\u001b[?25l\u001b[?2004h\u001b[m\u001b[2J',
  leave: '\u001b[m\u001b[?2004l\u001b[?25h\u001b[?1049l',
  mouse: '\u001b[?1000h\u001b[?1006h',
  noMouse: '\u001b[?1006l\u001b[?1000l',
  // A terminal that answers the second question has answered the first, or never will.
  askBackground: '\u001b]11;?\u001b\\\u001b[5n',
} as const;

const againMilliseconds = 5;
/** A process that its shell cannot stop (no job control) comes back by itself. */
const notStoppedMilliseconds = 150;

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #descriptor: number;
  #isEntered = false;
  #isLost = false;
  #writes = 0;
  #isSuspending = false;
  #suspending: NodeJS.Timeout | undefined;
  readonly #onExit = (): void => this.leave();
  readonly #onStopSignal = (): void => this.suspend();
  readonly #onContinue = (): void => this.#return();

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#descriptor = options.output.fd;
  }

  get isEntered(): boolean {
    return this.#isEntered;
  }

  /** Takes the terminal, until `leave` or whatever ends the process. */
  open(): void {
    process.on('exit', this.#onExit);
    // Before anybody prints what went wrong: on the alternate screen nobody could read it.
    process.prependListener('uncaughtException', this.#onExit);
    process.on('SIGTSTP', this.#onStopSignal);
    process.on('SIGCONT', this.#onContinue);
    this.#enter(this.#options.asksBackground ? modes.askBackground : '');
  }

  close(): void {
    this.leave();
    clearTimeout(this.#suspending);
    process.off('exit', this.#onExit);
    process.off('uncaughtException', this.#onExit);
    process.off('SIGTSTP', this.#onStopSignal);
    process.off('SIGCONT', this.#onContinue);
  }

  /** Puts everything back, at once; may be called at any time, any number of times. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    // What is still on its way is for a screen that goes away.
    this.#writes += 1;
    this.#writeNow(modes.noMouse + modes.leave);
    this.#setRawMode(false);
    this.#options.input.pause();
  }

  /** Writes without blocking; `done` when the kernel has taken all of it. */
  write(text: string, done: () => void): void {
    const bytes = Buffer.from(text, 'utf8');
    const turn = this.#writes;
    const step = (from: number): void => {
      if (turn !== this.#writes || this.#isLost) return;
      write(this.#descriptor, bytes, from, bytes.length - from, null, (error, count) => {
        if (turn !== this.#writes) return;
        if (error === null && from + count >= bytes.length) done();
        else if (error === null) step(from + count);
        else if (error.code === 'EAGAIN') setTimeout(() => step(from), againMilliseconds);
        else this.#lose();
      });
    };
    step(0);
  }

  /** Ctrl-Z: gives the terminal to the shell, and stops everything that belongs to us. */
  suspend(): void {
    if (!this.#isEntered || this.#isSuspending) return;
    this.#isSuspending = true;
    void this.#options.onSuspend().then(() => this.#stop());
  }

  #stop(): void {
    this.#isSuspending = false;
    // Left for good meanwhile.
    if (!this.#isEntered) return;
    this.leave();
    process.off('SIGTSTP', this.#onStopSignal);
    // To the whole group: the start script in front of us stops too, and the shell is asked for again.
    process.kill(0, 'SIGTSTP');
    this.#suspending = setTimeout(this.#onContinue, notStoppedMilliseconds);
  }

  #return(): void {
    clearTimeout(this.#suspending);
    process.off('SIGTSTP', this.#onStopSignal);
    process.on('SIGTSTP', this.#onStopSignal);
    // Stopped without warning (SIGSTOP): the shell has changed the terminal's settings behind our back.
    if (this.#isEntered) this.#setRawMode(false);
    this.#enter('');
    this.#options.onReturn();
  }

  #enter(questions: string): void {
    if (this.#isLost) return;
    this.#isEntered = true;
    this.#setRawMode(true);
    this.#options.input.resume();
    this.#writeNow(modes.enter + (this.#options.mouse ? modes.mouse : '') + questions);
  }

  #setRawMode(isRaw: boolean): void {
    try {
      this.#options.input.setRawMode(isRaw);
    } catch {
      // The terminal is gone, and its settings with it.
    }
  }

  #writeNow(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    const mostTries = 200;
    let from = 0;
    for (let tries = 0; tries < mostTries && from < bytes.length; tries++) {
      try {
        from += writeSync(this.#descriptor, bytes, from);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
          this.#isLost = true;
          return;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, againMilliseconds);
      }
    }
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onLost();
  }
}

/** The terminal itself as a source of keys, while standard input is a capture. Undefined where there is none. */
export function openKeyboard(): ReadStream | undefined {
  try {
    return new ReadStream(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
  } catch {
    return undefined;
  }
}
