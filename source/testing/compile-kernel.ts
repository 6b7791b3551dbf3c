import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../', import.meta.url));

/** A kernel compiled from its source as it is now, whatever was built before. Takes a second or two. */
export function compileKernel(folderOfDetect: 'forest' | 'features'): WebAssembly.Module {
  const folder = mkdtempSync(join(tmpdir(), 'oddwire-kernel-'));
  try {
    const file = join(folder, 'kernel.wasm');
    const compiler = join(project, 'node_modules/assemblyscript/bin/asc.js');
    const source = join(project, 'source/detect', folderOfDetect, 'assembly');
    const words = [
      compiler,
      'kernel.ts',
      '--config',
      'asconfig.json',
      '--baseDir',
      source,
      '--outFile',
      file,
    ];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The kernel could not be compiled: ${stderr}`);
    return new WebAssembly.Module(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
