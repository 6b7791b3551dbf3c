import { type ByteInput, endOfInput } from './byte-input.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { RecordReader } from './record-reader.ts';
import {
  type CaptureInterface,
  type CaptureStatistics,
  createBatch,
  type DrainState,
  type PacketSink,
  type PacketSource,
} from './source.ts';
import { counted } from './wording.ts';

/** Few enough that a batch never holds a drain far beyond its budget, enough that what a batch costs is nothing. */
const packetsPerBatch = 1024;

/** Packets out of capture bytes, from wherever these come. */
export class CaptureSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  readonly #name: string;
  readonly #reader: RecordReader;
  readonly #window: RecordBuffer;
  readonly #input: ByteInput;
  readonly #batch = createBatch(packetsPerBatch);
  #received = 0;
  #ended = false;

  /** `window` holds what was read to find out the format; `name` is how messages call the capture. */
  constructor(name: string, reader: RecordReader, window: RecordBuffer, input: ByteInput) {
    this.#name = name;
    this.#reader = reader;
    this.#window = window;
    this.#input = input;
    this.interfaces = reader.interfaces;
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    const deadline = performance.now() + budgetMilliseconds;
    while (!this.#ended) {
      const outcome = this.#reader.read(this.#window, this.#batch);
      this.#handOn(sink);
      // The sink may have closed us: enough packets seen.
      if (this.#ended) break;
      if (outcome === 'damaged') {
        this.#end(sink, this.#reader.damage);
        break;
      }
      if (outcome === 'hungry') {
        const count = this.#window.fill(this.#input);
        if (count === 0) return 'idle';
        if (count === endOfInput) {
          this.#end(sink, this.#input.failure ?? this.#reader.unfinished(this.#window));
          break;
        }
      }
      if (performance.now() >= deadline) return 'more';
    }
    return 'ended';
  }

  ready(): Promise<void> {
    return this.#ended ? Promise.resolve() : this.#input.ready();
  }

  statistics(): CaptureStatistics {
    return { received: this.#received, ...this.#reader.drops() };
  }

  close(): void {
    this.#ended = true;
    this.#input.close();
  }

  #handOn(sink: PacketSink): void {
    const batch = this.#batch;
    if (batch.count > 0) {
      batch.memory = this.#window.memory;
      this.#received += batch.count;
      sink.packets(batch);
      batch.count = 0;
      batch.comments = undefined;
    }
    if (this.#reader.warnings.length > 0) {
      for (const text of this.#reader.warnings.splice(0))
        sink.notice({ severity: 'warning', text: `${this.#name}: ${text}` });
    }
  }

  #end(sink: PacketSink, damage: string | undefined): void {
    this.close();
    if (damage === undefined) return;
    const kept =
      this.#received === 0
        ? 'no packet could be read'
        : `the ${counted(this.#received, 'packet')} before that ${this.#received === 1 ? 'was' : 'were'} kept`;
    sink.notice({ severity: 'error', text: `${this.#name} is damaged: ${damage}; ${kept}.` });
  }
}
