/** Files as people have them: text that packs well, of every size. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../testing/random.ts';
import type { LabHost } from '../lab.ts';

const words = [
  'invoice',
  'report',
  'meeting',
  'garden',
  'holiday',
  'notes',
  'draft',
  'budget',
  'letter',
  'plan',
];
const bytesPerLine = 72;
const differentLines = 6;

export type Document = { readonly name: string; readonly path: string };

/** Writes a document of about so many bytes below the host's folder. */
export function writeDocument(host: LabHost, random: Random, bytes: number, folder = 'documents'): Document {
  const name = `${random.pick(words)}-${random.between(1, 60)}.txt`;
  const different = Array.from({ length: differentLines }, () => {
    const line = `${random.pick(words)} ${random.pick(words)} ${random.below(100)} `;
    return line.repeat(bytesPerLine).slice(0, bytesPerLine - 1);
  });
  const lines = Array.from({ length: Math.ceil(bytes / bytesPerLine) }, () => random.pick(different));
  mkdirSync(join(host.folder, folder), { recursive: true });
  const path = join(host.folder, folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { name, path };
}

/** Mostly small, now and then large. */
export function documentBytes(random: Random, mean: number): number {
  return Math.round(mean * (0.2 + 3 * random.fraction() ** 3));
}
