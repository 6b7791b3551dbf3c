/**
 * The baseline file: everything that was learned, in one piece.
 *
 *     magic            8 bytes; damaged by whatever takes a file for text
 *     format version   4, little-endian, as all that follow
 *     info length      4
 *     packed length    4
 *     unpacked length  4
 *     info             JSON, see info.ts; readable without unpacking
 *     packed           sections (sections.ts), compressed with Brotli
 *     checksum         32: SHA-256 of everything before
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib';
import { safeString } from '../../decode/text.ts';
import type { Learned, Section } from '../learned.ts';
import { type BaselineInfo, readInfo } from './info.ts';
import { type NamedSection, packSections, unpackSections } from './sections.ts';

export const baselineFormat = 1;
export const baselineLimits = { fileBytes: 32 << 20, unpackedBytes: 64 << 20, infoBytes: 4096 } as const;

const magic = Uint8Array.of(0x89, 0x4f, 0x44, 0x44, 0x57, 0x0d, 0x0a, 0x1a);
const headerBytes = magic.length + 4 * 4;
const checksumBytes = 32;
const largestWindow = 24;
const compress = promisify(brotliCompress);

export type PackEffort =
  /** A fraction of a second, in another thread. */
  | 'quick'
  /** Several seconds; for the one that ships. */
  | 'small';

/** What the parts know now goes into the file, whatever they learn while it is being made. */
export async function packBaseline(
  parts: readonly Learned[],
  info: BaselineInfo,
  effort: PackEffort = 'quick',
): Promise<Uint8Array> {
  const sections = parts.map(part => ({ name: part.section, section: part.save() }));
  const unpacked = await packSections(sections);
  const packed = await compress(unpacked, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: effort === 'small' ? constants.BROTLI_MAX_QUALITY : 5,
      [constants.BROTLI_PARAM_LGWIN]: largestWindow,
      [constants.BROTLI_PARAM_SIZE_HINT]: unpacked.length,
    },
  });
  const infoBytes = new TextEncoder().encode(JSON.stringify(info));
  const bytes = new Uint8Array(headerBytes + infoBytes.length + packed.length + checksumBytes);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  const numbers = [baselineFormat, infoBytes.length, packed.length, unpacked.length];
  for (const [index, number] of numbers.entries()) view.setUint32(magic.length + index * 4, number, true);
  bytes.set(infoBytes, headerBytes);
  bytes.set(packed, headerBytes + infoBytes.length);
  const end = bytes.length - checksumBytes;
  bytes.set(checksum(bytes.subarray(0, end)), end);
  return bytes;
}

/** Why a file cannot be used: `newer` and `foreign` ones are somebody's and stay; the others are of no use to anybody. */
export type BaselineTrouble = 'foreign' | 'newer' | 'damaged' | 'other-schema' | 'refused';

export type BaselineRefusal = {
  readonly ok: false;
  readonly trouble: BaselineTrouble;
  /** Goes behind the file's name and a colon. */
  readonly problem: string;
};

export type OpenedBaseline = {
  readonly ok: true;
  readonly info: BaselineInfo;
  /** Still packed. */
  readonly packed: Uint8Array;
  readonly unpackedLength: number;
};

/** Checks the file as a whole; cheap, because nothing is unpacked. */
export function openBaseline(bytes: Uint8Array): OpenedBaseline | BaselineRefusal {
  if (bytes.length > baselineLimits.fileBytes) return refuse('foreign', 'it is too large for a baseline');
  if (bytes.length === 0) return refuse('damaged', 'it is empty');
  const known = Math.min(bytes.length, magic.length);
  for (let at = 0; at < known; at += 1)
    if (bytes[at] !== magic[at]) return refuse('foreign', 'it is not a baseline of Oddwire');
  if (bytes.length < headerBytes + checksumBytes) return refuse('damaged', 'it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (index: number): number => view.getUint32(magic.length + index * 4, true);
  if (number(0) > baselineFormat)
    return refuse('newer', 'it was written by a newer Oddwire; update this one to use it');
  const infoLength = number(1);
  const packedLength = number(2);
  const unpackedLength = number(3);
  const wanted = headerBytes + infoLength + packedLength + checksumBytes;
  if (bytes.length < wanted) return refuse('damaged', 'it is cut short');
  const end = bytes.length - checksumBytes;
  const sum = checksum(bytes.subarray(0, end));
  if (bytes.length > wanted || !sum.every((byte, index) => byte === bytes[end + index]))
    return refuse('damaged', 'it is damaged: its checksum is wrong');
  const info =
    infoLength <= baselineLimits.infoBytes
      ? readInfo(parseJson(bytes.subarray(headerBytes, headerBytes + infoLength)))
      : undefined;
  if (number(0) === 0 || info === undefined)
    return refuse('damaged', 'what it says of itself makes no sense');
  if (unpackedLength > baselineLimits.unpackedBytes)
    return refuse('damaged', 'it would take too much memory');
  return { ok: true, info, packed: bytes.subarray(headerBytes + infoLength, end), unpackedLength };
}

export type LoadedBaseline = {
  readonly ok: true;
  readonly info: BaselineInfo;
  /** Sections of parts that the file knows nothing of, as it is older than they are; those parts are as they were. */
  readonly missing: readonly string[];
};

/**
 * Gives every part its section. Where anything about the file is wrong, or a part refuses, nothing has changed.
 * `schema`: what the file's columns must be.
 */
export function readBaseline(
  bytes: Uint8Array,
  parts: readonly Learned[],
  schema?: string,
): LoadedBaseline | BaselineRefusal {
  const opened = openBaseline(bytes);
  if (!opened.ok) return opened;
  const { info } = opened;
  if (schema !== undefined && info.schema !== schema) {
    const by = safeString(info.version);
    return refuse(
      'other-schema',
      `it was made by Oddwire ${by}, which looked at other things; train it again`,
    );
  }
  const sections = unpack(opened);
  if (sections === undefined) return refuse('damaged', 'its contents make no sense');
  const byName = new Map(sections.map(({ name, section }) => [name, section]));
  const missing = parts.filter(part => !byName.has(part.section)).map(part => part.section);
  if (parts.length > 0 && missing.length === parts.length)
    return refuse('refused', 'nothing in it is of any use here');
  const problem = loadAll(parts, byName);
  return problem === undefined ? { ok: true, info, missing } : refuse('refused', problem);
}

/** All or nothing. */
function loadAll(parts: readonly Learned[], sections: ReadonlyMap<string, Section>): string | undefined {
  const before: { readonly part: Learned; readonly section: Section }[] = [];
  for (const part of parts) {
    const section = sections.get(part.section);
    if (section === undefined) continue;
    before.push({ part, section: part.save() });
    const problem = load(part, section);
    if (problem === undefined) continue;
    for (const { part: changed, section: saved } of before.reverse()) load(changed, saved);
    return `${safeString(part.section)} cannot be used: ${safeString(problem)}`;
  }
  return undefined;
}

/** A part should say why it cannot use a section; one that throws instead must not take everything down. */
function load(part: Learned, section: Section): string | undefined {
  try {
    return part.load(section);
  } catch {
    return 'it makes no sense';
  }
}

function unpack({ packed, unpackedLength }: OpenedBaseline): readonly NamedSection[] | undefined {
  try {
    // Brotli stops there, however much more would come.
    const unpacked = brotliDecompressSync(packed, { maxOutputLength: Math.max(1, unpackedLength) });
    return unpacked.length === unpackedLength ? unpackSections(unpacked) : undefined;
  } catch {
    return undefined;
  }
}

function refuse(trouble: BaselineTrouble, problem: string): BaselineRefusal {
  return { ok: false, trouble, problem };
}

function checksum(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
