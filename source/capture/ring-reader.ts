/** Walks the blocks of a TPACKET_V3 ring and lists the packets it finds, without copying any. */
import type { FrameFilter } from './frame-filter.ts';
import type { RingDevices } from './ring-devices.ts';
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
  packetTypeOutgoing,
  statusVlanProtocolValid,
  statusVlanValid,
  vlanTagBytes,
} from './ring-layout.ts';
import { createBatch } from './source.ts';

/** Small enough that a drain looks at its budget often, large enough that a batch costs nothing. */
const batchCapacity = 1024;

export class RingReader {
  readonly batch = createBatch(batchCapacity);
  /** Copies of loopback packets on their way out. */
  skipped = 0;
  private readonly buffer: ArrayBuffer;
  private readonly memory: Uint8Array;
  private readonly halves: Uint16Array;
  private readonly words: Int32Array;
  private readonly blockBytes: number;
  private readonly blockCount: number;
  private readonly devices: RingDevices;
  private readonly filter: FrameFilter | undefined;
  private readonly snapLength: number;
  private blockIndex = 0;
  private packetsLeft = 0;
  private nextPacket = 0;

  constructor(
    buffer: ArrayBuffer,
    blockBytes: number,
    devices: RingDevices,
    snapLength: number,
    filter: FrameFilter | undefined,
  ) {
    this.buffer = buffer;
    this.memory = new Uint8Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.words = new Int32Array(buffer);
    this.blockBytes = blockBytes;
    this.blockCount = buffer.byteLength / blockBytes;
    this.devices = devices;
    this.snapLength = snapLength;
    this.filter = filter;
    this.batch.memory = this.memory;
  }

  /** How large the ring is. */
  get bytes(): number {
    return this.buffer.byteLength;
  }

  /** Whether a packet is waiting; takes the next block from the kernel when the current one is finished. */
  hasPackets(): boolean {
    // A block that was closed by its timeout may be empty.
    while (this.packetsLeft === 0) {
      const start = this.blockIndex * this.blockBytes;
      const status = Atomics.load(this.words, (start + block.status) >> 2);
      if ((status & blockOwnedByUser) === 0) return false;
      this.packetsLeft = this.words[(start + block.packetCount) >> 2] as number;
      this.nextPacket = start + (this.words[(start + block.firstPacket) >> 2] as number);
      if (this.packetsLeft === 0) this.returnBlock();
    }
    return true;
  }

  /** Seconds since 1970 of the packet that waits. */
  oldestTime(): number {
    const word = this.nextPacket >> 2;
    const seconds = (this.words[word + (frame.seconds >> 2)] as number) >>> 0;
    return seconds + (this.words[word + (frame.nanoseconds >> 2)] as number) / 1e9;
  }

  /** The hot loop: from the kernel's headers to the batch's columns. Call when `hasPackets()`. */
  fillBatch(): void {
    const { batch, memory: bytes, halves, words, filter, snapLength, devices } = this;
    const { offset, captured, length, seconds, nanoseconds, interfaceId, linkType } = batch;
    let left = this.packetsLeft;
    let at = this.nextPacket;
    let count = 0;
    for (; left > 0 && count < batchCapacity; left--) {
      const header = at;
      const word = header >> 2;
      const half = header >> 1;
      at += words[word] as number;
      const hardwareType = halves[half + (frame.hardwareType >> 1)] as number;
      // Loopback shows a packet when it leaves and again when it arrives: the arrival counts.
      if (
        hardwareType === hardwareTypes.loopback &&
        bytes[header + frame.packetType] === packetTypeOutgoing
      ) {
        this.skipped++;
        continue;
      }
      const device = words[word + (frame.interfaceIndex >> 2)] as number;
      if (device !== devices.currentIndex) devices.select(device, hardwareType);
      const link = devices.currentLinkType;
      const status = words[word + (frame.status >> 2)] as number;
      let start = header + (halves[half + (frame.starts >> 1)] as number);
      let bytesCaptured = words[word + (frame.captured >> 2)] as number;
      let bytesOnWire = words[word + (frame.length >> 2)] as number;
      if ((status & statusVlanValid) !== 0) {
        const named = (status & statusVlanProtocolValid) !== 0;
        const protocol = named ? (halves[half + (frame.vlanProtocol >> 1)] as number) : etherTypeVlan;
        start -= vlanTagBytes;
        restoreVlanTag(bytes, start, bytesCaptured, protocol, words[word + (frame.vlanTag >> 2)] as number);
        bytesOnWire += vlanTagBytes;
        bytesCaptured += vlanTagBytes;
      }
      if (link === linkTypeCooked2) {
        const network = header + (halves[half + (frame.starts >> 1) + 1] as number);
        const linkHeader = network - start;
        start = network - cookedHeaderBytes;
        bytesCaptured = Math.max(0, bytesCaptured - linkHeader) + cookedHeaderBytes;
        bytesOnWire += cookedHeaderBytes - linkHeader;
        writeCookedHeader(bytes, start, header);
      }
      if (bytesCaptured > snapLength) bytesCaptured = snapLength;
      if (filter !== undefined && !filter.accepts(bytes, start, bytesCaptured, bytesOnWire, link)) continue;
      offset[count] = start;
      captured[count] = bytesCaptured;
      length[count] = bytesOnWire;
      seconds[count] = (words[word + (frame.seconds >> 2)] as number) >>> 0;
      nanoseconds[count] = words[word + (frame.nanoseconds >> 2)] as number;
      interfaceId[count] = devices.currentId;
      linkType[count] = link;
      count++;
    }
    batch.count = count;
    this.packetsLeft = left;
    this.nextPacket = at;
  }

  /** Gives a block back once all of its packets were listed and the sink is done with them. */
  release(): void {
    if (this.packetsLeft === 0) this.returnBlock();
  }

  /** Whoever still holds a view reads nothing from now on, instead of memory that is gone. */
  detach(): void {
    this.buffer.transfer(0);
  }

  private returnBlock(): void {
    const start = this.blockIndex * this.blockBytes;
    Atomics.store(this.words, (start + block.status) >> 2, blockOwnedByKernel);
    this.blockIndex = (this.blockIndex + 1) % this.blockCount;
  }
}
