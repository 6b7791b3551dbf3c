import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

/**
 * A kernel the build left beside the program, or `undefined` where there is none: when the sources run as they are, when
 * this machine's numbers are not in WebAssembly's byte order, or when it knows no vectors. Then the plain twin does.
 */
export function readBuiltKernel(place: URL): WebAssembly.Module | undefined {
  if (endianness() !== 'LE') return undefined;
  try {
    return new WebAssembly.Module(readFileSync(place));
  } catch {
    return undefined;
  }
}
