import { fileURLToPath } from 'node:url';

/** The path of another of our programs, named as in the sources: built ones end in `.js`. */
export function siblingProgram(relative: string, from: string): string {
  const name = from.endsWith('.ts') ? relative : relative.replace(/\.ts$/, '.js');
  return fileURLToPath(new URL(name, from));
}
