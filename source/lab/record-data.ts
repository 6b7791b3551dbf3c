/**
 * Records what is missing in `data/`, or what is named: `node source/lab/record-data.ts [NAME …] [--at-once N]`.
 * Needs root, the programs listed in `data/README.md`, and an hour.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { siblingProgram } from '../testing/sibling.ts';
import { catalogue, commandOf } from './catalogue.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = siblingProgram('../cli.ts', import.meta.url);
const tries = 2;

const { values, positionals } = parseArgs({
  options: { 'at-once': { type: 'string', default: '3' } },
  allowPositionals: true,
});
const isWanted = (name: string): boolean =>
  positionals.length === 0 ? !existsSync(`${root}/data/${name}.pcapng.gz`) : positionals.includes(name);
const waiting = catalogue.filter(({ name }) => isWanted(name));
mkdirSync(`${root}/data/clips`, { recursive: true });

/** Takes one after the other until none is left. */
async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const words = [...commandOf(next).split(' '), '--overwrite'];
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const { code, text } = await run(words);
      process.stdout.write(`--- ${next.name} (${code}), ${waiting.length} to go\n${text}`);
      if (code === 0) break;
    }
  }
}

function run(words: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [cli, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    child.on('close', code => resolve({ code, text }));
  });
}

await Promise.all(Array.from({ length: Number(values['at-once']) }, worker));
