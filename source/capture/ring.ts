/**
 * The Linux engine: the kernel writes frames into a ring of memory it shares with us (AF_PACKET,
 * TPACKET_V3); nothing is copied and no system call is made per packet.
 *
 * `any` uses one ring as well. Its socket stays SOCK_RAW rather than becoming a cooked one: the kernel
 * writes each packet's device and its hardware type beside the frame, so every packet gets its own
 * interface and link type, hardware addresses and inner tags survive, memory does not grow with the
 * number of interfaces, and an interface that appears later (even after privileges were given up) is
 * seen without opening anything.
 */
import { interfaceDrops } from './interface-drops.ts';
import type { InterfaceWatch } from './interface-watch.ts';
import type { DescriptorPoll } from './kernel.ts';
import type { TimedSource } from './merge.ts';
import type { RingReader } from './ring-reader.ts';
import type { RingSocket } from './ring-socket.ts';
import type { CaptureInterface, CaptureStatistics, DrainState, PacketSink } from './source.ts';

const watchIntervalMilliseconds = 1000;
/**
 * While packets flow we look at the ring at this interval rather than at every block the kernel closes:
 * waking up costs as much CPU as a few thousand packets.
 */
const busyPauseMilliseconds = 20;
/** Packets this short a time ago mean that more will follow; a drain takes less. */
const recentMilliseconds = 15;
/** What a very fast link may bring in a millisecond; the pause must not let the ring overflow. */
const bytesPerMillisecond = 400_000;

/** Made by `openRing()`. */
export class RingSource implements TimedSource {
  readonly interfaces: readonly CaptureInterface[];
  private readonly socket: RingSocket;
  private readonly reader: RingReader;
  /** Undefined while capturing on every interface: they may come and go. */
  private readonly watch: InterfaceWatch | undefined;
  private readonly interfaceDrops: () => number | undefined;
  private readonly poll: DescriptorPoll;
  private readonly timer: NodeJS.Timeout;
  private readonly pause: NodeJS.Timeout;
  private lastPackets = Number.NEGATIVE_INFINITY;
  private waiting: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private nextWatch = 0;
  private received = 0;
  private dropped = 0;
  private draining = false;
  private closed = false;
  private released = false;

  constructor(
    socket: RingSocket,
    reader: RingReader,
    interfaces: readonly CaptureInterface[],
    watch: InterfaceWatch | undefined,
  ) {
    this.socket = socket;
    this.reader = reader;
    this.interfaces = interfaces;
    this.watch = watch;
    const only = watch === undefined ? undefined : interfaces[0];
    this.interfaceDrops = only === undefined ? () => undefined : interfaceDrops(only.name);
    this.poll = socket.kernel.poll(socket.descriptor, this.onReadable);
    this.poll.stop();
    this.timer = setInterval(this.resolveWaiting, watchIntervalMilliseconds);
    const pause = Math.min(busyPauseMilliseconds, Math.ceil(reader.bytes / 2 / bytesPerMillisecond));
    this.pause = setTimeout(this.resolveWaiting, pause);
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    if (this.closed) return 'ended';
    const start = performance.now();
    this.draining = true;
    try {
      if (start >= this.nextWatch) {
        this.nextWatch = start + watchIntervalMilliseconds;
        this.watch?.check(sink);
      }
      if (this.reader.hasPackets()) this.lastPackets = start;
      return this.drainBlocks(sink, start + budgetMilliseconds);
    } finally {
      this.draining = false;
      if (this.closed) this.release();
    }
  }

  private drainBlocks(sink: PacketSink, deadline: number): DrainState {
    const { reader } = this;
    while (!this.closed) {
      if (!reader.hasPackets()) return 'idle';
      reader.fillBatch();
      const { batch } = reader;
      if (batch.count > 0) {
        this.received += batch.count;
        sink.packets(batch);
      }
      reader.release();
      if (performance.now() >= deadline) return this.closed ? 'ended' : 'more';
    }
    return 'ended';
  }

  oldestTime(): number {
    return !this.closed && this.reader.hasPackets() ? this.reader.oldestTime() : Number.POSITIVE_INFINITY;
  }

  ready(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.waiting ??= new Promise(resolve => {
      this.wake = resolve;
      if (performance.now() - this.lastPackets < recentMilliseconds) this.pause.refresh();
      else this.poll.start(this.onReadable);
    });
    return this.waiting;
  }

  private readonly onReadable = (status: number): void => {
    this.poll.stop();
    // An error on the socket means the interface went away: look at it at once.
    if (status !== 0) this.nextWatch = 0;
    // Not resolved here: koffi calls back outside Node's turn of the loop, where promises would wait.
    setImmediate(this.resolveWaiting);
  };

  private readonly resolveWaiting = (): void => {
    const wake = this.wake;
    this.wake = undefined;
    this.waiting = undefined;
    wake?.();
  };

  statistics(): CaptureStatistics {
    if (!this.released) this.dropped += this.socket.takeDrops();
    return {
      received: this.received,
      droppedByKernel: this.dropped,
      droppedByInterface: this.interfaceDrops(),
      skipped: this.reader.skipped,
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    clearTimeout(this.pause);
    this.poll.close();
    this.resolveWaiting();
    // A sink that closes us still reads the batch it was given: the memory goes after it returned.
    if (!this.draining) this.release();
  }

  private release(): void {
    if (this.released) return;
    this.dropped += this.socket.takeDrops();
    this.released = true;
    this.reader.detach();
    this.socket.close();
  }
}
