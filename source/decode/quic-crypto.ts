import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { type Bytes, u8, u24, u32 } from './bytes.ts';
import { gquicServerNameAt, gquicServerNameLength } from './gquic-hello.ts';
import { ja4 } from './ja4.ts';
import {
  longHeaderType,
  longPacketEnd,
  packetNumberAt,
  quicDraft,
  quicInitial,
  quicVersion2,
  varint,
  varintBytes,
} from './quic-packet.ts';
import { hex, safeText } from './text.ts';
import { serverNameAt } from './tls-hello.ts';

/**
 * Opens the first packets of a QUIC connection. Their keys come from the client's destination connection
 * id and a public salt (RFC 9001, 5.2), so everybody on the path can read them. Costs tens of
 * microseconds and allocates: only when somebody asks for a name, a summary or a tree.
 */

const tagBytes = 16;
const sampleBytes = 16;
/** Where the header-protection sample begins, from the packet number. */
const sampleOffset = 4;
const maxHelloBytes = 16_384;
const maxPackets = 8;
const maxFrames = 256;

const salts = {
  draft22: '7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a',
  draft23: 'c3eef712c72ebb5a11a7d2432bb46365bef9f502',
  draft29: 'afbfec289993d24c9e9786f19c6111e04390a899',
  version1: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  version2: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  q050: '504574efd066fe2f9d945cfcdbd3a7f0d3b56b45',
  t050: '7ff579e5acd072915580304c43a2367c60488310',
  t051: '7a4edef4e7ccee5fa4506c19124fc8ccda6e033d',
} as const;

function saltOf(version: number): string {
  if (version === quicVersion2) return salts.version2;
  if (version === 0x51303530) return salts.q050;
  if (version === 0x54303530) return salts.t050;
  if (version === 0x54303531) return salts.t051;
  const draft = quicDraft(version);
  if (draft === 0) return '';
  if (draft <= 22) return salts.draft22;
  if (draft <= 28) return salts.draft23;
  return draft <= 32 ? salts.draft29 : salts.version1;
}

/** What the Initial packets of one datagram hold. */
export type OpenedInitial = {
  /** The TLS handshake from its earliest byte here (a second Client Hello stands further on), up to the first gap. */
  readonly handshake: Uint8Array;
  /** Packet numbers, in order. */
  readonly packetNumbers: readonly number[];
  /** Frame names of all packets, padding once. */
  readonly frames: readonly string[];
};

/** The frames of all client Initials among the packets of [at, end); undefined when none can be opened. */
export function openInitial(bytes: Bytes, at: number, end: number): OpenedInitial | undefined {
  const stream = new CryptoStream();
  const packetNumbers: number[] = [];
  const frames: string[] = [];
  let next = at;
  for (let count = 0; count < maxPackets && next < end && u8(bytes, next) >= 0x80; count += 1) {
    const packetEnd = longPacketEnd(bytes, next, end);
    if (packetEnd <= next || packetEnd > end) break;
    if (longHeaderType(bytes, next) === quicInitial) {
      const opened = openPacket(bytes, next, packetEnd);
      if (opened !== undefined) {
        packetNumbers.push(opened.packetNumber);
        readFrames(opened.payload, stream, frames);
      }
    }
    next = packetEnd;
  }
  if (packetNumbers.length === 0) return undefined;
  return { handshake: stream.contiguous(), packetNumbers, frames };
}

/** The server a QUIC client names in the datagram [at, end), as safe text; '' when it cannot be read. */
export function quicServerName(bytes: Bytes, at: number, end: number): string {
  const handshake = openInitial(bytes, at, end)?.handshake;
  return handshake === undefined ? '' : helloServerName(handshake);
}

/** The JA4 fingerprint of the Client Hello in the datagram [at, end); '' when it cannot be read or is not whole. */
export function quicJa4(bytes: Bytes, at: number, end: number): string {
  const handshake = openInitial(bytes, at, end)?.handshake;
  return handshake === undefined ? '' : handshakeJa4(handshake);
}

/** The JA4 fingerprint of a Client Hello that begins `handshake`. */
export function handshakeJa4(handshake: Uint8Array): string {
  if (handshake.length < 4 || handshake[0] !== 1) return '';
  const length = u24(handshake, 1);
  return 4 + length > handshake.length ? '' : ja4(handshake, 4, 4 + length, 'q');
}

/** The server named in a Client Hello that begins `handshake`, or in the CHLO of Google's own handshake. */
export function helloServerName(handshake: Uint8Array): string {
  const google = gquicServerNameAt(handshake, 0, handshake.length);
  if (google >= 0)
    return safeText(handshake, google, google + gquicServerNameLength(handshake, 0, handshake.length));
  if (handshake[0] !== 1) return '';
  const name = serverNameAt(handshake, 4, handshake.length, false);
  if (name < 0) return '';
  const length = ((handshake[name - 2] ?? 0) << 8) | (handshake[name - 1] ?? 0);
  return safeText(handshake, name, name + length);
}

function expandLabel(secret: Uint8Array, label: string, size: number): Buffer {
  const name = `tls13 ${label}`;
  const info = Buffer.concat([Buffer.from([0, size, name.length]), Buffer.from(name), Buffer.from([0, 1])]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, size);
}

type OpenedPacket = { readonly packetNumber: number; readonly payload: Uint8Array };

/**
 * By what a client calls itself, the connection id its keys come from. Once the server has answered, clients
 * address it by the server's own choice, while the keys stay: a second Client Hello is sealed with them.
 */
const keyIds = new Map<string, Uint8Array>();
const maxKeyIds = 256;
/** Shorter names are no names: many clients use none at all. */
const leastNameBytes = 4;

function openPacket(bytes: Bytes, at: number, end: number): OpenedPacket | undefined {
  const version = u32(bytes, at + 1);
  const salt = saltOf(version);
  const numberAt = packetNumberAt(bytes, at, end);
  if (salt === '' || numberAt < 0 || numberAt + sampleOffset + sampleBytes > end) return undefined;
  const sourceAt = at + 6 + u8(bytes, at + 5);
  const connectionId = bytes.subarray(at + 6, sourceAt);
  const nameBytes = u8(bytes, sourceAt);
  const name = nameBytes < leastNameBytes ? '' : hex(bytes, sourceAt + 1, sourceAt + 1 + nameBytes);
  const opened = openWith(connectionId, salt, bytes, at, numberAt, end);
  if (opened === undefined) {
    const keyId = name === '' ? undefined : keyIds.get(name);
    return keyId === undefined ? undefined : openWith(keyId, salt, bytes, at, numberAt, end);
  }
  if (name !== '') {
    keyIds.delete(name);
    keyIds.set(name, connectionId.slice());
    const oldest = keyIds.keys().next();
    if (keyIds.size > maxKeyIds && oldest.done !== true) keyIds.delete(oldest.value);
  }
  return opened;
}

function openWith(
  connectionId: Uint8Array,
  salt: string,
  bytes: Bytes,
  at: number,
  numberAt: number,
  end: number,
): OpenedPacket | undefined {
  const version = u32(bytes, at + 1);
  const initialSecret = createHmac('sha256', Buffer.from(salt, 'hex')).update(connectionId).digest();
  const secret = expandLabel(initialSecret, 'client in', 32);
  const prefix = version === quicVersion2 ? 'quicv2' : 'quic';
  const key = expandLabel(secret, `${prefix} key`, 16);
  const nonce = Buffer.from(expandLabel(secret, `${prefix} iv`, 12));

  const sample = bytes.subarray(numberAt + sampleOffset, numberAt + sampleOffset + sampleBytes);
  const mask = createCipheriv('aes-128-ecb', expandLabel(secret, `${prefix} hp`, 16), null).update(sample);
  const firstByte = u8(bytes, at) ^ ((mask[0] ?? 0) & 0x0f);
  const numberBytes = (firstByte & 3) + 1;
  const header = Buffer.from(bytes.subarray(at, numberAt + numberBytes));
  header[0] = firstByte;
  let packetNumber = 0;
  for (let index = 0; index < numberBytes; index += 1) {
    const byte = u8(bytes, numberAt + index) ^ (mask[1 + index] ?? 0);
    header[numberAt - at + index] = byte;
    packetNumber = packetNumber * 256 + byte;
    const nonceIndex = nonce.length - numberBytes + index;
    nonce[nonceIndex] = (nonce[nonceIndex] ?? 0) ^ byte;
  }
  const content = numberAt + numberBytes;
  if (content + tagBytes > end) return undefined;
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAAD(header);
  decipher.setAuthTag(bytes.subarray(end - tagBytes, end));
  try {
    const payload = decipher.update(bytes.subarray(content, end - tagBytes));
    decipher.final();
    return { packetNumber, payload };
  } catch {
    // A server's Initial, whose key comes from a connection id this packet does not carry; or damage.
    return undefined;
  }
}

/** Collects the pieces of the handshake in whatever order they come. */
class CryptoStream {
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

function readFrames(payload: Uint8Array, stream: CryptoStream, frames: string[]): void {
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
      frames.push(type === 0x1c || type === 0x1d ? 'CC' : `frame ${type}`);
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
