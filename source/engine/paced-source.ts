import type {
  CaptureInterface,
  CaptureStatistics,
  DrainState,
  PacketBatch,
  PacketSink,
  PacketSource,
} from '../capture/source.ts';
import { createBatch } from '../capture/source.ts';
import type { PlaySpeed } from './protocol.ts';

const heldPackets = 2048;
/** Longest wait before looking at the clock again. */
const longestWaitMilliseconds = 50;
/** A pause in the capture longer than this is cut short: nobody waits an hour for the next packet. */
const longestGapSeconds = 5;

/**
 * Plays a capture file as it happened: hands packets on when their time has come, at a speed that may
 * change at any moment. Holds copies of a few packets, because a source's memory is its own.
 */
export class PacedSource implements PacketSource {
  readonly interfaces: readonly CaptureInterface[];
  readonly #inner: PacketSource;
  readonly #held = createBatch(heldPackets);
  readonly #out = createBatch(heldPackets);
  #used = 0;
  #next = 0;
  #innerState: DrainState = 'more';
  #speed: PlaySpeed;
  #running = true;
  /** Packet time and wall time (milliseconds) that belong together; undefined before the first packet. */
  #anchor: { packet: number; wall: number } | undefined;

  constructor(inner: PacketSource, speed: PlaySpeed) {
    this.#inner = inner;
    this.#speed = speed;
    this.interfaces = inner.interfaces;
  }

  get speed(): PlaySpeed {
    return this.#speed;
  }

  get running(): boolean {
    return this.#running;
  }

  play(speed: PlaySpeed, running: boolean): void {
    this.#speed = speed;
    this.#running = running;
    this.#anchor = undefined;
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    if (!this.#running) return 'idle';
    if (this.#next < this.#held.count) return this.#release(sink);
    if (this.#innerState === 'ended') return 'ended';
    if (this.#speed === 'max') {
      this.#innerState = this.#inner.drain(sink, budgetMilliseconds);
      return this.#innerState;
    }
    this.#held.count = 0;
    this.#next = 0;
    this.#used = 0;
    const holder: PacketSink = {
      packets: batch => this.#hold(batch, sink),
      notice: notice => sink.notice(notice),
    };
    // A budget of nothing: one batch, then back.
    this.#innerState = this.#inner.drain(holder, 0);
    if (this.#held.count > 0) return this.#release(sink);
    return this.#innerState;
  }

  ready(): Promise<void> {
    if (this.#running && this.#next >= this.#held.count && this.#innerState === 'idle')
      return this.#inner.ready();
    const wait = this.#running && this.#next < this.#held.count ? this.#untilNext() : longestWaitMilliseconds;
    return new Promise(resolve => setTimeout(resolve, Math.min(longestWaitMilliseconds, Math.max(1, wait))));
  }

  statistics(): CaptureStatistics {
    const inner = this.#inner.statistics();
    return { ...inner, received: inner.received - (this.#held.count - this.#next) };
  }

  close(): void {
    this.#innerState = 'ended';
    this.#held.count = 0;
    this.#next = 0;
    this.#inner.close();
  }

  #hold(batch: PacketBatch, sink: PacketSink): void {
    const held = this.#held;
    for (let index = 0; index < batch.count; index += 1) {
      // More than fits is handed on at once rather than lost: a slip in time, not in packets.
      if (held.count === heldPackets) this.#handOn(sink, held.count);
      const captured = batch.captured[index] as number;
      if (this.#used + captured > held.memory.length) this.#grow(this.#used + captured);
      const start = batch.offset[index] as number;
      held.memory.set(batch.memory.subarray(start, start + captured), this.#used);
      copyEntry(batch, index, held, held.count, this.#used);
      this.#used += captured;
      held.count += 1;
    }
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#held.memory.length * 2, 1 << 20));
    larger.set(this.#held.memory.subarray(0, this.#used));
    this.#held.memory = larger;
  }

  #release(sink: PacketSink): DrainState {
    let due = this.#next;
    while (due < this.#held.count && this.#isDue(due)) due += 1;
    if (due > this.#next) this.#handOn(sink, due);
    if (this.#next < this.#held.count) return 'idle';
    return this.#innerState === 'ended' ? 'ended' : 'more';
  }

  /** Hands on the held packets before `end`. */
  #handOn(sink: PacketSink, end: number): void {
    const out = this.#out;
    out.memory = this.#held.memory;
    out.count = 0;
    for (let index = this.#next; index < end; index += 1) {
      copyEntry(this.#held, index, out, out.count, this.#held.offset[index] as number);
      out.count += 1;
    }
    this.#next = end;
    sink.packets(out);
    if (this.#next === this.#held.count) {
      this.#held.count = 0;
      this.#next = 0;
      this.#used = 0;
    }
  }

  #isDue(index: number): boolean {
    if (this.#speed === 'max') return true;
    const time = this.#timeOf(index);
    const now = performance.now();
    if (this.#anchor === undefined) this.#anchor = { packet: time, wall: now };
    const played = this.#anchor.packet + ((now - this.#anchor.wall) / 1000) * this.#speed;
    if (time - played > longestGapSeconds) {
      this.#anchor = { packet: time - longestGapSeconds, wall: now };
      return false;
    }
    return time <= played;
  }

  #untilNext(): number {
    if (this.#speed === 'max' || this.#anchor === undefined) return 0;
    const played = this.#anchor.packet + ((performance.now() - this.#anchor.wall) / 1000) * this.#speed;
    return ((this.#timeOf(this.#next) - played) / this.#speed) * 1000;
  }

  #timeOf(index: number): number {
    return (this.#held.seconds[index] as number) + (this.#held.nanoseconds[index] as number) / 1e9;
  }
}

function copyEntry(from: PacketBatch, index: number, to: PacketBatch, at: number, offset: number): void {
  to.offset[at] = offset;
  to.captured[at] = from.captured[index] as number;
  to.length[at] = from.length[index] as number;
  to.seconds[at] = from.seconds[index] as number;
  to.nanoseconds[at] = from.nanoseconds[index] as number;
  to.interfaceId[at] = from.interfaceId[index] as number;
  to.linkType[at] = from.linkType[index] as number;
}
