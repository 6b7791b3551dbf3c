/**
 * The one contract every origin of packets satisfies: a kernel ring, libpcap, a file, a stream.
 *
 * A source is opened, then drained within time budgets until it ends or is closed. Packets reach the
 * sink in batches that point into memory the source owns: the sink must be done with them (or have
 * copied what it keeps) when `packets()` returns.
 */

/** Where packets were seen; index in `PacketSource.interfaces` is the `interfaceId` of a packet. */
export type CaptureInterface = {
  readonly name: string;
  /** LINKTYPE_ number as in pcap files: 1 Ethernet, 113 Linux cooked, 101 raw IP … */
  readonly linkType: number;
  readonly snapLength: number;
  /** From a file's interface block, where it says so. */
  readonly description?: string;
};

/** What a source counted. `undefined` means the source cannot know, which is never shown as 0. */
export type CaptureStatistics = {
  /** Packets handed to the sink. */
  readonly received: number;
  /** Packets the kernel had to discard because we were too slow. */
  readonly droppedByKernel: number | undefined;
  /** Packets the network card or driver discarded. */
  readonly droppedByInterface: number | undefined;
  /** Packets seen and deliberately or unavoidably not handed on: loopback doubles, unreadable records. */
  readonly skipped: number;
};

/** Something the user should hear about: an interface went down, a file is damaged. */
export type CaptureNotice = {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  /** An interface that is waited for, or is there again: until then the notice stays true. */
  readonly waiting?: { readonly interface: string; readonly isOver: boolean };
};

/** Many packets in one memory; arrays are parallel and only the first `count` entries mean anything. */
export type PacketBatch = {
  memory: Uint8Array;
  count: number;
  /** Where in `memory` each packet's first byte is. */
  readonly offset: Uint32Array;
  /** How many bytes were captured, all of them present in `memory`. */
  readonly captured: Uint32Array;
  /** How long the packet was on the wire. */
  readonly length: Uint32Array;
  /** Whole seconds since 1970; double, because files may hold any 64-bit value. */
  readonly seconds: Float64Array;
  /** 0 … 999,999,999. */
  readonly nanoseconds: Uint32Array;
  /** Index into `PacketSource.interfaces`. */
  readonly interfaceId: Uint16Array;
  /** LINKTYPE_ number of each packet. */
  readonly linkType: Uint16Array;
  /** Per-packet user comments (pcapng), by position in this batch; undefined when there are none. */
  comments: Map<number, string> | undefined;
};

export type PacketSink = {
  packets(batch: PacketBatch): void;
  notice(notice: CaptureNotice): void;
};

/** `more`: budget used up, drain again soon. `idle`: nothing now, await `ready()`. `ended`: nothing ever again. */
export type DrainState = 'more' | 'idle' | 'ended';

export type PacketSource = {
  /** May grow while a pcapng file is read; entries never change or move. */
  readonly interfaces: readonly CaptureInterface[];
  /** Hands packets to the sink for at most about `budgetMilliseconds`, then returns. Never throws. */
  drain(sink: PacketSink, budgetMilliseconds: number): DrainState;
  /** Resolves when `drain` may have something to give again (or the source ended). */
  ready(): Promise<void>;
  statistics(): CaptureStatistics;
  /** Idempotent. A closed source drains as `ended`. */
  close(): void;
};

/** One batch big enough for `capacity` packets, to be refilled for ever. */
export function createBatch(capacity: number): PacketBatch {
  return {
    memory: new Uint8Array(0),
    count: 0,
    offset: new Uint32Array(capacity),
    captured: new Uint32Array(capacity),
    length: new Uint32Array(capacity),
    seconds: new Float64Array(capacity),
    nanoseconds: new Uint32Array(capacity),
    interfaceId: new Uint16Array(capacity),
    linkType: new Uint16Array(capacity),
    comments: undefined,
  };
}
