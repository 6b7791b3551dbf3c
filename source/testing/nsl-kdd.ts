/**
 * The NSL-KDD tables as rows for a forest: trained on the normal connections of the small training table, tested
 * on the test table. They lie beside the repository and are not part of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LabelledRows } from './labelled-rows.ts';

const trainingTable = new URL(
  '../../../shared/datasets/nsl-kdd/KDDTrain%2B_20Percent.txt.gz',
  import.meta.url,
);
const testTable = new URL('../../../shared/datasets/nsl-kdd/KDDTest%2B.txt.gz', import.meta.url);

/** Columns before the label; after it comes how many classifiers got the row right, which nobody may use. */
const features = 41;
/** protocol, service, flag */
const categories = [1, 2, 3];
/** From here on columns are shares 0 … 1, but for two counts; before, seconds, bytes and counts. */
const firstShare = 24;
const lateCounts = [31, 32];

/** `undefined` where the tables are absent. */
export function readNslKdd(): LabelledRows | undefined {
  if (!existsSync(trainingTable) || !existsSync(testTable)) return undefined;
  const normal = readTable(trainingTable).filter(cells => cells[features] === 'normal');
  const test = readTable(testTable);
  const rarities = new Map(categories.map(column => [column, rarityOf(normal.map(cells => cells[column]))]));
  const encode = (cells: readonly string[]): number[] =>
    cells.slice(0, features).map((cell, column) => {
      const rarity = rarities.get(column);
      if (rarity !== undefined) return rarity(cell);
      const isShare = column >= firstShare && !lateCounts.includes(column);
      return isShare ? Number(cell) : Math.log1p(Number(cell));
    });
  return {
    name: 'NSL-KDD',
    columns: features,
    train: Float32Array.from(normal.flatMap(encode)),
    test: Float32Array.from(test.flatMap(encode)),
    labels: Uint8Array.from(test, cells => (cells[features] === 'normal' ? 0 : 1)),
  };
}

function readTable(file: URL): string[][] {
  const lines = gunzipSync(readFileSync(file)).toString('latin1').split('\n');
  return lines.filter(line => line !== '').map(line => line.split(','));
}

/** −log₂ of how often a value occurred in training; one never seen counts as seen half a time. */
function rarityOf(values: readonly (string | undefined)[]): (value: string) => number {
  const counts = new Map<string | undefined, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return value => -Math.log2((counts.get(value) ?? 0.5) / values.length);
}
