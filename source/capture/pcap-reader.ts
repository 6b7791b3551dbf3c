import { maximumRecordLength, type RecordBuffer } from './record-buffer.ts';
import type { CaptureFormat, DropCounts, ReadOutcome, RecordReader } from './record-reader.ts';
import type { CaptureInterface, PacketBatch } from './source.ts';
import { counted, grouped, onlyBytesThere } from './wording.ts';

const fileHeaderLength = 24;
const recordHeaderLength = 16;
/** Kuznetzov's variant adds interface index, protocol and packet type to each record. */
const modifiedRecordHeaderLength = 24;
const billion = 1_000_000_000;

export type PcapVariant = { readonly format: CaptureFormat; readonly littleEndian: boolean };

const formatOfMagic: ReadonlyMap<number, CaptureFormat> = new Map([
  [0xa1b2c3d4, 'pcap'],
  [0xa1b23c4d, 'pcap-nanoseconds'],
  [0xa1b2cd34, 'pcap-modified'],
]);

/** Which pcap file starts with these four bytes, if any. */
export function pcapVariantOf(view: DataView, offset: number): PcapVariant | undefined {
  for (const littleEndian of [true, false]) {
    const format = formatOfMagic.get(view.getUint32(offset, littleEndian));
    if (format !== undefined) return { format, littleEndian };
  }
  return undefined;
}

/** Files before version 2.4 disagree about which of the two lengths comes first. */
type LengthOrder = 'captured-first' | 'captured-second' | 'smaller-is-captured';

export class PcapReader implements RecordReader {
  readonly format: CaptureFormat;
  readonly interfaces: CaptureInterface[] = [];
  readonly warnings: string[] = [];
  damage = '';
  readonly #littleEndian: boolean;
  readonly #headerLength: number;
  /** Sub-second units in a second, and nanoseconds in such a unit. */
  readonly #units: number;
  readonly #nanosecondsPerUnit: number;
  #lengthOrder: LengthOrder = 'captured-first';
  #linkType = -1;
  #snapLength = 0;
  /** Packets read, for naming the one that is odd. */
  #packets = 0;
  #warnedTime = false;
  #warnedLength = false;
  #warnedSnap = false;

  constructor(variant: PcapVariant) {
    this.format = variant.format;
    this.#littleEndian = variant.littleEndian;
    this.#headerLength = variant.format === 'pcap-modified' ? modifiedRecordHeaderLength : recordHeaderLength;
    this.#units = variant.format === 'pcap-nanoseconds' ? billion : 1_000_000;
    this.#nanosecondsPerUnit = billion / this.#units;
  }

  read(window: RecordBuffer, batch: PacketBatch): ReadOutcome {
    if (this.#linkType < 0) {
      if (window.available < fileHeaderLength) return 'hungry';
      if (!this.#readFileHeader(window)) return 'damaged';
    }
    const view = window.view;
    const end = window.end;
    const little = this.#littleEndian;
    const headerLength = this.#headerLength;
    const units = this.#units;
    const nanosecondsPerUnit = this.#nanosecondsPerUnit;
    const plainOrder = this.#lengthOrder === 'captured-first';
    const snapLength = this.#snapLength;
    const linkType = this.#linkType;
    const capacity = batch.offset.length;
    const first = batch.count;
    let outcome: ReadOutcome = 'full';
    let position = window.start;
    let count = first;
    while (count < capacity) {
      if (end - position < headerLength) {
        outcome = 'hungry';
        break;
      }
      let captured = view.getUint32(position + 8, little);
      let length = view.getUint32(position + 12, little);
      if (!plainOrder && (this.#lengthOrder === 'captured-second' || captured > length)) {
        const other = captured;
        captured = length;
        length = other;
      }
      if (captured > maximumRecordLength - headerLength) {
        this.damage =
          `packet ${grouped(this.#packets + count - first + 1)} at byte ${grouped(window.base + position)} ` +
          `claims to hold ${counted(captured, 'byte')}`;
        outcome = 'damaged';
        break;
      }
      const offset = position + headerLength;
      if (end - offset < captured) {
        outcome = 'hungry';
        break;
      }
      const fraction = view.getUint32(position + 4, little);
      batch.seconds[count] = view.getUint32(position, little);
      if (fraction < units) batch.nanoseconds[count] = fraction * nanosecondsPerUnit;
      else this.#carryFraction(fraction, batch, count, this.#packets + count - first + 1);
      if (captured > length || captured > snapLength) {
        this.#warnLengths(captured, length, this.#packets + count - first + 1);
      }
      batch.offset[count] = offset;
      batch.captured[count] = captured;
      batch.length[count] = length;
      batch.interfaceId[count] = 0;
      batch.linkType[count] = linkType;
      count += 1;
      position = offset + captured;
    }
    window.start = position;
    batch.count = count;
    this.#packets += count - first;
    return outcome;
  }

  unfinished(window: RecordBuffer): string | undefined {
    if (this.#linkType < 0)
      return `it is cut short within its file header, at byte ${grouped(window.base + window.end)}`;
    if (window.available === 0) return undefined;
    return (
      `it is cut short in packet ${grouped(this.#packets + 1)}, which starts at byte ${grouped(window.position)} ` +
      `and of which ${onlyBytesThere(window.available)}`
    );
  }

  drops(): DropCounts {
    return { droppedByKernel: undefined, droppedByInterface: undefined, skipped: 0 };
  }

  #readFileHeader(window: RecordBuffer): boolean {
    const view = window.view;
    const little = this.#littleEndian;
    const major = view.getUint16(window.start + 4, little);
    const minor = view.getUint16(window.start + 6, little);
    // 543.0 was written by DG/UX; everything else that is still readable calls itself 2.something.
    if (major !== 2 && !(major === 543 && minor === 0)) {
      this.damage = `it says it is version ${major}.${minor} of the pcap format, at byte 4, where 2.4 is the last known`;
      return false;
    }
    if (major === 543 || minor < 3) this.#lengthOrder = 'captured-second';
    else if (minor === 3) this.#lengthOrder = 'smaller-is-captured';
    if (major === 2 && minor > 4) {
      this.warnings.push(
        `The file says it is version 2.${minor} of the pcap format; it is read as 2.4, the last known.`,
      );
    }
    // The low half is the link type; the top bits tell about frame check sequences and are of no use here.
    const linkType = view.getUint32(window.start + 20, little);
    if ((linkType & 0x03ff0000) !== 0) {
      this.warnings.push(
        `The link type field of the file is 0x${linkType.toString(16)}, with bits nobody has defined; ` +
          `link type ${linkType & 0xffff} is assumed.`,
      );
    }
    this.#linkType = linkType & 0xffff;
    const snapLength = view.getUint32(window.start + 16, little);
    this.#snapLength = snapLength === 0 ? maximumRecordLength : snapLength;
    this.interfaces.push({ name: '', linkType: this.#linkType, snapLength });
    window.start += fileHeaderLength;
    return true;
  }

  /** A sub-second part of a second or more, or below zero, is carried into the seconds. */
  #carryFraction(fraction: number, batch: PacketBatch, index: number, packet: number): void {
    const signed = fraction | 0;
    const carry = Math.floor(signed / this.#units);
    batch.seconds[index] = (batch.seconds[index] ?? 0) + carry;
    batch.nanoseconds[index] = (signed - carry * this.#units) * this.#nanosecondsPerUnit;
    if (this.#warnedTime) return;
    this.#warnedTime = true;
    this.warnings.push(
      `Packet ${grouped(packet)} has a time whose sub-second part is ${grouped(signed)} of ${grouped(this.#units)}; ` +
        'such times are carried over into the seconds.',
    );
  }

  #warnLengths(captured: number, length: number, packet: number): void {
    if (captured > length && !this.#warnedLength) {
      this.#warnedLength = true;
      this.warnings.push(
        `Packet ${grouped(packet)} holds ${counted(captured, 'byte')} but says it was only ` +
          `${grouped(length)} long; both numbers are shown as they stand.`,
      );
    }
    if (captured > this.#snapLength && !this.#warnedSnap) {
      this.#warnedSnap = true;
      this.warnings.push(
        `Packet ${grouped(packet)} holds ${counted(captured, 'byte')}, more than the snap length of ` +
          `${grouped(this.#snapLength)} the file announces; all of them are read.`,
      );
    }
  }
}
