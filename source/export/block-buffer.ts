import { padded } from '../capture/pcapng-blocks.ts';

/** Option lengths have 16 bits; a comment is a remark, not a document. */
export const maximumTextBytes = 8192;
/** Code and length in front of every option. */
export const optionHeaderLength = 4;
/** Type and length in front of every block, length again behind. */
const blockHeaderLength = 8;
const blockTrailerLength = 4;
const two32 = 4_294_967_296;
/** Below this, a loop copies faster than a call. */
const shortCopy = 48;

/** Little-endian pcapng blocks, put together one behind the other. Callers see to it that there is room. */
export class BlockBuffer {
  bytes: Uint8Array;
  view: DataView;
  used = 0;
  readonly #encoder = new TextEncoder();

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  get room(): number {
    return this.bytes.length - this.used;
  }

  /** Another, larger memory; what is in this one is dropped. */
  replace(capacity: number): void {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.used = 0;
  }

  /** Starts a block whose body has `bodyLength` bytes before its options; where the block starts. */
  begin(kind: number, bodyLength: number): number {
    const start = this.used;
    this.view.setUint32(start, kind, true);
    this.used = start + blockHeaderLength + bodyLength;
    return start;
  }

  end(start: number): void {
    const length = this.used + blockTrailerLength - start;
    this.view.setUint32(start + 4, length, true);
    this.view.setUint32(this.used, length, true);
    this.used += blockTrailerLength;
  }

  /** Copies bytes and pads them, without making a view of the source, as `set` would need. */
  putBytes(from: Uint8Array, offset: number, length: number): void {
    const bytes = this.bytes;
    let end = this.used + length;
    if (length > shortCopy) Buffer.prototype.copy.call(from, bytes, this.used, offset, offset + length);
    else
      for (let index = 0; index < length; index += 1)
        bytes[this.used + index] = from[offset + index] as number;
    while ((end & 3) !== 0) {
      bytes[end] = 0;
      end += 1;
    }
    this.used = end;
  }

  /** An option of `length` bytes; where its value goes. */
  putOption(code: number, length: number): number {
    const value = this.used + optionHeaderLength;
    this.view.setUint16(this.used, code, true);
    this.view.setUint16(this.used + 2, length, true);
    this.used = value + padded(length);
    return value;
  }

  /** Longer text is cut, between characters. */
  putText(code: number, text: string): void {
    const value = this.used + optionHeaderLength;
    const { written } = this.#encoder.encodeInto(text, this.bytes.subarray(value, value + maximumTextBytes));
    this.bytes.fill(0, value + written, value + padded(written));
    this.putOption(code, written);
  }

  putByte(code: number, byte: number): void {
    const value = this.putOption(code, 1);
    this.bytes.fill(0, value, this.used);
    this.bytes[value] = byte;
  }

  putCount(code: number, count: number): void {
    const value = this.putOption(code, 8);
    this.view.setUint32(value, count % two32, true);
    this.view.setUint32(value + 4, Math.floor(count / two32), true);
  }
}
