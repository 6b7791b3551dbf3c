/**
 * A program in a real terminal, for tests: a pseudo-terminal read by a terminal emulator.
 *
 *     const terminal = openTerminal({ columns: 80, rows: 24, command: [process.execPath, 'build/cli.js'] });
 *     await terminal.waitFor('packets');
 *     terminal.write('q');
 *     await terminal.exited;
 *     await terminal.close();
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Terminal as Emulator, IBufferCell } from '@xterm/headless';
import { type Exit, PseudoTerminal } from './pseudo-terminal.ts';

export type TerminalOptions = {
  readonly columns?: number;
  readonly rows?: number;
  readonly command: readonly string[];
  /** Added to a small, quiet environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly bytesPerSecond?: number;
  /** How long the terminal takes to answer what it is asked, as one far away does. */
  readonly answerMilliseconds?: number;
};

export type Cell = {
  readonly text: string;
  readonly width: number;
  readonly inverse: boolean;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  /** Palette number or 24-bit value; -1 is the default colour. */
  readonly colour: number;
  readonly background: number;
};

export type TerminalModes = {
  readonly alternateScreen: boolean;
  readonly cursorHidden: boolean;
  readonly bracketedPaste: boolean;
  readonly mouse: boolean;
  readonly synchronized: boolean;
};

/** A text on the screen, a pattern, or a question about its lines. */
export type Expected = string | RegExp | ((lines: readonly string[]) => boolean);

const patienceMilliseconds = 15_000;
const lookAgainMilliseconds = 20;
const require = createRequire(import.meta.url);

/** The program as built, or as it would be started from the sources. */
export const builtProgram = fileURLToPath(new URL('../../build/cli.js', import.meta.url));

export class TestTerminal {
  readonly pseudo: PseudoTerminal;
  readonly #emulator: Emulator;
  readonly #chunks: Buffer[] = [];
  readonly #privateModes = new Set<number>();
  #waiting = new Set<() => void>();
  #written = 0;

  constructor(options: TerminalOptions) {
    const { columns = 80, rows = 24 } = options;
    const xterm = require('@xterm/headless') as typeof import('@xterm/headless');
    this.#emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    this.#followModes();
    this.pseudo = new PseudoTerminal({
      columns,
      rows,
      command: options.command,
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '/',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        ...options.environment,
      },
      ...(options.folder === undefined ? {} : { folder: options.folder }),
      ...(options.bytesPerSecond === undefined ? {} : { bytesPerSecond: options.bytesPerSecond }),
      onData: bytes => this.#take(bytes),
    });
    // A terminal answers what it is asked: where the cursor is, what colours it has.
    const { answerMilliseconds = 0 } = options;
    this.#emulator.onData(answer => {
      if (answerMilliseconds === 0) this.pseudo.write(answer);
      else setTimeout(() => this.pseudo.write(answer), answerMilliseconds);
    });
    this.#emulator.parser.registerOscHandler(11, text => {
      if (text !== '?' || this.background === undefined) return false;
      this.pseudo.write(`\u001b]11;${this.background}\u001b\\`);
      return true;
    });
  }

  /** What the terminal says when asked for its background, `rgb:ffff/ffff/ffff`; undefined: it does not answer. */
  background: string | undefined;

  get exited(): Promise<Exit> {
    return this.pseudo.exited;
  }

  get pid(): number {
    return this.pseudo.pid;
  }

  /** Everything the program wrote, byte for byte. */
  get raw(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** How much it wrote so far. */
  get rawBytes(): number {
    return this.#written;
  }

  write(keys: string | Uint8Array): void {
    this.pseudo.write(keys);
  }

  /** The visible lines, without the spaces at their ends. */
  screen(): string[] {
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: this.#emulator.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  cell(column: number, row: number): Cell {
    const { active } = this.#emulator.buffer;
    const cell = active.getLine(active.viewportY + row)?.getCell(column);
    return cell === undefined ? emptyCell : shaped(cell);
  }

  /** The text of a row that is drawn inverse. */
  inverseText(row: number): string {
    const cells = Array.from({ length: this.#emulator.cols }, (_, column) => this.cell(column, row));
    return cells.map(cell => (cell.inverse ? cell.text : '')).join('');
  }

  get modes(): TerminalModes {
    const { modes, buffer } = this.#emulator;
    return {
      alternateScreen: buffer.active.type === 'alternate',
      cursorHidden: this.#privateModes.has(-25),
      bracketedPaste: modes.bracketedPasteMode,
      mouse: modes.mouseTrackingMode !== 'none',
      synchronized: this.#privateModes.has(2026),
    };
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.pseudo.resize(columns, rows);
  }

  /** Resolves with the milliseconds it took; rejects with the screen as it is. */
  async waitFor(expected: Expected, patience = patienceMilliseconds): Promise<number> {
    const started = performance.now();
    while (!this.shows(expected)) {
      const left = patience - (performance.now() - started);
      if (left <= 0) throw new Error(`not seen within ${patience} ms: ${nameOf(expected)}\n${this.dump()}`);
      await this.#change(Math.min(left, lookAgainMilliseconds));
    }
    return performance.now() - started;
  }

  shows(expected: Expected): boolean {
    const lines = this.screen();
    if (typeof expected === 'function') return expected(lines);
    const text = lines.join('\n');
    return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
  }

  /** Resolves when nothing was written for a while. */
  async quiet(milliseconds = 150, patience = patienceMilliseconds): Promise<void> {
    const started = performance.now();
    let before = -1;
    while (before !== this.#written && performance.now() - started < patience) {
      before = this.#written;
      await new Promise(resolve => setTimeout(resolve, milliseconds));
    }
  }

  /** From the key to the first byte of an answer, in milliseconds; the screen should be quiet before. */
  async keyToFrame(keys: string, patience = patienceMilliseconds): Promise<number> {
    const before = this.#written;
    const started = performance.now();
    this.write(keys);
    while (this.#written === before) {
      if (performance.now() - started > patience) throw new Error(`no answer to a key\n${this.dump()}`);
      await this.#change(lookAgainMilliseconds);
    }
    return performance.now() - started;
  }

  dump(): string {
    const edge = '-'.repeat(this.#emulator.cols);
    return [edge, ...this.screen(), edge].join('\n');
  }

  /** The window is closed under the program. */
  async hangUp(): Promise<void> {
    this.pseudo.hangUp();
    await this.exited;
  }

  async close(): Promise<void> {
    await this.pseudo.close();
    this.#emulator.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #take(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#written += bytes.length;
    this.#emulator.write(bytes, () => {
      for (const wake of this.#waiting) wake();
    });
  }

  /** The next thing parsed, or so many milliseconds. */
  #change(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }

  /** Modes the emulator keeps to itself; the cursor is remembered as -25 when hidden. */
  #followModes(): void {
    const { parser } = this.#emulator;
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, parameters => {
      for (const mode of parameters.flat()) {
        this.#privateModes.add(mode);
        if (mode === 25) this.#privateModes.delete(-25);
      }
      return false;
    });
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, parameters => {
      for (const mode of parameters.flat()) {
        this.#privateModes.delete(mode);
        if (mode === 25) this.#privateModes.add(-25);
      }
      return false;
    });
  }
}

export function openTerminal(options: TerminalOptions): TestTerminal {
  return new TestTerminal(options);
}

const emptyCell: Cell = {
  text: '',
  width: 1,
  inverse: false,
  bold: false,
  dim: false,
  underline: false,
  colour: -1,
  background: -1,
};

function shaped(cell: IBufferCell): Cell {
  return {
    text: cell.getChars(),
    width: cell.getWidth(),
    inverse: cell.isInverse() !== 0,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
    colour: cell.isFgDefault() ? -1 : cell.getFgColor(),
    background: cell.isBgDefault() ? -1 : cell.getBgColor(),
  };
}

function nameOf(expected: Expected): string {
  return typeof expected === 'string' ? `"${expected}"` : String(expected);
}
