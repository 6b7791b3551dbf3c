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
import { acceptEverything, filterForEveryDevice, filterForLink } from './bpf-kernel.ts';
import { FrameFilter, mentionsVlan } from './frame-filter.ts';
import { interfaceDrops } from './interface-drops.ts';
import { InterfaceWatch } from './interface-watch.ts';
import { type DescriptorPoll, type Loaded, loadKernel } from './kernel.ts';
import type { TimedSource } from './merge.ts';
import { restoreVlanTag, writeCookedHeader } from './ring-frame.ts';
import {
  block,
  blockOwnedByKernel,
  blockOwnedByUser,
  cookedHeaderBytes,
  etherTypeVlan,
  frame,
  hardwareTypes,
  linkTypeCooked2,
  linkTypeOfHardware,
  packetTypeOutgoing,
  statusVlanProtocolValid,
  statusVlanValid,
  vlanTagBytes,
} from './ring-layout.ts';
import { isPermissionProblem, type RingMemory, RingSocket } from './ring-socket.ts';
import {
  type CaptureInterface,
  type CaptureStatistics,
  createBatch,
  type DrainState,
  type PacketSink,
} from './source.ts';

/** The name that stands for every interface. */
export const everyInterface = 'any';

export type RingOptions = {
  readonly interface: string;
  readonly filter?: string;
  readonly snapLength: number;
  readonly promiscuous: boolean;
  readonly bufferMegabytes: number;
};

/** Why a ring could not be opened; `permission` lets the caller say how to get it. */
export type RingOpened =
  | { readonly ok: true; readonly source: RingSource }
  | {
      readonly ok: false;
      readonly reason: 'unsupported' | 'permission' | 'interface' | 'filter' | 'kernel';
      readonly message: string;
    };

/** Small enough that the budget is looked at often, large enough that a batch costs nothing. */
const batchCapacity = 1024;
const watchIntervalMilliseconds = 1000;

export function openRing(options: RingOptions): RingOpened {
  if (process.platform !== 'linux')
    return { ok: false, reason: 'unsupported', message: 'the ring engine needs Linux' };
  const kernel = loadKernel();
  if (!kernel.ok) return { ok: false, reason: 'unsupported', message: kernel.message };
  const socket = RingSocket.open(kernel.value);
  if (!(socket instanceof RingSocket)) {
    const message = kernel.value.describe(socket.errorNumber);
    return { ok: false, reason: isPermissionProblem(socket.errorNumber) ? 'permission' : 'kernel', message };
  }
  const opened = prepare(socket, options);
  if (!opened.ok) socket.close();
  return opened;
}

function prepare(socket: RingSocket, options: RingOptions): RingOpened {
  const name = options.interface;
  const every = name === everyInterface;
  const index = every ? 0 : socket.indexOf(name);
  const hardwareType = every ? hardwareTypes.ethernet : socket.hardwareTypeOf(name);
  if ((index === 0 && !every) || hardwareType === undefined)
    return { ok: false, reason: 'interface', message: `there is no interface ${name}` };
  const linkType = linkTypeOfHardware(hardwareType);

  const filter = attachFilter(socket, options, every ? undefined : linkType);
  if (!filter.ok) return { ok: false, reason: 'filter', message: filter.message };
  const memory = socket.createRing(options.bufferMegabytes);
  if (!memory.ok) return { ok: false, reason: 'kernel', message: memory.message };
  if (options.promiscuous && !every) socket.setPromiscuous(index);
  if (!socket.bind(index))
    return { ok: false, reason: 'kernel', message: `cannot listen on ${name}: ${socket.problem()}` };
  return {
    ok: true,
    source: new RingSource(socket, memory.value, options, index, hardwareType, filter.value),
  };
}

/**
 * The kernel judges wherever it sees what was on the wire. It does not for VLAN tags, which are stripped
 * before its filter runs: such an expression is applied here, to the frame with its tags back in place.
 */
function attachFilter(
  socket: RingSocket,
  options: RingOptions,
  linkType: number | undefined,
): Loaded<FrameFilter | undefined> {
  const { filter, snapLength } = options;
  if (filter !== undefined && filter.trim() !== '') {
    const compiled =
      linkType === undefined
        ? filterForEveryDevice(filter, snapLength)
        : filterForLink(filter, linkType, snapLength);
    if (!compiled.ok) return compiled;
    // A program too large for the kernel's option memory is run here as well.
    if (!mentionsVlan(filter) && socket.attachFilter(compiled.value)) return { ok: true, value: undefined };
    socket.attachFilter(acceptEverything(snapLength));
    return { ok: true, value: new FrameFilter(filter) };
  }
  if (!socket.attachFilter(acceptEverything(snapLength)))
    return { ok: false, message: `the kernel refused the snap length: ${socket.problem()}` };
  return { ok: true, value: undefined };
}

/** What is known of one device while it sends us packets. */
type Device = { interfaceId: number; linkType: number };

export class RingSource implements TimedSource {
  readonly interfaces: CaptureInterface[] = [];

  private readonly socket: RingSocket;
  private readonly watch: InterfaceWatch | undefined;
  private readonly filter: FrameFilter | undefined;
  private readonly snapLength: number;
  private readonly blockBytes: number;
  private readonly blockCount: number;
  private readonly buffer: ArrayBuffer;
  private readonly bytes: Uint8Array;
  private readonly halves: Uint16Array;
  private readonly words: Int32Array;
  private readonly batch = createBatch(batchCapacity);

  private blockIndex = 0;
  private packetsLeft = 0;
  private nextPacket = 0;

  private received = 0;
  private skipped = 0;
  private dropped = 0;
  private readonly interfaceDrops: () => number | undefined;

  private readonly devices = new Map<number, Device>();
  /** The device of the previous packet: most packets come from the same one. */
  private deviceIndex = -1;
  private deviceId = 0;
  private deviceLinkType = 0;

  private readonly poll: DescriptorPoll;
  private readonly timer: NodeJS.Timeout;
  private waiting: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private nextWatch = 0;
  private draining = false;
  private closed = false;
  private released = false;

  constructor(
    socket: RingSocket,
    memory: RingMemory,
    options: RingOptions,
    interfaceIndex: number,
    hardwareType: number,
    filter: FrameFilter | undefined,
  ) {
    this.socket = socket;
    this.filter = filter;
    this.snapLength = options.snapLength;
    this.blockBytes = memory.blockBytes;
    this.blockCount = memory.blockCount;
    this.buffer = socket.kernel.view(memory.pointer, memory.bytes);
    this.bytes = new Uint8Array(this.buffer);
    this.halves = new Uint16Array(this.buffer);
    this.words = new Int32Array(this.buffer);
    this.batch.memory = this.bytes;
    if (options.interface === everyInterface) {
      this.interfaceDrops = () => undefined;
    } else {
      this.interfaces.push(this.describe(options.interface, linkTypeOfHardware(hardwareType)));
      this.devices.set(interfaceIndex, { interfaceId: 0, linkType: linkTypeOfHardware(hardwareType) });
      this.interfaceDrops = interfaceDrops(options.interface);
      this.watch = new InterfaceWatch(socket, options.interface, interfaceIndex, options.promiscuous);
    }
    this.poll = socket.kernel.poll(socket.descriptor, this.onReadable);
    this.poll.stop();
    this.timer = setInterval(this.onTimer, watchIntervalMilliseconds);
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    if (this.closed) return 'ended';
    const start = performance.now();
    if (start >= this.nextWatch) {
      this.nextWatch = start + watchIntervalMilliseconds;
      this.watch?.check(sink);
    }
    this.draining = true;
    try {
      return this.drainBlocks(sink, start + budgetMilliseconds);
    } finally {
      this.draining = false;
      if (this.closed) this.release();
    }
  }

  oldestTime(): number {
    if (this.closed || (this.packetsLeft === 0 && !this.openBlock())) return Number.POSITIVE_INFINITY;
    const word = this.nextPacket >> 2;
    const seconds = (this.words[word + (frame.seconds >> 2)] as number) >>> 0;
    return seconds + (this.words[word + (frame.nanoseconds >> 2)] as number) / 1e9;
  }

  private drainBlocks(sink: PacketSink, deadline: number): DrainState {
    for (;;) {
      if (this.packetsLeft === 0 && !this.openBlock()) return 'idle';
      this.fillBatch();
      if (this.batch.count > 0) {
        this.received += this.batch.count;
        sink.packets(this.batch);
      }
      if (this.closed) return 'ended';
      if (this.packetsLeft === 0) this.returnBlock();
      if (performance.now() >= deadline) return 'more';
    }
  }

  private openBlock(): boolean {
    const start = this.blockIndex * this.blockBytes;
    const status = Atomics.load(this.words, (start + block.status) >> 2);
    if ((status & blockOwnedByUser) === 0) return false;
    this.packetsLeft = this.words[(start + block.packetCount) >> 2] as number;
    this.nextPacket = start + (this.words[(start + block.firstPacket) >> 2] as number);
    return true;
  }

  private returnBlock(): void {
    const start = this.blockIndex * this.blockBytes;
    Atomics.store(this.words, (start + block.status) >> 2, blockOwnedByKernel);
    this.blockIndex = (this.blockIndex + 1) % this.blockCount;
  }

  /** The hot loop: from the kernel's headers to the batch's columns, touching each frame at most once. */
  private fillBatch(): void {
    const { batch, bytes, halves, words, filter, snapLength } = this;
    const { offset, captured, length, seconds, nanoseconds, interfaceId, linkType } = batch;
    let left = this.packetsLeft;
    let at = this.nextPacket;
    let count = 0;
    while (left > 0 && count < batchCapacity) {
      const word = at >> 2;
      const half = at >> 1;
      const next = words[word] as number;
      const status = words[word + (frame.status >> 2)] as number;
      let start = at + (halves[half + (frame.starts >> 1)] as number);
      let bytesCaptured = words[word + (frame.captured >> 2)] as number;
      let bytesOnWire = words[word + (frame.length >> 2)] as number;
      const device = words[word + (frame.interfaceIndex >> 2)] as number;
      if (device !== this.deviceIndex)
        this.selectDevice(device, halves[half + (frame.hardwareType >> 1)] as number);
      left--;
      // Loopback shows a frame when it leaves and again when it arrives: the arrival counts.
      if (
        bytes[at + frame.packetType] === packetTypeOutgoing &&
        halves[half + (frame.hardwareType >> 1)] === hardwareTypes.loopback
      ) {
        this.skipped++;
        at += next;
        continue;
      }
      if ((status & statusVlanValid) !== 0) {
        const protocol =
          (status & statusVlanProtocolValid) !== 0
            ? (halves[half + (frame.vlanProtocol >> 1)] as number)
            : etherTypeVlan;
        start -= vlanTagBytes;
        restoreVlanTag(bytes, start, bytesCaptured, protocol, words[word + (frame.vlanTag >> 2)] as number);
        bytesOnWire += vlanTagBytes;
        bytesCaptured += vlanTagBytes;
        if (bytesCaptured > snapLength) bytesCaptured = snapLength;
      }
      if (this.deviceLinkType === linkTypeCooked2) {
        const linkHeader = (halves[half + (frame.starts >> 1) + 1] as number) - (start - at);
        start += linkHeader - cookedHeaderBytes;
        bytesCaptured = Math.max(0, bytesCaptured - linkHeader) + cookedHeaderBytes;
        bytesOnWire += cookedHeaderBytes - linkHeader;
        writeCookedHeader(bytes, start, at);
      }
      if (
        filter === undefined ||
        filter.accepts(bytes, start, bytesCaptured, bytesOnWire, this.deviceLinkType)
      ) {
        offset[count] = start;
        captured[count] = bytesCaptured;
        length[count] = bytesOnWire;
        seconds[count] = (words[word + (frame.seconds >> 2)] as number) >>> 0;
        nanoseconds[count] = words[word + (frame.nanoseconds >> 2)] as number;
        interfaceId[count] = this.deviceId;
        linkType[count] = this.deviceLinkType;
        count++;
      }
      at += next;
    }
    batch.count = count;
    this.packetsLeft = left;
    this.nextPacket = at;
  }

  /** Once per change of device; a device not seen before becomes an interface of its own. */
  private selectDevice(index: number, hardwareType: number): void {
    let device = this.devices.get(index);
    if (device === undefined) {
      const known = this.watch === undefined ? undefined : this.interfaces[0];
      const linkType = linkTypeOfHardware(hardwareType);
      if (known?.linkType === linkType) {
        // Our interface, come back under a new number.
        device = { interfaceId: 0, linkType };
      } else {
        const name = known?.name ?? this.socket.nameOf(index) ?? `interface ${index}`;
        this.interfaces.push(this.describe(name, linkType));
        device = { interfaceId: this.interfaces.length - 1, linkType };
      }
      this.devices.set(index, device);
    }
    this.deviceIndex = index;
    this.deviceId = device.interfaceId;
    this.deviceLinkType = device.linkType;
  }

  private describe(name: string, linkType: number): CaptureInterface {
    return { name, linkType, snapLength: this.snapLength };
  }

  ready(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.waiting ??= new Promise(resolve => {
      this.wake = resolve;
      this.poll.start(this.onReadable);
    });
    return this.waiting;
  }

  private readonly onReadable = (status: number): void => {
    this.poll.stop();
    // An error on the socket means the interface went away: look at it at once.
    if (status !== 0) this.nextWatch = 0;
    // Not resolved here: koffi calls back outside Node's turn of the loop, where promises would wait.
    setImmediate(this.onTimer);
  };

  private readonly onTimer = (): void => {
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
      skipped: this.skipped,
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.poll.close();
    this.onTimer();
    // A sink that closes us still reads the batch it was given: the memory goes after it returned.
    if (!this.draining) this.release();
  }

  private release(): void {
    if (this.released) return;
    this.dropped += this.socket.takeDrops();
    this.interfaceDrops();
    this.released = true;
    // Detached first: whoever still holds the views reads nothing instead of memory that is gone.
    this.buffer.transfer(0);
    this.socket.close();
  }
}
