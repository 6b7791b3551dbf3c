/** Sends frames exactly as given, fast: a PACKET_TX_RING, one system call for a whole ring of frames. */
import { type Kernel, loadKernel, mapFailed, type Pointer } from '../capture/kernel.ts';
import { addressFamilyPacket, levelPacket, packetOptions, socketRaw } from '../capture/ring-layout.ts';

const tpacketVersion2 = 1;
const headerBytes = 32;
const statusAvailable = 0;
const statusSendRequest = 1;
const statusWrongFormat = 4;
const minimumBlockBytes = 65_536;
const ringBytes = 4 * 1024 * 1024;
/** A whole ring is handed over at once at most; less where a rate has to be kept. */
const burstMilliseconds = 1;

export type SendPlan = {
  /** Sent in turn. */
  readonly frames: readonly Uint8Array[];
  readonly count: number;
  /** Frames per second; 0 for as fast as possible. */
  readonly rate: number;
  /** Where in each frame to write a running 32-bit number; undefined for nowhere. */
  readonly counterOffset?: number;
  /** Slower, but captures on the sending interface see the frames too. */
  readonly visibleAtSource?: boolean;
};

export type SendResult = { readonly sent: number; readonly refused: number; readonly seconds: number };

export function sendFrames(interfaceName: string, plan: SendPlan): SendResult {
  const loaded = loadKernel();
  if (!loaded.ok) throw new Error(loaded.message);
  const ring = new TransmitRing(loaded.value, interfaceName, plan);
  try {
    return ring.send(plan);
  } finally {
    ring.close();
  }
}

class TransmitRing {
  private readonly kernel: Kernel;
  private readonly descriptor: number;
  private readonly slotBytes: number;
  private readonly slots: number;
  private readonly pointer: Pointer;
  private readonly buffer: ArrayBuffer;
  private readonly transmit: (...values: unknown[]) => number;

  constructor(kernel: Kernel, interfaceName: string, plan: SendPlan) {
    const largestFrame = Math.max(...plan.frames.map(one => one.length));
    this.kernel = kernel;
    this.descriptor = kernel.socket(addressFamilyPacket, socketRaw, 0);
    if (this.descriptor < 0) throw new Error(kernel.describe(kernel.errno()));
    const index = kernel.if_nametoindex(interfaceName);
    if (index === 0) throw new Error(`there is no interface ${interfaceName}`);
    this.slotBytes = 2 ** Math.ceil(Math.log2(Math.max(256, headerBytes + largestFrame)));
    const blockBytes = Math.max(minimumBlockBytes, this.slotBytes);
    this.slots = ringBytes / this.slotBytes;
    this.set(packetOptions.version, [tpacketVersion2]);
    if (plan.visibleAtSource !== true) this.set(packetOptions.qdiscBypass, [1]);
    this.set(packetOptions.transmitRing, [blockBytes, ringBytes / blockBytes, this.slotBytes, this.slots]);
    const address = new Uint8Array(20);
    new Uint16Array(address.buffer)[0] = addressFamilyPacket;
    new Int32Array(address.buffer)[1] = index;
    if (kernel.bind(this.descriptor, address, address.length) !== 0)
      throw new Error(`bind: ${kernel.describe(kernel.errno())}`);
    this.pointer = kernel.mmap(0n, ringBytes, 3, 1, this.descriptor, 0);
    if (this.pointer === mapFailed) throw new Error(`mmap: ${kernel.describe(kernel.errno())}`);
    this.buffer = kernel.view(this.pointer, ringBytes);
    this.transmit = kernel.koffi.load(null).func('send', 'int64', ['int', 'void *', 'size_t', 'int']);
  }

  send(plan: SendPlan): SendResult {
    const words = new Int32Array(this.buffer);
    const bytes = new Uint8Array(this.buffer);
    const view = new DataView(this.buffer);
    const { frames, count, rate, counterOffset } = plan;
    const burst = rate === 0 ? this.slots : Math.max(1, Math.round((rate * burstMilliseconds) / 1000));
    const start = performance.now();
    let handedOver = 0;
    let refused = 0;
    let slot = 0;
    // One frame for every slot is written once and reused; only the counter changes.
    const reusable = frames.length === 1;
    if (reusable) {
      for (let one = 0; one < this.slots; one++)
        bytes.set(frames[0] as Uint8Array, one * this.slotBytes + headerBytes);
    }
    while (handedOver < count) {
      const limit = Math.min(burst, this.slots, count - handedOver);
      const first = slot;
      for (let one = 0; one < limit; one++) {
        const at = slot * this.slotBytes;
        const frame = frames[(handedOver + one) % frames.length] as Uint8Array;
        if (!reusable) bytes.set(frame, at + headerBytes);
        if (counterOffset !== undefined && counterOffset + 4 <= frame.length)
          view.setUint32(at + headerBytes + counterOffset, handedOver + one);
        words[(at >> 2) + 1] = frame.length;
        words[at >> 2] = statusSendRequest;
        slot = (slot + 1) % this.slots;
      }
      this.push();
      for (let one = 0; one < limit; one++) {
        const word = (((first + one) % this.slots) * this.slotBytes) >> 2;
        while (words[word] !== statusAvailable && words[word] !== statusWrongFormat) this.push();
        if (words[word] === statusWrongFormat) {
          refused++;
          words[word] = statusAvailable;
          this.push();
        }
      }
      handedOver += limit;
      if (rate > 0) waitUntil(start + (handedOver / rate) * 1000);
    }
    return { sent: handedOver - refused, refused, seconds: (performance.now() - start) / 1000 };
  }

  /** Errors show in the slots; an interface that is briefly full is simply tried again. */
  private push(): void {
    this.transmit(this.descriptor, null, 0, 0);
  }

  close(): void {
    this.buffer.transfer(0);
    this.kernel.munmap(this.pointer, ringBytes);
    this.kernel.close(this.descriptor);
  }

  private set(option: number, values: number[]): void {
    const bytes = new Uint8Array(Uint32Array.from(values).buffer);
    if (this.kernel.setsockopt(this.descriptor, levelPacket, option, bytes, bytes.length) !== 0)
      throw new Error(`setsockopt ${option}: ${this.kernel.describe(this.kernel.errno())}`);
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps for most of the time and spins for the rest, so that the rate holds. */
function waitUntil(time: number): void {
  for (;;) {
    const left = time - performance.now();
    if (left <= 0) return;
    if (left > 1) Atomics.wait(sleeper, 0, 0, left - 0.5);
  }
}
