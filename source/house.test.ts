/** The rules of the house: who may import whom, how long a file may be, one command a file, one paragraph a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('.', import.meta.url));

const core = ['decode', 'capture', 'packets', 'flows'];
const analysis = ['detect', 'geo', 'filter'];

/**
 * What the files of each folder may import besides their own folder. An entry is a folder or one module
 * of it. Tests may import anything.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  // Bytes in, fields out; knows nothing of where bytes come from.
  decode: [],
  // Where packets come from; makes names and file comments safe with decode's text functions.
  capture: ['decode'],
  // The last packets in constant memory.
  packets: ['capture', 'decode'],
  // Conversations and hosts, made of packets.
  flows: ['capture', 'decode', 'packets'],
  // Three readers of flows and packets that know nothing of each other.
  detect: core,
  geo: core,
  filter: core,
  // Wires all of the above, answers views, and writes out what it holds when asked to.
  engine: [...core, ...analysis, 'export'],
  // Draws what the engine answers; checks filters while they are typed.
  ui: ['engine/protocol', 'filter', 'geo/settings'],
  // Packets written out in other forms.
  export: ['capture', 'decode', 'packets'],
  // One file per command; may use everything, and only cli.ts uses them.
  commands: [...core, ...analysis, 'engine', 'ui', 'export', 'lab', 'bench'],
  // Records our own traffic.
  lab: [...core, ...analysis, 'engine', 'export', 'testing'],
  // One file per number; may measure everything below the commands.
  bench: [...core, ...analysis, 'engine', 'ui', 'export', 'lab', 'testing'],
  // Helpers of the tests; those of commands know what a command is.
  testing: [...core, ...analysis, 'engine', 'ui', 'export', 'lab', 'bench', 'commands/command'],
  // cli.ts, which lies in no folder.
  '': ['commands', 'decode/text'],
};

const longestFile = 320;
/** Where more of the lines than this are entries of a table, length is no burden. */
const tableShare = 0.8;

type File = { readonly path: string; readonly text: string; readonly isTest: boolean };

const files: readonly File[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(path => /\.tsx?$/.test(path))
  .sort()
  .map(path => ({
    path: normalize(path),
    text: readFileSync(join(source, path), 'utf8'),
    isTest: /\.test\.tsx?$/.test(path),
  }));

function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

/** Modules of our own that a file names: in imports, re-exports, dynamic imports, and URLs of workers. */
function importsOf(file: File): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)['"](\.[^'"]*\.tsx?)['"]/g;
  return [...file.text.matchAll(pattern)].map(match => normalize(join(dirname(file.path), match[1] ?? '')));
}

function isAllowed(from: string, imported: string): boolean {
  const folder = folderOf(from);
  if (folderOf(imported) === folder) return true;
  const module = imported.replace(/\.tsx?$/, '');
  const allowed = mayImport[folder] ?? [];
  return allowed.some(entry => entry === folderOf(imported) || entry === module);
}

function isTable(text: string): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const entry = /^\s*(\[.*\],|\{.*\},|['"0-9-].*,|[\w$]+: .*[^{[(],|['"`].*['"`] \+)\s*(\/\/.*)?$/;
  return lines.filter(line => entry.test(line)).length > lines.length * tableShare;
}

describe('the house', () => {
  it('knows every folder', () => {
    expect(Object.keys(mayImport)).toEqual(expect.arrayContaining(files.map(file => folderOf(file.path))));
  });

  it('imports one way', () => {
    const wrong = files
      .filter(file => !file.isTest)
      .flatMap(file => importsOf(file).map(imported => ({ path: file.path, imported })))
      .filter(({ path, imported }) => !isAllowed(path, imported))
      .map(({ path, imported }) => `${path} imports ${imported}`);
    expect(wrong).toEqual([]);
  });

  it('lets nothing but cli.ts import a command', () => {
    const mayUseCommands = ['commands', 'testing'];
    const wrong = files
      .filter(file => !mayUseCommands.includes(folderOf(file.path)) && !file.path.startsWith('cli.'))
      .filter(file => importsOf(file).some(imported => folderOf(imported) === 'commands'))
      .map(file => file.path);
    expect(wrong).toEqual([]);
  });

  it(`keeps files within ${longestFile} lines`, () => {
    const long = files
      .map(file => ({ ...file, lines: file.text.split('\n').length - 1 }))
      .filter(file => file.lines > longestFile && !isTable(file.text))
      .map(file => `${file.path}: ${file.lines} lines`);
    expect(long).toEqual([]);
  });

  it('leaves no test out and runs none alone', () => {
    // A test may leave itself out for a reason it prints (`context.skip`); nothing is switched off for good.
    const forbidden = /\b(it|test|describe|suite)(\.\w+)*\.(skip|only)\(/;
    const found = files.filter(file => forbidden.test(file.text)).map(file => file.path);
    expect(found).toEqual([]);
  });

  it('has one command a file, each in the table under its name', () => {
    const declared = files
      .filter(file => folderOf(file.path) === 'commands' && !file.isTest)
      .flatMap(file =>
        [...file.text.matchAll(/^export const (\w+): Command = /gm)].map(match => [file.path, match[1]]),
      );
    const paths = declared.map(([path]) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const [path, name] of declared) expect(path).toBe(`commands/${name}.ts`);
    const table = files.find(file => file.path === join('commands', 'index.ts'))?.text ?? '';
    for (const [, name] of declared) expect(table).toContain(`import('./${name}.ts')`);
  });

  it('has a paragraph for every folder in source/README.md', () => {
    const readme = join(source, 'README.md');
    const text = existsSync(readme) ? readFileSync(readme, 'utf8') : undefined;
    const folders = new Set(files.map(file => folderOf(file.path)).filter(folder => folder !== ''));
    expect([...folders].filter(folder => text?.includes(`${folder}/`) === false)).toEqual([]);
  });

  it('locks the packages of every platform, without which `npm ci` refuses to work', () => {
    const text = readFileSync(join(source, '..', 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    // npm leaves out those of other platforms when it locks beside an existing node_modules:
    // `npm install --package-lock-only` in a copy of package.json alone writes all of them.
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(
          name => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
        )
        .map(name => `${name}, wanted by ${path}`),
    );
    expect(missing).toEqual([]);
  });
});
