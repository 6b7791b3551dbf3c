import { lineDifference } from './line-difference.ts';
import { LinkPace } from './link-pace.ts';
import { LookTable, parseLine, type StyledLine } from './styled-line.ts';

export type FrameWriterOptions = {
  readonly columns: number;
  readonly rows: number;
  /** Writes to the terminal; calls back when the kernel has taken it all. */
  readonly write: (text: string, done: () => void) => void;
  readonly now?: () => number;
};

type ShownRow = { readonly source: string; readonly line: StyledLine };

/** DSR: the terminal answers `ESC[0n` once it has drawn everything before the question. */
const question = '\u001b[5n';

/**
 * Brings frames to the terminal as the line to it allows. Only cells that changed are written. The next piece
 * waits until the terminal says that it has drawn the last one, so that over a slow line the newest frame is
 * sent instead of a queue of old ones, and the answer to a key never waits behind more than one small piece.
 * What nobody asked for by a key keeps to a budget of bytes.
 */
export class FrameWriter {
  readonly #write: FrameWriterOptions['write'];
  readonly #now: () => number;
  readonly #pace: LinkPace;
  readonly #looks = new LookTable();
  /** Whatever a frame holds, only ASCII is written. */
  isAscii = false;
  #columns: number;
  #rows: number;
  #target: readonly string[] | undefined;
  #shown: (ShownRow | undefined)[] = [];
  /** To be written as it is, before the next frame: clipboard. */
  #aside = '';
  #isWriting = false;
  #isStopped = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FrameWriterOptions) {
    this.#write = options.write;
    this.#now = options.now ?? (() => performance.now());
    this.#pace = new LinkPace(this.#now);
    this.#columns = options.columns;
    this.#rows = options.rows;
  }

  /** Begins again, after somebody else had the terminal. */
  restart(): void {
    this.#pace.beginAgain();
    this.start();
  }

  /** Begins on an empty screen. */
  start(): void {
    this.#isStopped = false;
    this.#isWriting = false;
    this.redraw();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * True while something is on its way to the terminal that would be written over what comes after us, or from it that
   * would end up as typed text if nobody read it.
   */
  get isUnsettled(): boolean {
    return this.#isWriting || this.#pace.isAnswerDue;
  }

  /** Somebody else has asked the terminal whether it is ready; the answer comes here. */
  askedElsewhere(): void {
    this.#pace.askedElsewhere();
  }

  /** Milliseconds that is worth waiting for, once stopped. */
  get settlingMilliseconds(): number {
    return this.#pace.lastAnswerMilliseconds;
  }

  /** What the screen should show from now on: rows with colour sequences. */
  show(lines: readonly string[]): void {
    this.#target = lines;
    this.#pump();
  }

  /** A key was pressed: what changes now is what somebody waits for. */
  urgent(): void {
    this.#pace.urgent();
    this.#pump();
  }

  /** The terminal has drawn what it was sent. */
  ready(): void {
    this.#pace.answered();
    this.#pump();
  }

  /** Nothing is known about what the terminal shows. */
  redraw(): void {
    this.#shown = [];
    this.#aside += '\u001b[m\u001b[2J';
    this.#pace.urgent();
    this.#pump();
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    // The frame for the old size is no frame for this one.
    this.#target = undefined;
    this.redraw();
  }

  /** Writes past the frames. */
  aside(text: string): void {
    this.#aside += text;
    this.#pace.urgent();
    this.#pump();
  }

  #pump(): void {
    if (this.#isStopped || this.#isWriting) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isDirty()) return;
    const wait = this.#pace.wait();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    const text = this.#aside + this.#compose(this.#pace.allowance);
    this.#aside = '';
    // Rows may differ in their source and yet look the same.
    if (text === '') return;
    this.#isWriting = true;
    const asks = this.#pace.sent(text.length);
    this.#write(asks ? text + question : text, () => {
      this.#isWriting = false;
      this.#pump();
    });
  }

  #isDirty(): boolean {
    if (this.#aside !== '') return true;
    const target = this.#target;
    if (target === undefined) return false;
    for (let row = 0; row < this.#rows; row++) {
      if (this.#shown[row]?.source !== (target[row] ?? '')) return true;
    }
    return false;
  }

  /** Rows that changed, until so many characters are together; what is left follows with the next piece. */
  #compose(allowance: number): string {
    const target = this.#target;
    if (target === undefined) return '';
    let text = '';
    for (let turn = 0; turn < this.#rows; turn++) {
      if (text.length >= allowance) return text;
      const row = rowInTurn(turn, this.#rows);
      const source = target[row] ?? '';
      const before = this.#shown[row];
      if (before?.source === source) continue;
      const line = parseLine(source, this.#columns, this.#looks, this.isAscii);
      text += lineDifference(before?.line ?? emptyLine, line, row, this.#looks);
      this.#shown[row] = { source, line };
    }
    return text;
  }
}

/** After an erased screen, every row is known to be empty. */
const emptyLine: StyledLine = { cells: [], looks: [] };

/** Status line and footer come first: prompts are there, and answers to keys. Then from the top. */
function rowInTurn(turn: number, rows: number): number {
  const bottomRows = 2;
  if (rows <= bottomRows) return turn;
  return turn < bottomRows ? rows - bottomRows + turn : turn - bottomRows;
}
