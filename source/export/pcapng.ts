import { arch, release, type } from 'node:os';
import {
  blockOverhead,
  blockType,
  byteOrderMagic,
  interfaceBodyLength,
  option,
  packetBodyLength,
  padded,
  sectionBodyLength,
  statisticsBodyLength,
} from '../capture/pcapng-blocks.ts';
import type { CaptureInterface, CaptureStatistics, PacketBatch } from '../capture/source.ts';
import { counted } from '../capture/wording.ts';
import { BlockBuffer, maximumTextBytes, optionHeaderLength } from './block-buffer.ts';
import { OutputError, type OutputFile, type OutputOptions, openOutputFile } from './output-file.ts';
import { StandardOutput } from './standard-output.ts';

/** Enough for several hundred packets, little enough to stay in the cache. */
const bufferLength = 256 * 1024;
/** Nothing waits longer than this for being written, so that a crash loses no more. */
const flushMilliseconds = 200;
const nanosecondResolution = 9;
const billion = 1_000_000_000;
const two16 = 65_536;
const two32 = 4_294_967_296;
/** Last second whose nanoseconds fit 64 bits: in the year 2554. */
const lastSecond = 18_446_744_072;
/** So many texts of full length fit any block that is no packet. */
const smallBlockTexts = 4;

export type PcapngOptions = {
  /** The source's list, which may still grow: `interfaceId` of packets is an index in it. */
  readonly interfaces: readonly CaptureInterface[];
  /** The capture filter that was in force, where there was one. */
  readonly filter?: string;
  /** Program and version. */
  readonly application?: string;
};

/** What became of a recording. `message` is one sentence, there when something is missing. */
export type PcapngResult = { readonly packets: number; readonly message: string | undefined };

/** `exists`: there is a file of that name, and nobody said that it may be replaced. */
export type OpenedPcapngWriter =
  | { readonly ok: true; readonly writer: PcapngWriter }
  | { readonly ok: false; readonly message: string; readonly exists: boolean };

/** Opens `path`, or (`-`) standard output, for recording. */
export function openPcapngWriter(path: string, options: PcapngOptions & OutputOptions): OpenedPcapngWriter {
  try {
    const file = path === '-' ? new StandardOutput() : openOutputFile(path, options);
    return { ok: true, writer: new PcapngWriter(file, options) };
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    return { ok: false, message: error.message, exists: error.exists };
  }
}

/**
 * Writes packets as pcapng with nanosecond times. Blocks are put together in one buffer and written in
 * whole blocks, so that at any moment the file can be read up to the last flush.
 */
export class PcapngWriter {
  readonly #file: OutputFile;
  readonly #options: PcapngOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #buffer = new BlockBuffer(bufferLength);
  #buffered = 0;
  #written = 0;
  /** Packets of each interface in the file, in the order of its interface blocks. */
  readonly #packetsOf: number[] = [];
  /** Number in the file of interface and link type; a source's interface may change its link type. */
  readonly #numbers = new Map<number, number>();
  #lastKey = -1;
  #lastNumber = 0;
  /** Time of the latest packet, in nanoseconds, as two halves. */
  #high = 0;
  #low = 0;
  #impossibleTimes = 0;
  #failure: string | undefined;
  #result: Promise<PcapngResult> | undefined;

  constructor(file: OutputFile, options: PcapngOptions) {
    this.#file = file;
    this.#options = options;
    this.#writeSection();
    this.flush();
    this.#timer = setInterval(() => this.flush(), flushMilliseconds);
    // A recording alone is no reason to keep the process alive.
    this.#timer.unref();
  }

  /** Why nothing more can be recorded, as a sentence; the caller may stop then. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Records a whole batch, with its comments. */
  write(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index += 1) {
      this.append(
        batch.memory,
        batch.offset[index] ?? 0,
        batch.captured[index] ?? 0,
        batch.length[index] ?? 0,
        batch.seconds[index] ?? 0,
        batch.nanoseconds[index] ?? 0,
        batch.interfaceId[index] ?? 0,
        batch.linkType[index] ?? 0,
        batch.comments?.get(index),
      );
    }
  }

  /** Records one packet; so many plain arguments because an object each would be garbage each. */
  append(
    memory: Uint8Array,
    offset: number,
    captured: number,
    length: number,
    seconds: number,
    nanoseconds: number,
    interfaceId: number,
    linkType: number,
    comment: string | undefined,
  ): void {
    if (this.#failure !== undefined || this.#result !== undefined) return;
    const key = interfaceId * two16 + linkType;
    if (key !== this.#lastKey) this.#selectInterface(key, interfaceId, linkType);
    const textRoom = comment === undefined ? 0 : 2 * optionHeaderLength + padded(maximumTextBytes);
    this.#makeRoom(blockOverhead + packetBodyLength + captured + 3 + textRoom);
    const view = this.#buffer.view;
    const start = this.#buffer.used;
    this.#setTime(seconds, nanoseconds);
    view.setUint32(start, blockType.enhancedPacket, true);
    view.setUint32(start + 8, this.#lastNumber, true);
    view.setUint32(start + 12, this.#high, true);
    view.setUint32(start + 16, this.#low, true);
    view.setUint32(start + 20, captured, true);
    view.setUint32(start + 24, length, true);
    this.#buffer.used = start + 8 + packetBodyLength;
    this.#buffer.putBytes(memory, offset, captured);
    if (comment !== undefined) {
      this.#buffer.putText(option.comment, comment);
      this.#buffer.putOption(option.end, 0);
    }
    this.#buffer.end(start);
    this.#buffered += 1;
    this.#packetsOf[this.#lastNumber] = (this.#packetsOf[this.#lastNumber] ?? 0) + 1;
  }

  /** Writes what is buffered: whole blocks, or, when the disk is full, as many of them as fit. */
  flush(): void {
    if (this.#buffer.used === 0 || this.#failure !== undefined) return;
    const before = this.#file.written;
    try {
      this.#file.write(this.#buffer.bytes, 0, this.#buffer.used);
      this.#written += this.#buffered;
    } catch (error) {
      const partly = this.#file.written - before;
      const whole = this.#countWhole(partly);
      if (whole < partly) this.#file.shorten(before + whole);
      const why = error instanceof Error ? error.message : 'the recording cannot go on';
      this.#failure = `${why} (${counted(this.#written, 'whole packet')})`;
    }
    this.#buffer.used = 0;
    this.#buffered = 0;
  }

  /** Adds what was counted, writes everything and gives the file its name. Never throws; idempotent. */
  close(statistics?: CaptureStatistics): Promise<PcapngResult> {
    this.#result ??= this.#close(statistics);
    return this.#result;
  }

  async #close(statistics: CaptureStatistics | undefined): Promise<PcapngResult> {
    clearInterval(this.#timer);
    for (const [id, each] of this.#options.interfaces.entries()) {
      this.#selectInterface(id * two16 + each.linkType, id, each.linkType);
    }
    for (const number of this.#packetsOf.keys()) this.#writeStatistics(number, statistics);
    this.flush();
    // A recording that could not go on keeps its provisional name: it is not what was asked for.
    if (this.#failure === undefined) {
      try {
        await this.#file.finish();
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : 'the recording could not be finished';
      }
    }
    return { packets: this.#written, message: this.#failure ?? this.#remark() };
  }

  /** Leaves nothing behind: an export somebody called off. */
  discard(): void {
    clearInterval(this.#timer);
    this.#result ??= Promise.resolve({ packets: 0, message: undefined });
    this.#file.discard();
  }

  #remark(): string | undefined {
    if (this.#impossibleTimes === 0) return undefined;
    return `${counted(this.#impossibleTimes, 'packet')} had a time the format cannot hold and got the nearest it can`;
  }

  /** Counts the packets in the first `written` bytes of the buffer; how many bytes hold whole blocks. */
  #countWhole(written: number): number {
    let position = 0;
    while (written - position >= blockOverhead) {
      const length = this.#buffer.view.getUint32(position + 4, true);
      if (length > written - position) break;
      if (this.#buffer.view.getUint32(position, true) === blockType.enhancedPacket) this.#written += 1;
      position += length;
    }
    return position;
  }

  #setTime(seconds: number, nanoseconds: number): void {
    if (seconds < 0 || seconds > lastSecond) {
      this.#impossibleTimes += 1;
      this.#high = seconds < 0 ? 0 : -1;
      this.#low = this.#high;
      return;
    }
    // seconds · 10^9 + nanoseconds in two halves, with exact integers below 2^53 all the way.
    const upperSeconds = Math.floor(seconds / two16);
    const upper = upperSeconds * billion;
    const lower = (seconds - upperSeconds * two16) * billion + nanoseconds + (upper % two16) * two16;
    const carry = Math.floor(lower / two32);
    // As signed integers, which fit an object's field without a box of their own.
    this.#high = (Math.floor(upper / two16) + carry) | 0;
    this.#low = (lower - carry * two32) | 0;
  }

  /** Makes the interface of the next packet the current one, describing it first where it is new. */
  #selectInterface(key: number, interfaceId: number, linkType: number): void {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#packetsOf.length;
      this.#numbers.set(key, number);
      this.#packetsOf.push(0);
      this.#writeInterface(this.#options.interfaces[interfaceId], linkType);
    }
    this.#lastKey = key;
    this.#lastNumber = number;
  }

  #writeSection(): void {
    const buffer = this.#buffer;
    const start = this.#beginBlock(blockType.sectionHeader, sectionBodyLength);
    buffer.view.setUint32(start + 8, byteOrderMagic, true);
    buffer.view.setUint16(start + 12, 1, true);
    buffer.view.setUint16(start + 14, 0, true);
    // The section's length is not known in advance: minus one.
    buffer.view.setUint32(start + 16, two32 - 1, true);
    buffer.view.setUint32(start + 20, two32 - 1, true);
    buffer.putText(option.sectionHardware, arch());
    buffer.putText(option.sectionSystem, `${type()} ${release()}`);
    buffer.putText(option.sectionApplication, this.#options.application ?? 'Oddwire');
    buffer.putOption(option.end, 0);
    buffer.end(start);
  }

  #writeInterface(described: CaptureInterface | undefined, linkType: number): void {
    const buffer = this.#buffer;
    const start = this.#beginBlock(blockType.interfaceDescription, interfaceBodyLength);
    buffer.view.setUint32(start + 8, linkType, true);
    buffer.view.setUint32(start + 12, described?.snapLength ?? 0, true);
    if (described !== undefined && described.name !== '')
      buffer.putText(option.interfaceName, described.name);
    if (described?.description !== undefined)
      buffer.putText(option.interfaceDescription, described.description);
    // The first byte says that a filter text, not byte code, follows.
    if (this.#options.filter !== undefined)
      buffer.putText(option.interfaceFilter, `\0${this.#options.filter}`);
    buffer.putByte(option.interfaceTimeResolution, nanosecondResolution);
    buffer.putOption(option.end, 0);
    buffer.end(start);
  }

  /** A source counts all its interfaces together: its counts go to the first, with a remark if there are more. */
  #writeStatistics(number: number, statistics: CaptureStatistics | undefined): void {
    const buffer = this.#buffer;
    const start = this.#beginBlock(blockType.interfaceStatistics, statisticsBodyLength);
    buffer.view.setUint32(start + 8, number, true);
    buffer.view.setUint32(start + 12, this.#high, true);
    buffer.view.setUint32(start + 16, this.#low, true);
    if (number === 0 && statistics !== undefined) {
      if (this.#packetsOf.length > 1)
        buffer.putText(option.comment, 'received and dropped: all interfaces together');
      buffer.putCount(option.statisticsReceived, statistics.received);
      // What is not known is left out, which is not the same as zero.
      if (statistics.droppedByInterface !== undefined)
        buffer.putCount(option.statisticsInterfaceDropped, statistics.droppedByInterface);
      if (statistics.droppedByKernel !== undefined)
        buffer.putCount(option.statisticsKernelDropped, statistics.droppedByKernel);
    }
    buffer.putCount(option.statisticsDelivered, this.#packetsOf[number] ?? 0);
    buffer.putOption(option.end, 0);
    buffer.end(start);
  }

  /** Starts a block that is neither a packet nor large; where it starts. */
  #beginBlock(kind: number, bodyLength: number): number {
    this.#makeRoom(blockOverhead + bodyLength + smallBlockTexts * (optionHeaderLength + maximumTextBytes));
    return this.#buffer.begin(kind, bodyLength);
  }

  #makeRoom(needed: number): void {
    if (this.#buffer.room >= needed) return;
    this.flush();
    // After a failure nothing is written any more, and the buffer starts over.
    this.#buffer.used = 0;
    if (this.#buffer.room < needed) this.#buffer.replace(needed);
  }
}
