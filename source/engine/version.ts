import { readFileSync } from 'node:fs';

/** Read when this module is loaded: after root was given up, this folder may no longer be readable. */
export const version: string = readVersion();

function readVersion(): string {
  try {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version);
  } catch {
    // A version nobody can tell must not keep anybody from capturing.
  }
  return 'unknown';
}
