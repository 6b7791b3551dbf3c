import { pump } from '../capture/pump.ts';
import type { CaptureNotice, PacketBatch, PacketSource } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import type { Tracker } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';

export type OfflineOptions = {
  /** Packets of this file that are looked at; all. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly onNotice?: (notice: CaptureNotice) => void;
};

/** What is told of every packet: `time` in seconds of the run's one clock. */
export type OfflineVisitor = (packet: Packet, flow: number, number: number, time: number) => void;

/**
 * Capture files one after the other in one life, without a screen and without keeping packets. The clock of each
 * file is continued a second after the end of the one before, whatever its own dates: what was learned from one is
 * to be tried on another.
 */
export class OfflineRun {
  readonly tracker: Tracker;
  /** Packets so far, of all files. */
  packets = 0;
  /** Packet time of the newest packet, NaN before the first. */
  lastTime = Number.NaN;
  readonly #visit: OfflineVisitor;
  readonly #packet = new Packet();

  constructor(tracker: Tracker, visit: OfflineVisitor) {
    this.tracker = tracker;
    this.#visit = visit;
  }

  /** Reads `source` to its end or to the limit, and closes it. */
  async read(source: PacketSource, options: OfflineOptions = {}): Promise<void> {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    if (options.signal?.aborted === true) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    const clock = new ContinuedClock(this.lastTime);
    let failure: unknown;
    const packets = (batch: PacketBatch): void => {
      // Nothing is to be thrown into a source.
      try {
        for (let index = 0; index < batch.count && left > 0; index += 1) {
          left -= 1;
          this.#one(batch, index, clock);
        }
      } catch (error) {
        failure = error;
        left = 0;
      }
      if (left <= 0) abort();
    };
    try {
      const notice = options.onNotice ?? (() => undefined);
      if (left > 0) await pump(source, { packets, notice }, stop.signal);
    } finally {
      options.signal?.removeEventListener('abort', abort);
      source.close();
    }
    if (failure !== undefined) throw failure;
  }

  #one(batch: PacketBatch, index: number, clock: ContinuedClock): void {
    const p = this.#packet;
    loadFromBatch(p, batch, index);
    p.seconds += clock.shiftFor(p.seconds);
    decode(p);
    const flow = this.tracker.add(p);
    this.packets += 1;
    const time = p.seconds + p.nanoseconds / 1e9;
    if (!(time <= this.lastTime)) this.lastTime = time;
    this.#visit(p, flow, this.packets, time);
  }
}

/** By how many whole seconds the times of one file are moved. */
class ContinuedClock {
  readonly #after: number;
  #shift: number | undefined;

  constructor(after: number) {
    this.#after = after;
  }

  shiftFor(seconds: number): number {
    this.#shift ??= Number.isNaN(this.#after) ? 0 : Math.floor(this.#after) + 1 - seconds;
    return this.#shift;
  }
}
