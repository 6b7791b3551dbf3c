import { u8 } from './bytes.ts';
import { varint, varintBytes } from './quic-packet.ts';

/** Frames of opened Initial packets, and the handshake they carry. */

const maxHelloBytes = 16_384;
const maxFrames = 256;

/** Collects the pieces of the handshake in whatever order they come. */
export class CryptoStream {
  private readonly memory = new Uint8Array(maxHelloBytes);
  private readonly pieces: [start: number, end: number][] = [];

  add(offset: number, piece: Uint8Array): void {
    if (offset + piece.length > maxHelloBytes) return;
    this.memory.set(piece, offset);
    this.pieces.push([offset, offset + piece.length]);
  }

  /** The handshake from the earliest byte to the first gap. */
  contiguous(): Uint8Array {
    this.pieces.sort((a, b) => a[0] - b[0]);
    const first = this.pieces[0]?.[0] ?? 0;
    let covered = first;
    for (const [start, end] of this.pieces) if (start <= covered && end > covered) covered = end;
    return this.memory.subarray(first, covered);
  }
}

const framePadding = 0x00;
const framePing = 0x01;
const frameAck = 0x02;
const frameAckWithCounts = 0x03;
const frameCrypto = 0x06;
/** Google's versions with their own frame numbers. */
const frameGoogleCrypto = 0x08;
const frameClose = 0x1c;
const frameApplicationClose = 0x1d;
/** What an Initial may begin with. */
export const startsInitial: ReadonlySet<number> = new Set([
  framePadding,
  framePing,
  frameAck,
  frameAckWithCounts,
  frameCrypto,
  frameGoogleCrypto,
  frameClose,
  frameApplicationClose,
]);

/** Adds the handshake in these frames to `stream`, and their names to `frames`. */
export function readFrames(payload: Uint8Array, stream: CryptoStream, frames: string[]): void {
  let at = 0;
  for (let count = 0; count < maxFrames && at < payload.length; count += 1) {
    const type = u8(payload, at);
    if (type === framePadding) {
      while (at < payload.length && payload[at] === framePadding) at += 1;
      if (!frames.includes('PADDING')) frames.push('PADDING');
    } else if (type === framePing) {
      at += 1;
      frames.push('PING');
    } else if (type === frameAck || type === frameAckWithCounts) {
      at = skipAck(payload, at, type === frameAckWithCounts);
      frames.push('ACK');
    } else if (type === frameCrypto || type === frameGoogleCrypto) {
      const offsetAt = at + 1;
      const lengthAt = offsetAt + varintBytes(payload[offsetAt] ?? 0);
      const data = lengthAt + varintBytes(payload[lengthAt] ?? 0);
      if (data > payload.length) return;
      const stop = data + varint(payload, lengthAt);
      if (stop > payload.length) return;
      stream.add(varint(payload, offsetAt), payload.subarray(data, stop));
      frames.push('CRYPTO');
      at = stop;
    } else {
      frames.push(type === frameClose || type === frameApplicationClose ? 'CC' : `frame ${type}`);
      return;
    }
  }
}

/** Largest acknowledged, delay, range count, first range, then two numbers a range, then three counts. */
function skipAck(payload: Uint8Array, at: number, hasCounts: boolean): number {
  let next = at + 1;
  let numbers = 4 + (hasCounts ? 3 : 0);
  for (let index = 0; index < numbers && next < payload.length; index += 1) {
    if (index === 2) numbers += 2 * Math.min(varint(payload, next), payload.length);
    next += varintBytes(u8(payload, next));
  }
  return next;
}
