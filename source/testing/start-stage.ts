/**
 * A stage on which `start.sh` plays alone: its own folder, its own PATH, and stand-ins for Node, npm and the
 * compiler that write down when they are called. Nothing here touches the network.
 */
import { type SpawnOptions, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const realStart = fileURLToPath(new URL('../../start.sh', import.meta.url));

/** All that a bare system has besides Node. */
const tools =
  'sh env cat cksum chmod chown cp cut find grep head id ls mkdir mv ps readlink rm rmdir setpriv sleep su tail touch true uname';

/** Runs on; its version is what the stage says. */
const standInNode = (version: string, node: string): string => `#!/bin/sh
if [ "$1" = -v ]; then echo ${version}; exit; fi
exec "${node}" "$@"
`;

/** A Node every user can run: ours may lie in a folder only its owner may enter. */
function nodeForEverybody(folder: string): string {
  const node = join(folder, 'node-for-everybody');
  if (existsSync(node)) return node;
  try {
    linkSync(process.execPath, node);
  } catch {
    // Another file system.
    copyFileSync(process.execPath, node);
  }
  return node;
}

/**
 * Called in the folder to be filled. For the project: a compiler that copies each source file and writes
 * cli.js. For a private Node: its package.
 */
const standInNpm = (log: string): string => `#!/bin/sh
if [ "$1" = config ]; then echo /nonexistent; exit; fi
echo "npm $1" >>"${log}"
if [ -n "$STAGE_NPM_FAILS" ]; then echo "npm error code $STAGE_NPM_FAILS" >&2; exit 1; fi
rm -rf node_modules
for package in linux-x64 linux-arm64 darwin-x64 darwin-arm64; do
  if grep -q "node-$package" package.json; then
    mkdir -p node_modules/node-$package/bin
    cp "${log}.node" node_modules/node-$package/bin/node
    exit
  fi
done
mkdir -p node_modules/typescript/bin
cp "${log}.tsc" node_modules/typescript/bin/tsc
mkdir -p node_modules/assemblyscript/bin
: >node_modules/assemblyscript/bin/asc.js
if [ -z "$STAGE_NO_CAP" ]; then mkdir -p node_modules/cap/build/Release; : >node_modules/cap/build/Release/cap.node; fi
sleep "\${STAGE_NPM_SECONDS:-0}"
`;

const standInCompiler = (log: string): string => `
const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(log)}, 'tsc\\n');
const out = process.argv[process.argv.indexOf('--outDir') + 1];
const project = process.argv[process.argv.indexOf('-p') + 1];
const source = project.replace('tsconfig.json', 'source');
for (const name of fs.readdirSync(source)) fs.writeFileSync(out + '/' + name.replace(/ts$/, 'js'), '');
fs.writeFileSync(out + '/cli.js', 'console.log(JSON.stringify({ words: process.argv.slice(2), folder: process.cwd() }))');
`;

export type StageRun = { readonly code: number | null; readonly output: string; readonly complaint: string };

export class Stage {
  readonly folder: string;
  readonly project: string;
  readonly programs: string;
  readonly #log: string;

  /** `node`: the version the machine's Node claims, or undefined for a machine without. */
  constructor(options: { readonly node?: string | undefined; readonly npm?: boolean } = {}) {
    // The space is on purpose.
    this.folder = mkdtempSync(join(tmpdir(), 'oddwire start-'));
    chmodSync(this.folder, 0o755);
    this.project = join(this.folder, 'project');
    this.programs = join(this.folder, 'programs');
    this.#log = join(this.folder, 'log');
    mkdirSync(join(this.project, 'source'), { recursive: true });
    mkdirSync(this.programs);
    copyFileSync(realStart, join(this.project, 'start.sh'));
    for (const name of [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'source/cli.ts',
      'source/more.ts',
    ]) {
      writeFileSync(join(this.project, name), '{}\n');
    }
    for (const tool of tools.split(' ')) this.#link(tool);
    writeFileSync(this.#log, '', { mode: 0o666 });
    chmodSync(this.#log, 0o666);
    const node = nodeForEverybody(this.folder);
    this.#program(`${this.#log}.node`, standInNode('v24.21.0', node));
    this.#program(`${this.#log}.tsc`, standInCompiler(this.#log));
    const version = 'node' in options ? options.node : 'v24.0.0';
    if (version !== undefined) this.#program(join(this.programs, 'node'), standInNode(version, node));
    if (options.npm !== false) this.#program(join(this.programs, 'npm'), standInNpm(this.#log));
  }

  /** What the stand-ins were called for since the last time it was asked. */
  calls(): string[] {
    const lines = readFileSync(this.#log, 'utf8').trim().split('\n').filter(Boolean);
    writeFileSync(this.#log, '');
    return lines;
  }

  /** Changes a file of the project in a way that its time shows. */
  touch(name: string): void {
    appendFileSync(join(this.project, name), '\n');
  }

  run(
    words: readonly string[] = [],
    options: { environment?: NodeJS.ProcessEnv; program?: string } & SpawnOptions = {},
  ): Promise<StageRun> {
    const { environment, program = join(this.project, 'start.sh'), ...spawnOptions } = options;
    const child = spawn(program, words, {
      cwd: this.folder,
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: this.programs, HOME: this.folder, ...environment },
    });
    let output = '';
    let complaint = '';
    child.stdout?.on('data', chunk => {
      output += String(chunk);
    });
    child.stderr?.on('data', chunk => {
      complaint += String(chunk);
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ code, output, complaint }));
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #link(tool: string): void {
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
    const found = folders.map(folder => join(folder, tool)).find(existsSync);
    if (found !== undefined) symlinkSync(found, join(this.programs, tool));
  }

  #program(path: string, text: string): void {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
}
