/** Where what an interface taught is kept from one start to the next. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { safeString } from '../../decode/text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ownerOnlyFolder = 0o700;
const maxNameCharacters = 80;
const digestDigits = 16;

/** $XDG_STATE_HOME/oddwire/baselines or ~/.local/state/oddwire/baselines; undefined where there is no home. */
export function baselineFolder(environment: Environment): string | undefined {
  const named = environment['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(named)) return join(named, 'oddwire', 'baselines');
  const home = environment['HOME'] ?? safeHome();
  // Whom root becomes where nobody called sudo has a home that is not one.
  if (!isAbsolute(home) || home === '/' || home === '/nonexistent') return undefined;
  return join(home, '.local', 'state', 'oddwire', 'baselines');
}

/** Of one interface, or of several captured together. */
export function baselinePath(interfaces: readonly string[], environment: Environment): string | undefined {
  const folder = baselineFolder(environment);
  if (folder === undefined || interfaces.length === 0) return undefined;
  return join(folder, `${fileName(interfaces)}.baseline`);
}

/** The same for the same interfaces in any order; different for different ones; never a path. */
function fileName(interfaces: readonly string[]): string {
  const names = [...new Set(interfaces)].sort();
  const name = names.map(escapeName).join('+');
  if (name.length <= maxNameCharacters) return name;
  const digest = createHash('sha256').update(names.join('\0')).digest('hex').slice(0, digestDigits);
  return `${name.slice(0, maxNameCharacters - digestDigits - 1)}~${digest}`;
}

/** Letters, digits, `_`, `-`, and dots that do not come first stay as they are. */
function escapeName(name: string): string {
  const escaped = [...new TextEncoder().encode(name)]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      const isPlain = /[A-Za-z0-9_-]/.test(character) || (character === '.' && index > 0);
      return isPlain ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  return escaped === '' ? '%' : escaped;
}

/** Makes the folder (0700) when it is not there; says why it cannot be used. */
export function prepareBaselineFolder(folder: string): string | undefined {
  const shown = safeString(folder);
  try {
    makeFolders(folder);
    const found = lstatSync(folder);
    if (!found.isDirectory()) return `${shown} is not a folder`;
    const user = process.geteuid?.();
    if (user !== undefined && found.uid !== user) return `${shown} belongs to somebody else`;
    if ((found.mode & othersMayWrite) !== 0) return `others may write to ${shown}`;
    // What root writes nobody else may point elsewhere.
    if (user === 0 && realpathSync(folder) !== folder) return `${shown} is reached through a symbolic link`;
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    return `${shown} cannot be made (${code})`;
  }
}

const othersMayWrite = 0o022;

/** One after the other: Node's own way never ends where a parent refuses children, as in /proc. */
function makeFolders(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  const parent = dirname(folder);
  if (parent === folder) return;
  makeFolders(parent);
  mkdirSync(folder, { mode: ownerOnlyFolder });
}

function safeHome(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}
