import { PcapReader, pcapVariantOf } from './pcap-reader.ts';
import { blockType } from './pcapng-blocks.ts';
import { PcapngReader } from './pcapng-reader.ts';
import type { RecordReader } from './record-reader.ts';

/** So many first bytes tell every binary format we know from every other. */
export const magicLength = 4;

/** So many first bytes are enough to guess what a stranger's file is. */
export const guessLength = 512;

export type Compression = 'gzip' | 'zstd';

/** How the bytes are compressed, by their first four. */
export function compressionOf(bytes: Uint8Array): Compression | undefined {
  if (startsWith(bytes, [0x1f, 0x8b, 0x08])) return 'gzip';
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  return undefined;
}

/** A reader for the format that starts with these bytes, if it is a capture. */
export function readerFor(bytes: Uint8Array): RecordReader | undefined {
  if (bytes.length < magicLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The section header's type reads the same in both byte orders.
  if (view.getUint32(0, true) === blockType.sectionHeader) return new PcapngReader();
  const variant = pcapVariantOf(view, 0);
  return variant === undefined ? undefined : new PcapReader(variant);
}

/** Whether this is the start of packet records as the original sniffer wrote them: JSON objects with its keys. */
export function looksLikePacketJson(bytes: Uint8Array): boolean {
  const text = startOf(bytes);
  return /^\s*(\[\s*)?\{/.test(text) && /"(src_ip|dst_ip|srv_count|src_bytes)"\s*:/.test(text);
}

const strangers: readonly { readonly magic: readonly number[]; readonly guess: string }[] = [
  { magic: [0xfd, 0x37, 0x7a, 0x58], guess: 'it is compressed with xz: uncompress it with "xz -d" first' },
  { magic: [0x42, 0x5a, 0x68], guess: 'it is compressed with bzip2: uncompress it with "bzip2 -d" first' },
  { magic: [0x04, 0x22, 0x4d, 0x18], guess: 'it is compressed with lz4: uncompress it with "lz4 -d" first' },
  { magic: [0x1f, 0x8b], guess: 'it starts like gzip, but with a method nobody uses' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], guess: 'it is compressed more than once: uncompress it first' },
  { magic: [0x50, 0x4b, 0x03, 0x04], guess: 'it is a ZIP archive: unpack it first' },
  {
    magic: [0x73, 0x6e, 0x6f, 0x6f, 0x70],
    guess: 'it is a snoop capture: convert it with "editcap -F pcapng" first',
  },
  {
    magic: [0x47, 0x4d, 0x42, 0x55],
    guess: 'it is a Network Monitor capture: convert it with "editcap -F pcapng" first',
  },
  { magic: [0x7f, 0x45, 0x4c, 0x46], guess: 'it is a program' },
  { magic: [0x25, 0x50, 0x44, 0x46], guess: 'it is a PDF document' },
];

/** Where a tar archive has its mark. */
const tarMarkOffset = 257;

/** What a file that is no capture may be, as a clause for brackets. */
export function guessOf(bytes: Uint8Array): string {
  if (compressionOf(bytes) !== undefined) return 'it is compressed more than once: uncompress it first';
  for (const stranger of strangers) if (startsWith(bytes, stranger.magic)) return stranger.guess;
  if (bytes.length < magicLength)
    return `it is only ${bytes.length} byte${bytes.length === 1 ? '' : 's'} long`;
  if (startsWith(bytes.subarray(tarMarkOffset), [0x75, 0x73, 0x74, 0x61, 0x72]))
    return 'it is a tar archive: unpack it first';
  if (bytes.subarray(0, guessLength).every(byte => byte === 0)) return 'it starts with nothing but zeros';
  const text = startOf(bytes);
  if (/^\s*[[{]/.test(text)) return 'it looks like JSON, but not like packet records';
  if (/^\s*</.test(text)) return 'it looks like XML or HTML';
  if (/^[\t\n\r\u0020-\u007e\u00a0-\uffff]*$/.test(text)) return 'it looks like text';
  return 'its first bytes are not those of a pcap or pcapng file';
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}

function startOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes.subarray(0, guessLength), { stream: true });
}
