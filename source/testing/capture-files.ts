import { blockType, byteOrderMagic, option, padded } from '../capture/pcapng-blocks.ts';

/** Bytes put together by hand, in either byte order. */
export class Bytes {
  readonly #littleEndian: boolean;
  #bytes: number[] = [];

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.#littleEndian ? this.u8(value).u8(value >>> 8) : this.u8(value >>> 8).u8(value);
  }

  u32(value: number): this {
    return this.#littleEndian
      ? this.u16(value & 0xffff).u16(value >>> 16)
      : this.u16(value >>> 16).u16(value & 0xffff);
  }

  /** Two's complement; tests may afford BigInt. */
  u64(value: bigint): this {
    const high = Number((value >> 32n) & 0xffffffffn);
    const low = Number(value & 0xffffffffn);
    return this.#littleEndian ? this.u32(low).u32(high) : this.u32(high).u32(low);
  }

  raw(values: Iterable<number>): this {
    for (const value of values) this.u8(value);
    return this;
  }

  pad(): this {
    while (this.#bytes.length % 4 !== 0) this.u8(0);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export type PcapRecord = {
  readonly seconds: number;
  readonly fraction: number;
  readonly data: Uint8Array;
  /** The two length fields, where they shall not be the truth. */
  readonly captured?: number;
  readonly length?: number;
};

export type PcapOptions = {
  readonly magic?: number;
  readonly littleEndian?: boolean;
  readonly major?: number;
  readonly minor?: number;
  readonly snapLength?: number;
  readonly linkType?: number;
};

export const pcapMagic = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d, modified: 0xa1b2cd34 } as const;

export function pcapFile(records: readonly PcapRecord[], options: PcapOptions = {}): Uint8Array {
  const magic = options.magic ?? pcapMagic.microseconds;
  const out = new Bytes(options.littleEndian ?? true);
  out
    .u32(magic)
    .u16(options.major ?? 2)
    .u16(options.minor ?? 4)
    .u32(0)
    .u32(0);
  out.u32(options.snapLength ?? 65_535).u32(options.linkType ?? 1);
  for (const record of records) {
    out.u32(record.seconds).u32(record.fraction);
    out.u32(record.captured ?? record.data.length).u32(record.length ?? record.data.length);
    if (magic === pcapMagic.modified) out.u32(2).u16(0x0800).u8(0).u8(0);
    out.raw(record.data);
  }
  return out.done();
}

export type Option = readonly [code: number, value: Uint8Array | string];

/** A pcapng file put together block by block. */
export class PcapngFile {
  readonly #littleEndian: boolean;
  readonly #blocks: Uint8Array[] = [];

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  /** Empty bytes in this file's byte order. */
  bytes(): Bytes {
    return new Bytes(this.#littleEndian);
  }

  block(type: number, body: Uint8Array, lengths: { start?: number; end?: number } = {}): this {
    const total = padded(body.length) + 12;
    this.#blocks.push(
      this.bytes()
        .u32(type)
        .u32(lengths.start ?? total)
        .raw(body)
        .pad()
        .u32(lengths.end ?? lengths.start ?? total)
        .done(),
    );
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#blocks.push(bytes);
    return this;
  }

  section(options: readonly Option[] = [], version: readonly [number, number] = [1, 0]): this {
    const body = this.bytes().u32(byteOrderMagic).u16(version[0]).u16(version[1]).u64(-1n);
    return this.block(blockType.sectionHeader, this.#withOptions(body, options));
  }

  interface(linkType = 1, snapLength = 0, options: readonly Option[] = []): this {
    const body = this.bytes().u16(linkType).u16(0).u32(snapLength);
    return this.block(blockType.interfaceDescription, this.#withOptions(body, options));
  }

  enhanced(
    on: number,
    ticks: bigint,
    data: Uint8Array,
    extra: { captured?: number; length?: number; options?: readonly Option[] } = {},
  ): this {
    const body = this.bytes()
      .u32(on)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffffffffn))
      .u32(extra.captured ?? data.length)
      .u32(extra.length ?? data.length)
      .raw(data)
      .pad();
    return this.block(blockType.enhancedPacket, this.#withOptions(body, extra.options ?? []));
  }

  obsolete(on: number, drops: number, ticks: bigint, data: Uint8Array): this {
    const body = this.bytes()
      .u16(on)
      .u16(drops)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffffffffn))
      .u32(data.length)
      .u32(data.length)
      .raw(data);
    return this.block(blockType.packet, body.done());
  }

  simple(data: Uint8Array, length = data.length): this {
    return this.block(blockType.simplePacket, this.bytes().u32(length).raw(data).done());
  }

  statistics(on: number, options: readonly Option[]): this {
    return this.block(
      blockType.interfaceStatistics,
      this.#withOptions(this.bytes().u32(on).u64(0n), options),
    );
  }

  /** The value of a 64-bit counter option. */
  count(value: bigint): Uint8Array {
    return this.bytes().u64(value).done();
  }

  done(): Uint8Array {
    return joined(this.#blocks);
  }

  #withOptions(body: Bytes, options: readonly Option[]): Uint8Array {
    for (const [code, value] of options) {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      body.u16(code).u16(bytes.length).raw(bytes).pad();
    }
    if (options.length > 0) body.u16(option.end).u16(0);
    return body.done();
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
