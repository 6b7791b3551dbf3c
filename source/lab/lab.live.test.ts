import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delay } from '../testing/live-capture.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { Lab } from './lab.ts';
import { readIncidents, readNumbers } from './labels-file.ts';
import { labFolderPrefix } from './mark.ts';
import { isInstalled } from './run.ts';
import { labSkipReason } from './skip-reason.ts';

const reason = labSkipReason();
if (reason !== undefined) console.log(`lab: ${reason}; its live tests are left out`);
const program = fileURLToPath(new URL('../cli.ts', import.meta.url));

describe.runIf(reason === undefined)('a lab', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('lets its hosts reach each other over both protocols, and nobody else', async () => {
    const lab = await Lab.build({ hosts: ['laptop', 'web'], log: () => undefined });
    try {
      const { machine } = lab.host('laptop');
      const web = lab.host('web');
      for (const address of [web.address, web.address6, '192.0.2.1']) {
        expect((await machine.attempt('ping', ['-n', '-c', '1', '-W', '3', address])).ok, address).toBe(true);
      }
      expect((await machine.run('ip', '-o', 'link')).trim().split('\n')).toHaveLength(2);
      expect((await machine.attempt('ping', ['-n', '-c', '1', '-W', '1', '8.8.8.8'])).ok).toBe(false);
    } finally {
      lab.remove();
    }
    expect(existsSync(lab.folder)).toBe(false);
  });

  function start(words: readonly string[]): ChildProcess {
    return spawn(process.execPath, [program, 'lab', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  const hasNmap = isInstalled('nmap');
  if (!hasNmap) console.log('lab: nmap is not installed; nothing is recorded in its live tests');

  it.runIf(hasNmap)(
    'records and labels a scan, keeps what there is after Ctrl-C, and leaves nothing',
    async () => {
      const output = join(folder.path, 'scan.pcapng.gz');
      const child = start(['record', 'tcp-syn-scan-loud', '-o', output]);
      await until(() => readText(child).includes('tcp-syn-scan'), child);
      await delay(6000);
      child.kill('SIGINT');
      expect(await ended(child)).toBe(0);
      const [incident] = readIncidents(output);
      const numbers = readNumbers(output);
      expect(incident).toMatchObject({ kind: 'tcp-syn-scan', intensity: 'loud', tool: 'nmap' });
      expect(incident?.packets).toBeGreaterThan(100);
      expect(numbers.filter(number => number === 1)).toHaveLength(incident?.packets ?? 0);
      expect(leftBehind(child.pid)).toEqual({ processes: [], folders: [] });
    },
    120_000,
  );

  it('is gone when it is killed; clean removes its files', async () => {
    const child = start(['record', 'normal-day', '-o', join(folder.path, 'day.pcapng')]);
    await until(() => processesOf(child.pid).length > 20, child);
    child.kill('SIGKILL');
    await ended(child);
    const deadline = performance.now() + 10_000;
    while (processesOf(child.pid).length > 0 && performance.now() < deadline) await delay(100);
    expect(processesOf(child.pid)).toEqual([]);
    expect(await ended(start(['clean']))).toBe(0);
    expect(leftBehind(child.pid)).toEqual({ processes: [], folders: [] });
  }, 60_000);
});

const texts = new WeakMap<ChildProcess, string>();

function readText(child: ChildProcess): string {
  if (!texts.has(child)) {
    texts.set(child, '');
    child.stderr?.on('data', (chunk: Buffer) =>
      texts.set(child, (texts.get(child) ?? '') + chunk.toString()),
    );
  }
  return texts.get(child) ?? '';
}

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Error(`the lab did not get there: ${readText(child)}`);
    await delay(100);
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise(resolve => child.once('close', resolve));
}

function processesOf(lab: number | undefined): number[] {
  const mark = `ODDWIRE_LAB=${lab}\0`;
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
      } catch {
        return false;
      }
    });
}

function leftBehind(lab: number | undefined): { processes: number[]; folders: string[] } {
  const prefix = `${labFolderPrefix}${lab}-`;
  return {
    processes: processesOf(lab),
    folders: readdirSync(tmpdir()).filter(name => name.startsWith(prefix)),
  };
}
