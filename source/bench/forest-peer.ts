import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabelledRows } from '../testing/labelled-rows.ts';

/** Python is not compiled, so it is where the sources are; the same from `source/bench` and `build/bench`. */
const script = fileURLToPath(new URL('../../source/bench/forest.peer.py', import.meta.url));
/** The system's Python has what the system's packages brought; another may come first on PATH. */
const pythons = ['/usr/bin/python3', 'python3'];

export type PeerTask = {
  readonly datasets: readonly LabelledRows[];
  readonly sampleSizes: readonly number[];
  readonly seeds: readonly number[];
  readonly speed: {
    readonly columns: number;
    readonly sampleSize: number;
    readonly runs: number;
    readonly train: Float32Array;
    readonly batch: Float32Array;
  };
};

export type PeerAnswer = {
  readonly version: string;
  readonly areas: readonly {
    readonly name: string;
    readonly sampleSize: number;
    readonly values: readonly number[];
  }[];
  readonly rowsPerSecond: readonly number[];
  readonly fitMilliseconds: readonly number[];
};

/** scikit-learn on the same rows, or `undefined` where it is not installed. */
export function askScikitLearn(task: PeerTask): PeerAnswer | undefined {
  const python = pythons.find(name => spawnSync(name, ['-c', 'import sklearn']).status === 0);
  if (python === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'oddwire-forest-'));
  try {
    const { columns, sampleSize, runs, train, batch } = task.speed;
    const datasets = task.datasets.map(set => ({ name: set.name, columns: set.columns }));
    const { sampleSizes, seeds } = task;
    writeFileSync(
      join(folder, 'task.json'),
      JSON.stringify({ datasets, sampleSizes, seeds, speed: { columns, sampleSize, runs } }),
    );
    for (const set of task.datasets) {
      writeFileSync(join(folder, `${set.name}.train`), set.train);
      writeFileSync(join(folder, `${set.name}.test`), set.test);
      writeFileSync(join(folder, `${set.name}.labels`), set.labels);
    }
    writeFileSync(join(folder, 'speed.train'), train);
    writeFileSync(join(folder, 'speed.batch'), batch);
    const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`scikit-learn failed: ${stderr}`);
    return JSON.parse(stdout) as PeerAnswer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
