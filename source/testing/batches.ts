import {
  createBatch,
  type DrainState,
  type PacketBatch,
  type PacketSink,
  type PacketSource,
} from '../capture/source.ts';

export type TestPacket = {
  readonly seconds: number;
  readonly nanoseconds?: number;
  readonly data: Uint8Array;
};

/** A batch of frames, as a source would hand it on. */
export function batchOf(packets: readonly TestPacket[], linkType = 1): PacketBatch {
  const batch = createBatch(Math.max(1, packets.length));
  batch.memory = new Uint8Array(packets.reduce((sum, packet) => sum + packet.data.length, 0));
  let at = 0;
  for (const [index, { seconds, nanoseconds, data }] of packets.entries()) {
    batch.memory.set(data, at);
    batch.offset[index] = at;
    batch.captured[index] = data.length;
    batch.length[index] = data.length;
    batch.seconds[index] = seconds;
    batch.nanoseconds[index] = nanoseconds ?? 0;
    batch.linkType[index] = linkType;
    at += data.length;
  }
  batch.count = packets.length;
  return batch;
}

/** A source that hands on these packets, `perDrain` at a time, from memory it overwrites afterwards. */
export class ListSource implements PacketSource {
  readonly interfaces = [{ name: 'list', linkType: 1, snapLength: 65_535 }];
  readonly #packets: readonly TestPacket[];
  readonly #perDrain: number;
  #next = 0;
  closed = false;

  constructor(packets: readonly TestPacket[], perDrain = 10) {
    this.#packets = packets;
    this.#perDrain = perDrain;
  }

  drain(sink: PacketSink): DrainState {
    if (this.closed || this.#next >= this.#packets.length) return 'ended';
    const batch = batchOf(this.#packets.slice(this.#next, this.#next + this.#perDrain));
    this.#next += this.#perDrain;
    sink.packets(batch);
    // The memory is the source's: whoever kept a view of it sees this.
    batch.memory.fill(0xee);
    return this.#next >= this.#packets.length ? 'ended' : 'more';
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  statistics() {
    return {
      received: Math.min(this.#next, this.#packets.length),
      droppedByKernel: 0,
      droppedByInterface: 0,
      skipped: 0,
    };
  }

  close(): void {
    this.closed = true;
  }
}
