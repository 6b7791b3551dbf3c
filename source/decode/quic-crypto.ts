import { createDecipheriv } from 'node:crypto';
import { Aes128 } from './aes128.ts';
import { type Bytes, u8, u24, u32 } from './bytes.ts';
import { gquicServerNameAt, gquicServerNameLength } from './gquic-hello.ts';
import { HmacSha256 } from './hmac-sha256.ts';
import { ja4 } from './ja4.ts';
import { CryptoStream, readFrames, startsInitial } from './quic-frames.ts';
import {
  longHeaderType,
  longPacketEnd,
  packetNumberAt,
  quicDraft,
  quicInitial,
  quicVersion2,
} from './quic-packet.ts';
import { hex, safeText } from './text.ts';
import { serverNameAt } from './tls-hello.ts';

/**
 * Opens the first packets of a QUIC connection. Their keys come from the client's destination connection
 * id and a public salt (RFC 9001, 5.2), so everybody on the path can read them. Costs ten
 * microseconds or two and allocates: only when somebody asks for a name, a summary or a tree.
 */

const tagBytes = 16;
const sampleBytes = 16;
/** Where the header-protection sample begins, from the packet number. */
const sampleOffset = 4;
const maxPackets = 8;

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
  let stream: CryptoStream | undefined;
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
        stream ??= new CryptoStream();
        readFrames(opened.payload, stream, frames);
      }
    }
    next = packetEnd;
  }
  if (stream === undefined) return undefined;
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

const hmac = new HmacSha256();
const aes = new Aes128();
const saltBytes = new Map<string, Uint8Array>();
const labels = new Map<string, Uint8Array>();

/** HKDF-Expand-Label of TLS 1.3 with the secret set as the key of `hmac`; good until the next call. */
function expandLabel(label: string, size: number): Uint8Array {
  let info = labels.get(label);
  if (info === undefined) {
    const name = `tls13 ${label}`;
    info = Buffer.concat([Buffer.from([0, size, name.length]), Buffer.from(name), Buffer.from([0, 1])]);
    labels.set(label, info);
  }
  return hmac.sign(info).subarray(0, size);
}

function bytesOfSalt(salt: string): Uint8Array {
  let bytes = saltBytes.get(salt);
  if (bytes === undefined) {
    bytes = Buffer.from(salt, 'hex');
    saltBytes.set(salt, bytes);
  }
  return bytes;
}

/** Zero in every header, once its protection is off. */
const reservedBits = 0x0c;
const nonceBytes = 12;
/** GCM keeps the first number for itself. */
const firstBlock = 2;

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
  hmac.setKey(bytesOfSalt(salt));
  hmac.setKey(hmac.sign(connectionId));
  hmac.setKey(expandLabel('client in', 32));
  const prefix = u32(bytes, at + 1) === quicVersion2 ? 'quicv2' : 'quic';
  aes.setKey(expandLabel(`${prefix} hp`, 16));
  const mask = aes.encrypt(bytes, numberAt + sampleOffset);
  const firstByte = u8(bytes, at) ^ ((mask[0] ?? 0) & 0x0f);
  // What was sealed with other keys ends here or a few lines below, for a tenth of what the rest costs.
  if ((firstByte & reservedBits) !== 0) return undefined;
  const numberBytes = (firstByte & 3) + 1;
  const content = numberAt + numberBytes;
  if (content + tagBytes > end) return undefined;
  const header = Buffer.from(bytes.subarray(at, content));
  header[0] = firstByte;
  const key = expandLabel(`${prefix} key`, 16).slice();
  // The nonce, and behind it the number of the first block.
  const counter = new Uint8Array(nonceBytes + 4);
  counter.set(expandLabel(`${prefix} iv`, nonceBytes));
  counter[counter.length - 1] = firstBlock;
  let packetNumber = 0;
  for (let index = 0; index < numberBytes; index += 1) {
    const byte = u8(bytes, numberAt + index) ^ (mask[1 + index] ?? 0);
    header[numberAt - at + index] = byte;
    packetNumber = packetNumber * 256 + byte;
    const nonceIndex = nonceBytes - numberBytes + index;
    counter[nonceIndex] = (counter[nonceIndex] ?? 0) ^ byte;
  }
  aes.setKey(key);
  if (!startsInitial.has(u8(bytes, content) ^ (aes.encrypt(counter)[0] ?? 0))) return undefined;
  const decipher = createDecipheriv('aes-128-gcm', key, counter.subarray(0, nonceBytes));
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
