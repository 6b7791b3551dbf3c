import {
  blockOverhead,
  blockType,
  byteOrderMagic,
  interfaceBodyLength,
  option,
  packetBodyLength,
  sectionBodyLength,
  simplePacketBodyLength,
  statisticsBodyLength,
} from './pcapng-blocks.ts';
import { PcapngDrops } from './pcapng-drops.ts';
import { type PcapngInterface, readCount, readInterface, visitOptions } from './pcapng-interface.ts';
import { brokenOptions, readPacketOptions } from './pcapng-packet-options.ts';
import { maximumRecordLength, type RecordBuffer } from './record-buffer.ts';
import type { DropCounts, ReadOutcome, RecordReader } from './record-reader.ts';
import type { CaptureInterface, PacketBatch } from './source.ts';
import { counted, grouped, onlyBytesThere } from './wording.ts';

/** `PacketBatch.interfaceId` has 16 bits. */
const maximumInterfaces = 65_535;
/** An obsolete packet block that does not know how many were lost before it. */
const unknownDrops = 0xffff;

type Oddity = 'padding' | 'options' | 'interface' | 'room' | 'untimed' | 'lengths' | 'short';

export class PcapngReader implements RecordReader {
  readonly format = 'pcapng';
  readonly interfaces: CaptureInterface[] = [];
  readonly warnings: string[] = [];
  damage = '';
  #littleEndian = true;
  /** The interfaces of the current section, by their number in the file. */
  #section: PcapngInterface[] = [];
  readonly #drops = new PcapngDrops();
  #packets = 0;
  #skipped = 0;
  readonly #warned = new Set<Oddity>();

  read(window: RecordBuffer, batch: PacketBatch): ReadOutcome {
    const view = window.view;
    const end = window.end;
    const capacity = batch.offset.length;
    const first = batch.count;
    let little = this.#littleEndian;
    let section = this.#section;
    let outcome: ReadOutcome = 'full';
    let position = window.start;
    while (batch.count < capacity) {
      if (end - position < blockOverhead) {
        outcome = 'hungry';
        break;
      }
      const type = view.getUint32(position, little);
      if (type === blockType.sectionHeader) {
        const magic = view.getUint32(position + 8, true);
        if (magic !== byteOrderMagic && view.getUint32(position + 8, false) !== byteOrderMagic) {
          this.damage = `the section header at byte ${grouped(window.base + position)} has no byte-order mark`;
          outcome = 'damaged';
          break;
        }
        little = magic === byteOrderMagic;
        this.#littleEndian = little;
      }
      const stated = view.getUint32(position + 4, little);
      if (stated < blockOverhead || stated > maximumRecordLength) {
        this.damage =
          `the block at byte ${grouped(window.base + position)} (type ${typeName(type)}) ` +
          `claims to be ${counted(stated, 'byte')} long`;
        outcome = 'damaged';
        break;
      }
      const total = (stated + 3) & ~3;
      if (end - position < total) {
        outcome = 'hungry';
        break;
      }
      const trailer = position + total - 4;
      if (view.getUint32(trailer, little) !== stated) {
        this.damage =
          `the block at byte ${grouped(window.base + position)} (type ${typeName(type)}) is ` +
          `${grouped(stated)} bytes long by its start and ${grouped(view.getUint32(trailer, little))} by its end`;
        outcome = 'damaged';
        break;
      }
      if (total !== stated)
        this.#warn('padding', window, position, 'has a length that is not a multiple of four');
      const body = position + 8;
      if (type === blockType.enhancedPacket && total >= blockOverhead + packetBodyLength) {
        // Nearly every block of nearly every file: kept in this loop and without a call.
        const on = section[view.getUint32(body, little)];
        const captured = view.getUint32(body + 12, little);
        const length = view.getUint32(body + 16, little);
        const offset = body + packetBodyLength;
        if (on !== undefined && captured <= length && captured <= trailer - offset) {
          const index = batch.count;
          on.time.store(view.getUint32(body + 4, little), view.getUint32(body + 8, little), batch, index);
          batch.offset[index] = offset;
          batch.captured[index] = captured;
          batch.length[index] = length;
          batch.interfaceId[index] = on.id;
          batch.linkType[index] = on.linkType;
          batch.count = index + 1;
          const options = offset + ((captured + 3) & ~3);
          if (trailer - options >= 4) this.#readPacketOptions(window, options, trailer, on, batch, index);
        } else this.#readPacket(window, body, trailer, false, batch);
      } else if (type === blockType.enhancedPacket || type === blockType.packet) {
        this.#readPacket(window, body, trailer, type === blockType.packet, batch);
      } else if (type === blockType.simplePacket) {
        this.#readSimplePacket(window, body, trailer, batch);
      } else if (this.#readOther(window, type, body, trailer)) {
        section = this.#section;
      } else {
        outcome = 'damaged';
        break;
      }
      position += total;
      window.start = position;
    }
    this.#packets += batch.count - first;
    return outcome;
  }

  unfinished(window: RecordBuffer): string | undefined {
    if (window.available === 0) return undefined;
    const after = this.#packets === 0 ? 'before its first packet' : `after packet ${grouped(this.#packets)}`;
    return (
      `it is cut short ${after}, in the block at byte ${grouped(window.position)} ` +
      `of which ${onlyBytesThere(window.available)}`
    );
  }

  drops(): DropCounts {
    return { ...this.#drops.sum(), skipped: this.#skipped };
  }

  #readPacket(window: RecordBuffer, body: number, end: number, obsolete: boolean, batch: PacketBatch): void {
    const view = window.view;
    const little = this.#littleEndian;
    const start = body - 8;
    if (end - body < packetBodyLength) {
      this.#skip('short', window, start, 'is too short for a packet');
      return;
    }
    const number = obsolete ? view.getUint16(body, little) : view.getUint32(body, little);
    const on = this.#section[number];
    if (on === undefined) {
      this.#skip('interface', window, start, `names interface ${grouped(number)}, which is not described`);
      return;
    }
    const captured = view.getUint32(body + 12, little);
    const offset = body + packetBodyLength;
    if (captured > end - offset) {
      this.#skip('room', window, start, `claims to hold ${counted(captured, 'packet byte')}, more than fit`);
      return;
    }
    const index = batch.count;
    const length = view.getUint32(body + 16, little);
    if (captured > length && !this.#warned.has('lengths')) {
      this.#warn(
        'lengths',
        window,
        start,
        `holds ${counted(captured, 'byte')} of a packet ${grouped(length)} long`,
      );
    }
    on.time.store(view.getUint32(body + 4, little), view.getUint32(body + 8, little), batch, index);
    batch.offset[index] = offset;
    batch.captured[index] = captured;
    batch.length[index] = length;
    batch.interfaceId[index] = on.id;
    batch.linkType[index] = on.linkType;
    batch.count = index + 1;
    if (obsolete) {
      const lost = view.getUint16(body + 2, little);
      if (lost !== unknownDrops) this.#drops.addBeforePacket(on, lost);
    }
    const options = offset + ((captured + 3) & ~3);
    if (end - options >= 4) this.#readPacketOptions(window, options, end, on, batch, index);
  }

  #readPacketOptions(
    window: RecordBuffer,
    from: number,
    end: number,
    on: PcapngInterface,
    batch: PacketBatch,
    index: number,
  ): void {
    const dropped = readPacketOptions(window, from, end, this.#littleEndian, batch, index);
    if (dropped === brokenOptions) {
      this.#warn('options', window, from, 'has options that do not fit; the rest of them is left out');
    } else if (dropped !== undefined) this.#drops.addBeforePacket(on, dropped);
  }

  #readSimplePacket(window: RecordBuffer, body: number, end: number, batch: PacketBatch): void {
    const on = this.#section[0];
    if (end - body < simplePacketBodyLength || on === undefined) {
      this.#skip(
        'interface',
        window,
        body - 8,
        on === undefined ? 'has no interface to belong to' : 'is too short',
      );
      return;
    }
    const length = window.view.getUint32(body, this.#littleEndian);
    const snapLength = on.description.snapLength === 0 ? length : on.description.snapLength;
    const offset = body + simplePacketBodyLength;
    const index = batch.count;
    const expected = Math.min(length, snapLength);
    if (expected > end - offset) {
      this.#skip(
        'room',
        window,
        body - 8,
        `claims to hold ${counted(expected, 'packet byte')}, more than fit`,
      );
      return;
    }
    this.#warn(
      'untimed',
      window,
      body - 8,
      'is a simple packet, which has no time; such packets are shown at time 0',
    );
    batch.seconds[index] = 0;
    batch.nanoseconds[index] = 0;
    batch.offset[index] = offset;
    batch.captured[index] = expected;
    batch.length[index] = length;
    batch.interfaceId[index] = on.id;
    batch.linkType[index] = on.linkType;
    batch.count = index + 1;
  }

  /** False when the file cannot be read on; `damage` then says why. */
  #readOther(window: RecordBuffer, type: number, body: number, end: number): boolean {
    if (type === blockType.sectionHeader) return this.#readSection(window, body, end);
    if (type === blockType.interfaceDescription) return this.#addInterface(window, body, end);
    if (type === blockType.interfaceStatistics) this.#readStatistics(window, body, end);
    // Names, secrets, journals, custom blocks and whatever comes next: framed soundly and none of our business.
    return true;
  }

  #readSection(window: RecordBuffer, body: number, end: number): boolean {
    const place = `the section header at byte ${grouped(window.base + body - 8)}`;
    if (end - body < sectionBodyLength) {
      this.damage = `${place} is only ${grouped(end - body + blockOverhead)} bytes long`;
      return false;
    }
    const major = window.view.getUint16(body + 4, this.#littleEndian);
    const minor = window.view.getUint16(body + 6, this.#littleEndian);
    // 1.2 was written by some programs and means 1.0.
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      this.damage = `${place} says it is version ${major}.${minor} of the pcapng format, where only 1.0 is known`;
      return false;
    }
    this.#section = [];
    return true;
  }

  #addInterface(window: RecordBuffer, body: number, end: number): boolean {
    const place = `the interface block at byte ${grouped(window.base + body - 8)}`;
    if (end - body < interfaceBodyLength) {
      this.damage = `${place} is too short`;
      return false;
    }
    if (this.interfaces.length >= maximumInterfaces) {
      this.damage = `${place} is one more than the ${grouped(maximumInterfaces)} that can be told apart`;
      return false;
    }
    const read = readInterface(window, body, end, this.#littleEndian, this.interfaces.length);
    if (!read.sound) {
      this.#warn(
        'options',
        window,
        body - 8,
        'has options that do not fit; times on this interface may be wrong',
      );
    }
    this.#section.push(read.interface);
    this.interfaces.push(read.interface.description);
    return true;
  }

  #readStatistics(window: RecordBuffer, body: number, end: number): void {
    const little = this.#littleEndian;
    if (end - body < statisticsBodyLength) return;
    const on = this.#section[window.view.getUint32(body, little)];
    if (on === undefined) return;
    let kernel: number | undefined;
    let card: number | undefined;
    visitOptions(window, body + statisticsBodyLength, end, little, (code, from, length) => {
      if (length < 8) return;
      if (code === option.statisticsInterfaceDropped) card = readCount(window.view, from, little);
      else if (code === option.statisticsKernelDropped) kernel = readCount(window.view, from, little);
    });
    this.#drops.setTotals(on, kernel, card);
  }

  #skip(kind: Oddity, window: RecordBuffer, start: number, what: string): void {
    this.#skipped += 1;
    this.#warn(kind, window, start, `${what}; such packets are left out and counted as skipped`);
  }

  #warn(kind: Oddity, window: RecordBuffer, start: number, what: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    this.warnings.push(`The block at byte ${grouped(window.base + start)} ${what}.`);
  }
}

function typeName(type: number): string {
  return type < 0x100 ? String(type) : `0x${type.toString(16).padStart(8, '0')}`;
}
