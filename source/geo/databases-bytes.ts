import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Reader } from 'mmdb-lib';
import { isSound } from './databases-guard.ts';
import { separatorBytes, type TreeShape } from './databases-tree.ts';

/** A MaxMind DB in memory, as far as it says of itself what it is. */
export type DatabaseBytes = {
  readonly shape: TreeShape;
  readonly type: string;
  /** Seconds since 1970. */
  readonly built: number;
};

type Bytes = { readonly ok: true; readonly bytes: Buffer } | Refused;
type Opened = { readonly ok: true; readonly database: DatabaseBytes } | Refused;
/** Why not, to stand behind the name of the file. */
type Refused = { readonly ok: false; readonly message: string; readonly isAbsent?: boolean };

const gigabyte = 1024 ** 3;
const chunkBytes = 16 * 1024 * 1024;
const metadataMarker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const maxMetadataBytes = 128 * 1024;
const maxTypeCharacters = 60;

/** Reads a whole file, since mapped memory ends the process when somebody cuts the file short. */
export function readDatabase(path: string, mostBytes = gigabyte): Bytes {
  let descriptor: number;
  try {
    // Not blocking: somebody may have put a pipe there.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return refused('does not exist', true);
    return refused(code === 'EACCES' ? 'may not be read by this user' : `cannot be opened (${code})`);
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return refused(status.isDirectory() ? 'is a folder' : 'is no regular file');
    if (status.size > mostBytes)
      return refused(`is larger than ${Math.max(1, Math.floor(mostBytes / 2 ** 20))} MB`);
    const bytes = Buffer.allocUnsafeSlow(status.size);
    let filled = 0;
    while (filled < bytes.length) {
      const length = Math.min(chunkBytes, bytes.length - filled);
      const count = readSync(descriptor, bytes, filled, length, filled);
      if (count === 0) return refused('became shorter while it was read');
      filled += count;
    }
    return { ok: true, bytes };
  } catch (error) {
    return refused(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  } finally {
    closeSync(descriptor);
  }
}

/** Finds tree and data in it; refuses what does not fit together. */
export function understandDatabase(buffer: Buffer): Opened {
  const tail = Math.max(0, buffer.length - maxMetadataBytes - metadataMarker.length);
  const marker = buffer.subarray(tail).lastIndexOf(metadataMarker);
  if (marker < 0) return refused('is no MaxMind database, or was cut short');
  const dataEnd = tail + marker;
  const metadataStart = dataEnd + metadataMarker.length;
  const section = { buffer, base: metadataStart, end: buffer.length };
  if (!isSmallMap(buffer[metadataStart] ?? 0) || !isSound(section, metadataStart))
    return refused('does not say what it holds: its metadata is damaged');
  try {
    const { metadata } = new Reader<Record<string, never>>(buffer);
    const { nodeCount, recordSize, ipVersion, searchTreeSize, databaseType, buildEpoch } = metadata;
    const dataStart = searchTreeSize + separatorBytes;
    const isWhole = Number.isSafeInteger(nodeCount) && nodeCount > 0 && dataStart < dataEnd;
    if (!isWhole || (ipVersion !== 4 && ipVersion !== 6))
      return refused('is damaged: its tree does not fit into it');
    const shape = { buffer, nodeCount, recordBits: recordSize, ipVersion, dataStart, dataEnd };
    const built = Math.floor(buildEpoch.getTime() / 1000);
    const type = typeof databaseType === 'string' ? databaseType.slice(0, maxTypeCharacters) : '';
    return { ok: true, database: { shape, type, built: Number.isFinite(built) ? built : 0 } };
  } catch {
    return refused('is damaged: its metadata contradict themselves');
  }
}

/**
 * Metadata have nine entries. With fifteen the first byte would be one of the marker, and the library, which looks
 * for it byte by byte, could take other metadata than those that were checked.
 */
function isSmallMap(control: number): boolean {
  return control > 0xe0 && control < 0xef;
}

function refused(message: string, isAbsent = false): Refused {
  return { ok: false, message, ...(isAbsent ? { isAbsent } : {}) };
}
