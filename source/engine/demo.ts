import { fileURLToPath } from 'node:url';

/** The bundled capture, found from the sources and from the build alike. */
export function demoCapture(): string {
  return fileURLToPath(new URL('../../data/demo.pcapng.gz', import.meta.url));
}
