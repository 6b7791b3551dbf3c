/** The packet socket under the ring: opened once as root, afterwards only asked, rebound and closed. */

import type { FilterProgram } from './bpf.ts';
import { encodeProgram } from './bpf-kernel.ts';
import { errorNumbers, type Kernel, type Loaded, mapFailed, type Pointer } from './kernel.ts';
import { openPacketSocket, takeReservedSocket } from './reserved-sockets.ts';
import {
  addressFamilyPacket,
  cookedHeaderBytes,
  everyProtocol,
  levelPacket,
  levelSocket,
  membershipPromiscuous,
  packetOptions,
  socketOptions,
  tpacketVersion3,
  vlanTagBytes,
} from './ring-layout.ts';

const protectReadWrite = 3;
const mapShared = 1;
const mapPopulate = 0x8000;
/** After this a block that is not full is handed over anyway. */
const blockTimeoutMilliseconds = 10;
const frameAlignment = 16;
/** TPACKET_V3 packs frames tightly; this only has to divide the block size. */
const nominalFrameBytes = 2048;
const bytesPerMegabyte = 1024 * 1024;
/** A block must hold the largest frame: 64 KiB, or 512 KiB where jumbo segments are on. */
const blockBytes = bytesPerMegabyte;
const minimumBlocks = 2;

const requestFlags = 0x8913;
const requestHardwareAddress = 0x8927;
const requestName = 0x8910;
const nameBytes = 16;
const interfaceRequestBytes = 40;
const flagUp = 1;

export type RingMemory = {
  readonly pointer: Pointer;
  readonly bytes: number;
  readonly blockBytes: number;
  readonly blockCount: number;
};

export class RingSocket {
  readonly kernel: Kernel;
  readonly descriptor: number;
  private readonly request = new Uint8Array(interfaceRequestBytes);
  private readonly requestView = new DataView(this.request.buffer);
  private readonly counters = new Uint32Array(3);
  private readonly counterBytes = new Uint8Array(this.counters.buffer);
  private readonly valueLength = new Uint32Array(1);
  private readonly errorValue = new Int32Array(1);
  private readonly errorBytes = new Uint8Array(this.errorValue.buffer);
  private memory: RingMemory | undefined;

  private constructor(kernel: Kernel, descriptor: number) {
    this.kernel = kernel;
    this.descriptor = descriptor;
  }

  /** Protocol 0: the socket receives nothing until `bind`, when filter and ring are in place. */
  static open(kernel: Kernel): RingSocket | { errorNumber: number } {
    const descriptor = openPacketSocket(kernel);
    if (descriptor >= 0) return new RingSocket(kernel, descriptor);
    const errorNumber = kernel.errno();
    const reserved = takeReservedSocket();
    return reserved === undefined ? { errorNumber } : new RingSocket(kernel, reserved);
  }

  attachFilter(program: FilterProgram): boolean {
    const { koffi } = this.kernel;
    const bytes = encodeProgram(program);
    // struct sock_fprog: a 16-bit count, padding, a pointer. Kept alive by `bytes` until the call returns.
    const holder = koffi.alloc('uint8', bytes.length);
    try {
      new Uint8Array(koffi.view(holder, bytes.length)).set(bytes);
      const argument = new Uint8Array(16);
      new Uint16Array(argument.buffer)[0] = program.count;
      new BigUint64Array(argument.buffer)[1] = koffi.address(holder);
      return this.set(levelSocket, socketOptions.attachFilter, argument);
    } finally {
      koffi.free(holder);
    }
  }

  /** Maps a ring of about `megabytes`, or as much of it as the kernel can give. */
  createRing(megabytes: number): Loaded<RingMemory> {
    this.set(levelPacket, packetOptions.version, numbers(tpacketVersion3));
    // Room in front of every frame to put a stripped VLAN tag back, or to write a cooked header.
    this.set(levelPacket, packetOptions.reserve, numbers(vlanTagBytes + cookedHeaderBytes));
    let blockCount = Math.max(minimumBlocks, Math.round((megabytes * bytesPerMegabyte) / blockBytes));
    for (;;) {
      const bytes = blockCount * blockBytes;
      const frames = bytes / nominalFrameBytes;
      const request = numbers(
        blockBytes,
        blockCount,
        nominalFrameBytes,
        frames,
        blockTimeoutMilliseconds,
        0,
        0,
      );
      if (this.set(levelPacket, packetOptions.receiveRing, request)) {
        // Populated at once: no page fault may interrupt the first flood.
        const flags = mapShared | mapPopulate;
        const pointer = this.kernel.mmap(0n, bytes, protectReadWrite, flags, this.descriptor, 0);
        if (pointer !== mapFailed) {
          this.memory = { pointer, bytes, blockBytes, blockCount };
          return { ok: true, value: this.memory };
        }
        this.set(levelPacket, packetOptions.receiveRing, new Uint8Array(request.length));
      }
      if (blockCount <= minimumBlocks)
        return {
          ok: false,
          message: `the kernel refused a capture buffer of ${bytes / bytesPerMegabyte} MiB (${this.problem()})`,
        };
      blockCount = Math.max(minimumBlocks, blockCount >> 1);
    }
  }

  bind(interfaceIndex: number): boolean {
    const address = new Uint8Array(20);
    const view = new DataView(address.buffer);
    new Uint16Array(address.buffer)[0] = addressFamilyPacket;
    new Uint16Array(address.buffer)[1] = everyProtocol;
    view.setInt32(4, interfaceIndex, littleEndian);
    return this.kernel.bind(this.descriptor, address, address.length) === 0;
  }

  /** Ends with the socket, and with the interface. */
  setPromiscuous(interfaceIndex: number): boolean {
    const membership = new Uint8Array(frameAlignment);
    new Int32Array(membership.buffer)[0] = interfaceIndex;
    new Uint16Array(membership.buffer)[2] = membershipPromiscuous;
    return this.set(levelPacket, packetOptions.addMembership, membership);
  }

  /** Frames the kernel dropped because the ring was full, since this was last asked. */
  takeDrops(): number {
    this.valueLength[0] = this.counterBytes.length;
    const failed = this.kernel.getsockopt(
      this.descriptor,
      levelPacket,
      packetOptions.statistics,
      this.counterBytes,
      this.valueLength,
    );
    return failed === 0 ? (this.counters[1] ?? 0) : 0;
  }

  /** The error the kernel noted on the socket, which is thereby cleared; 0 for none. */
  takeError(): number {
    this.valueLength[0] = 4;
    const failed = this.kernel.getsockopt(
      this.descriptor,
      levelSocket,
      socketOptions.error,
      this.errorBytes,
      this.valueLength,
    );
    return failed === 0 ? (this.errorValue[0] ?? 0) : 0;
  }

  indexOf(name: string): number {
    return this.kernel.if_nametoindex(name);
  }

  nameOf(interfaceIndex: number): string | undefined {
    this.request.fill(0);
    this.requestView.setInt32(nameBytes, interfaceIndex, littleEndian);
    if (this.kernel.ioctl(this.descriptor, requestName, this.request) !== 0) return undefined;
    return new TextDecoder().decode(this.request.subarray(0, nameBytes)).replace(/\0.*$/, '');
  }

  isUp(name: string): boolean {
    if (!this.ask(requestFlags, name)) return false;
    return (this.requestView.getUint16(nameBytes, littleEndian) & flagUp) !== 0;
  }

  hardwareTypeOf(name: string): number | undefined {
    if (!this.ask(requestHardwareAddress, name)) return undefined;
    return this.requestView.getUint16(nameBytes, littleEndian);
  }

  problem(): string {
    return this.kernel.describe(this.kernel.errno());
  }

  /** The caller has let go of every view over the ring's memory. */
  close(): void {
    if (this.memory !== undefined) this.kernel.munmap(this.memory.pointer, this.memory.bytes);
    this.memory = undefined;
    this.kernel.close(this.descriptor);
  }

  private set(level: number, option: number, value: Uint8Array): boolean {
    return this.kernel.setsockopt(this.descriptor, level, option, value, value.length) === 0;
  }

  private ask(request: number, name: string): boolean {
    this.request.fill(0);
    this.request.set(new TextEncoder().encode(name).subarray(0, nameBytes - 1));
    return this.kernel.ioctl(this.descriptor, request, this.request) === 0;
  }
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Native 32-bit integers, as socket options want them. */
function numbers(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** Whether opening a packet socket failed for want of privilege rather than for another reason. */
export function isPermissionProblem(errorNumber: number): boolean {
  return errorNumber === errorNumbers.notPermitted || errorNumber === errorNumbers.accessDenied;
}
