import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { safeString } from '../decode/text.ts';
import { dotEnvNames, secretNames } from './read-settings.ts';

export type DotEnv = {
  readonly values: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
};

/** Who reads; `caller` is who called sudo. */
export type DotEnvReader = { readonly uid: number | undefined; readonly caller: number | undefined };

const maxBytes = 64 * 1024;
const writableByOthers = 0o022;
const readableByOthers = 0o044;
const nothing: DotEnv = { values: {}, warnings: [] };

/**
 * The settings of ours in the `.env` file of a folder. Only a file of one's own that nobody else can write counts,
 * and for root only in such a folder: in a shared folder anybody could put one.
 */
export function readDotEnv(folder: string, reader: DotEnvReader = thisReader()): DotEnv {
  const path = join(folder, '.env');
  let descriptor: number;
  try {
    const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;
    // Not blocking: somebody may have put a pipe there. Root follows nobody's link.
    const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (reader.uid === 0 ? O_NOFOLLOW : 0);
    descriptor = openSync(path, flags);
  } catch {
    // Somebody else's, or none: nobody asked for it by name.
    return nothing;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > maxBytes) return nothing;
    const known = knownValues(readFileSync(descriptor, 'utf8'));
    if (Object.keys(known).length === 0) return nothing;
    const isOwn = isTrusted(status, reader);
    if (!isOwn || (reader.uid === 0 && !isTrusted(statSync(folder), reader))) {
      const why = isOwn ? 'others can write in its folder' : 'it belongs to others, or they can write it';
      return { values: {}, warnings: [`${safeString(path)} is not used: ${why}`] };
    }
    const hasSecret = secretNames.some(name => known[name] !== undefined);
    return { values: known, warnings: hasSecret ? secretWarnings(path, status.mode) : [] };
  } catch {
    return nothing;
  } finally {
    closeSync(descriptor);
  }
}

/** Said of a file with a licence key that others can read. */
export function secretWarnings(path: string, mode: number): string[] {
  if ((mode & readableByOthers) === 0) return [];
  const name = safeString(path);
  return [`${name} holds secrets and can be read by others; type: chmod 600 ${quoted(name)}`];
}

function quoted(path: string): string {
  return /^[\w./~+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function knownValues(text: string): Record<string, string> {
  const all = parseEnv(text);
  const known: Record<string, string> = {};
  for (const name of dotEnvNames) {
    const value = all[name];
    if (typeof value === 'string' && value !== '') known[name] = value;
  }
  return known;
}

function isTrusted(status: { readonly uid: number; readonly mode: number }, reader: DotEnvReader): boolean {
  const owners = [0, reader.uid, reader.uid === 0 ? reader.caller : undefined];
  return owners.includes(status.uid) && (status.mode & writableByOthers) === 0;
}

function thisReader(): DotEnvReader {
  const caller = process.env['SUDO_UID'] ?? '';
  return { uid: process.getuid?.(), caller: /^\d{1,10}$/.test(caller) ? Number(caller) : undefined };
}
