import type { Bytes } from '../decode/bytes.ts';
import type { Packet } from '../decode/packet.ts';
import { PacketColumns } from './columns.ts';

export const defaultMaxPackets = 200_000;
export const defaultMaxBytes = 64 * 1024 * 1024;
/** Longer packets are kept up to here: what tcpdump captures at most. */
export const defaultMaxPacketBytes = 262_144;

export type PacketRingOptions = {
  /** Most packets kept; default 200,000. */
  readonly maxPackets?: number;
  /** Most packet bytes kept; default 64 MiB. Whichever limit is met first evicts the oldest packets. */
  readonly maxBytes?: number;
  /** Most bytes kept of one packet; default 262,144, never more than `maxBytes`. */
  readonly maxPacketBytes?: number;
};

/** What the byte ring begins with, and how it grows: see `#grow`. */
const firstLengthBytes = 1024 * 1024;
const leastGrowthBytes = 256 * 1024;
const growthShare = 0.125;

/** Up to here four bytes at a time beat the call of a native copy (measured: 32 against 45 ns at 60 bytes). */
const smallCopyBytes = 96;

/** Node's own copy takes positions; `set(subarray(…))` would allocate a view for every packet. */
const nativeCopy = Buffer.prototype.copy;

/**
 * The last packets, in memory that never grows: their columns, and their bytes in one ring of bytes. Packets
 * have absolute numbers: the first one appended is 1, and a number never means another packet, however
 * long the capture runs. A number becomes a row (position in the columns) by `rowOf`.
 *
 * The bytes of one packet are never split: where it does not fit before the end of the byte ring, the rest
 * there is skipped and it is stored at the start.
 */
export class PacketRing {
  readonly maxPackets: number;
  readonly maxBytes: number;
  readonly maxPacketBytes: number;
  readonly columns: PacketColumns;
  /** Packets kept now. */
  count = 0;
  /** Packets evicted to make room, and their bytes. */
  evictedPackets = 0;
  evictedBytes = 0;
  /** Packets of which only the first `maxPacketBytes` were kept, and the bytes left out. */
  snappedPackets = 0;
  snappedBytes = 0;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** By row: where the packet's bytes are, and how many. */
  readonly #offset: Uint32Array;
  readonly #stored: Uint32Array;
  /** Row of the oldest packet, and where the next one goes. */
  #firstRow = 0;
  #nextRow = 0;
  /** How much of the byte ring is in use so far; grows up to `maxBytes`. */
  #length: number;
  #writeAt = 0;
  /** Bytes between the oldest packet's first and `#writeAt`, walking forward: packets and skipped tail. */
  #bytesInUse = 0;
  /** Tail skipped at the last wrap: belongs to the packet that stands at offset 0 until it is evicted. */
  #skippedTail = 0;
  #keptBytes = 0;
  #source: Bytes = new Uint8Array(0);
  #sourceView: DataView = new DataView(new ArrayBuffer(0));

  constructor(options: PacketRingOptions = {}) {
    this.maxPackets = positive(options.maxPackets, defaultMaxPackets);
    this.maxBytes = positive(options.maxBytes, defaultMaxBytes);
    this.maxPacketBytes = Math.min(positive(options.maxPacketBytes, defaultMaxPacketBytes), this.maxBytes);
    this.columns = new PacketColumns(this.maxPackets);
    this.#length = Math.min(firstLengthBytes, this.maxBytes);
    this.#bytes = new Uint8Array(this.maxBytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#offset = new Uint32Array(this.maxPackets);
    this.#stored = new Uint32Array(this.maxPackets);
  }

  /** Number of the newest packet; 0 before the first. */
  get newest(): number {
    return this.evictedPackets + this.count;
  }

  /** Number of the oldest packet still here; `newest` + 1 when there is none. */
  get oldest(): number {
    return this.evictedPackets + 1;
  }

  /** Packet bytes kept now. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Memory the ring takes, however full it is. */
  get memoryBytes(): number {
    return this.columns.memoryBytes + this.maxBytes + this.#offset.byteLength + this.#stored.byteLength;
  }

  /** Row of the oldest packet. Rows follow each other by `rowAfter`, `count` of them. */
  get firstRow(): number {
    return this.#firstRow;
  }

  /** Copies the decoded packet with its bytes, evicting the oldest as needed. Allocates nothing. */
  append(p: Packet): void {
    const captured = p.end - p.start;
    let size = captured;
    if (size > this.maxPacketBytes) {
      size = this.maxPacketBytes;
      this.snappedPackets += 1;
      this.snappedBytes += captured - size;
    }
    if (this.count === this.maxPackets) this.#evict();
    const at = this.#reserve(size);
    if (size <= smallCopyBytes) this.#copySmall(p.bytes, p.start, at, size);
    else nativeCopy.call(p.bytes, this.#bytes, at, p.start, p.start + size);
    const row = this.#nextRow;
    this.columns.store(row, p);
    this.#offset[row] = at;
    this.#stored[row] = size;
    this.#nextRow = this.rowAfter(row);
    this.count += 1;
  }

  has(number: number): boolean {
    return number > this.evictedPackets && number <= this.newest;
  }

  /** Row of a packet in the columns, -1 when it is not (or no longer) here. Valid until the next `append`. */
  rowOf(number: number): number {
    if (!this.has(number)) return -1;
    const row = this.#firstRow + (number - this.oldest);
    return row >= this.maxPackets ? row - this.maxPackets : row;
  }

  /** Number of the packet in `row`, which must be in use. */
  numberOf(row: number): number {
    const distance = row - this.#firstRow;
    return this.oldest + (distance < 0 ? distance + this.maxPackets : distance);
  }

  rowAfter(row: number): number {
    return row + 1 === this.maxPackets ? 0 : row + 1;
  }

  rowBefore(row: number): number {
    return row === 0 ? this.maxPackets - 1 : row - 1;
  }

  /** How many bytes of the packet in `row` are kept. */
  storedLength(row: number): number {
    return this.#stored[row] as number;
  }

  /**
   * Points `p` at a packet's bytes inside the ring, ready to be decoded again for its summary and tree.
   * False when it is not here any more. The bytes stay valid until the next `append`.
   */
  load(number: number, p: Packet): boolean {
    const row = this.rowOf(number);
    if (row < 0) return false;
    const { columns } = this;
    this.#point(p, row);
    p.length = columns.length[row] as number;
    p.linkType = columns.linkType[row] as number;
    p.interfaceId = columns.interfaceId[row] as number;
    p.seconds = columns.seconds[row] as number;
    p.nanoseconds = columns.nanoseconds[row] as number;
    return true;
  }

  /** As `load`, and puts the stored columns back too: enough to draw a row without decoding anything. */
  loadColumns(number: number, p: Packet): boolean {
    const row = this.rowOf(number);
    if (row < 0) return false;
    this.#point(p, row);
    this.columns.restore(row, p);
    return true;
  }

  /** Forgets all packets; numbering goes on, and they count as evicted. */
  clear(): void {
    this.evictedPackets += this.count;
    this.evictedBytes += this.#keptBytes;
    this.count = 0;
    this.#firstRow = this.#nextRow;
    this.#rewind();
  }

  #point(p: Packet, row: number): void {
    p.bytes = this.#bytes;
    p.start = this.#offset[row] as number;
    p.end = p.start + (this.#stored[row] as number);
  }

  /** Makes room for `size` contiguous bytes and returns where. */
  #reserve(size: number): number {
    let wraps = size > this.#length - this.#writeAt;
    while (this.#bytesInUse + (wraps ? this.#length - this.#writeAt : 0) + size > this.#length) {
      if (this.#length < this.maxBytes) {
        this.#grow(size);
        wraps = size > this.#length - this.#writeAt;
      } else if (this.count > 0) this.#evict();
      else break;
    }
    // An empty ring starts over, so that no tail is lost to it.
    if (this.count === 0) this.#rewind();
    else if (wraps) {
      const tail = this.#length - this.#writeAt;
      this.#skippedTail = tail;
      this.#bytesInUse += tail;
      this.#writeAt = 0;
    }
    const at = this.#writeAt;
    this.#writeAt = at + size;
    this.#bytesInUse += size;
    this.#keptBytes += size;
    return at;
  }

  /**
   * Uses more of the memory set aside. A ring of many small packets is limited by their number: it goes round
   * in what it needs, and the rest of its memory is never touched, so the system need not provide it.
   */
  #grow(size: number): void {
    const end = this.#length - this.#skippedTail;
    const oldest = this.count === 0 ? 0 : (this.#offset[this.#firstRow] as number);
    const wrapped = this.count > 0 && oldest >= this.#writeAt && this.#bytesInUse > 0;
    const step = Math.max(size, leastGrowthBytes, Math.floor(this.#length * growthShare));
    const length = Math.min(this.maxBytes, this.#length + step + (wrapped ? this.#writeAt : 0));
    if (wrapped && end + this.#writeAt > length) {
      // No room behind the end for what stands at the start: this packet has to be let go instead.
      this.#evict();
      return;
    }
    if (wrapped) this.#unwrap(end);
    this.#length = length;
  }

  /** Moves what stands at the start of the ring behind its end, where it would stand had there been room. */
  #unwrap(end: number): void {
    this.#bytes.copyWithin(end, 0, this.#writeAt);
    let row = this.#firstRow;
    let before = this.#offset[row] as number;
    let moved = false;
    for (let index = 0; index < this.count; index += 1) {
      const offset = this.#offset[row] as number;
      moved ||= offset < before;
      if (moved) this.#offset[row] = offset + end;
      else before = offset;
      row = this.rowAfter(row);
    }
    this.#writeAt += end;
    this.#bytesInUse -= this.#skippedTail;
    this.#skippedTail = 0;
  }

  #evict(): void {
    const row = this.#firstRow;
    const size = this.#stored[row] as number;
    this.#bytesInUse -= size;
    if (this.#offset[row] === 0 && this.#skippedTail > 0) {
      this.#bytesInUse -= this.#skippedTail;
      this.#skippedTail = 0;
    }
    this.#keptBytes -= size;
    this.#firstRow = this.rowAfter(row);
    this.count -= 1;
    this.evictedPackets += 1;
    this.evictedBytes += size;
  }

  #rewind(): void {
    this.#writeAt = 0;
    this.#bytesInUse = 0;
    this.#skippedTail = 0;
    this.#keptBytes = 0;
  }

  #copySmall(bytes: Bytes, from: number, to: number, size: number): void {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const source = this.#sourceView;
    const target = this.#view;
    const whole = size & ~3;
    for (let index = 0; index < whole; index += 4) {
      target.setInt32(to + index, source.getInt32(from + index, true), true);
    }
    for (let index = whole; index < size; index += 1) {
      target.setUint8(to + index, source.getUint8(from + index));
    }
  }
}

function positive(wanted: number | undefined, otherwise: number): number {
  return wanted === undefined ? otherwise : Math.max(1, Math.floor(wanted));
}
