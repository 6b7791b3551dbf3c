import { Writable } from 'node:stream';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is not colour steers the cursor
const steering = /\u001b\[[?\d;]*[A-Za-ln-z]/g;

/**
 * The terminal as Ink sees it. Ink's way of erasing and rewriting lines is not passed on: every write of a
 * frame is caught whole, and `FrameWriter` brings it to the real terminal.
 */
export class FrameOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #onFrame: (lines: readonly string[]) => void;

  constructor(columns: number, rows: number, onFrame: (lines: readonly string[]) => void) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#onFrame = onFrame;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const frame = String(chunk).replace(steering, '');
    if (frame !== '') this.#onFrame(linesOf(frame));
    done();
  }
}

function linesOf(frame: string): string[] {
  const lines = frame.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
