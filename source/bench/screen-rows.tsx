/**
 * Draws ever new rows, 20 a frame, and prints what the heap became: started by `screen.ts` with --expose-gc.
 *
 *     node --expose-gc build/bench/screen-rows.js ROWS
 */
import '../ui/environment.ts';
import { Readable } from 'node:stream';
import { render } from 'ink';
import type { Answer, Snapshot } from '../engine/protocol.ts';
import { FakeEngine } from '../testing/fake-engine.ts';
import { App } from '../ui/app.tsx';
import { Effects } from '../ui/effects.ts';
import { FrameOutput } from '../ui/frame-output.ts';
import { FrameWriter } from '../ui/frame-writer.ts';
import { defaultSettings } from '../ui/settings.ts';

const rowsPerFrame = 20;
const size = { columns: 120, rows: 40 };
/** Caches fill and code is compiled before anything is measured. */
const warmUpFrames = 500;
const samples = 8;
const bytesPerMegabyte = 1024 * 1024;

const frames = Math.ceil(Number(process.argv[2] ?? '100000') / rowsPerFrame);
const collect = (globalThis as { gc?: () => void }).gc;

/** Answers every view; `draw` gives it rows nobody has seen before. */
class EndlessEngine extends FakeEngine {
  #tell: (answer: Answer) => void = () => undefined;
  #last: Snapshot | undefined;

  override listen(onAnswer: (answer: Answer) => void, onLost: (reason: string) => void): () => void {
    this.#tell = onAnswer;
    return super.listen(answer => {
      if (answer.kind === 'snapshot') this.#last = answer.snapshot;
      onAnswer(answer);
    }, onLost);
  }

  draw(frame: number): void {
    const before = this.#last;
    if (before === undefined || before.body.screen !== 'packets') return;
    const rows = before.body.rows.slice(0, rowsPerFrame).map((row, index) => {
      const number = frame * rowsPerFrame + index + 1000;
      const text = (number * 2_654_435_761).toString(36);
      const cells = row.cells.map((cell, column) =>
        column === 1 ? cell : `${text} ${number} ${text.repeat(column)}`,
      );
      return { ...row, id: number, cells };
    });
    const body = { ...before.body, rows, position: { ...before.body.position, selected: rows.length - 1 } };
    this.#tell({ kind: 'snapshot', snapshot: { ...before, body } });
  }
}

function heapMegabytes(): number {
  collect?.();
  collect?.();
  return process.memoryUsage().heapUsed / bytesPerMegabyte;
}

class Keyboard extends Readable {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  override _read(): void {
    // Nobody types.
  }
}

const engine = new EndlessEngine();
let writtenBytes = 0;
const writer: FrameWriter = new FrameWriter({
  ...size,
  write: (text, done) => {
    writtenBytes += text.length;
    setImmediate(() => {
      done();
      writer.ready();
    });
  },
});
const output = new FrameOutput(size.columns, size.rows, lines => {
  writer.urgent();
  writer.show(lines);
});
const effects = new Effects({
  engine,
  writeTerminal: () => undefined,
  suspend: () => undefined,
  rememberFilter: () => undefined,
});
writer.start();
const screen = render(<App settings={defaultSettings} effects={effects} />, {
  stdout: output as unknown as NodeJS.WriteStream,
  stdin: new Keyboard() as unknown as NodeJS.ReadStream,
  patchConsole: false,
  exitOnCtrlC: false,
  interactive: true,
  maxFps: 1000,
});
await screen.waitUntilRenderFlush();
const heap: number[] = [];
const started = performance.now();
for (let frame = 0; frame < frames + warmUpFrames; frame++) {
  engine.draw(frame);
  await screen.waitUntilRenderFlush();
  const measured = frame - warmUpFrames;
  if (measured >= 0 && measured % Math.max(1, Math.floor(frames / samples)) === 0) heap.push(heapMegabytes());
}
heap.push(heapMegabytes());
const milliseconds = performance.now() - started;
screen.unmount();
process.stdout.write(
  `${JSON.stringify({ rows: frames * rowsPerFrame, heap, writtenBytes, millisecondsPerFrame: milliseconds / frames })}\n`,
);
process.exit(0);
