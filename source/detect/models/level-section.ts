/** A level as it goes into a baseline file and comes out again, which may be damaged or hostile. */
import { type CompiledForest, forestProblem } from '../forest/compiled-forest.ts';
import { roundedSplit } from '../forest/split-values.ts';
import type { LearnedArray, Section } from '../learned.ts';
import type { LevelSchema } from '../levels.ts';
import type { Calibration } from './calibration.ts';
import type { LearnedModel } from './learned-model.ts';
import type { ReservoirRows } from './reservoir.ts';
import { type ColumnTails, pointsPerColumn } from './tails.ts';

export type LevelState = {
  readonly model: LearnedModel | undefined;
  readonly rows: ReservoirRows;
  readonly admitted: number;
  readonly trainedAt: number;
};

const calibrationNames = ['scores', 'distances', 'fused'] as const;
const mostRows = 65_536;
const mostKnots = 65_536;
const mostCount = 2 ** 52;

export function writeSection(state: LevelState & { readonly schema: LevelSchema }): Section {
  const { schema, model, rows, admitted, trainedAt } = state;
  const facts: Record<string, unknown> = {
    columns: schemaNames(schema),
    admitted,
    trainedAt,
    hasModel: model !== undefined,
  };
  const arrays: Record<string, LearnedArray> = {
    rows: rows.rows,
    isHeldOut: rows.isHeldOut,
    hours: rows.hours,
  };
  if (model !== undefined) {
    const { trees, depth, sampleSize, normalizer } = model.forest;
    facts['forest'] = { trees, depth, sampleSize, normalizer };
    facts['tailRows'] = model.tails.rows;
    facts['trainingRows'] = model.trainingRows;
    facts['heldOutRows'] = model.heldOutRows;
    facts['milliseconds'] = model.milliseconds;
    facts['outsideOddness'] = model.outsideOddness;
    // Copies: the arrays of a model are never written to, but whoever gets them may.
    for (const name of forestArrays) arrays[name] = model.forest[name].slice();
    for (const name of tailArrays) arrays[name] = model.tails[name].slice();
    arrays['neighbours'] = model.neighbours.rows.slice();
    for (const name of calibrationNames) {
      const { knots, oddness, rows: count, scale, shape, lowerScale } = model[name];
      facts[name] = { rows: count, scale, shape, lowerScale };
      arrays[`${name}Knots`] = knots.slice();
      arrays[`${name}Oddness`] = oddness.slice();
    }
  }
  return { facts, arrays };
}

const forestArrays = ['splitColumns', 'splitValues', 'leafLengths', 'expectedLengths'] as const;
const tailArrays = ['counts', 'values', 'below', 'upTo', 'medians', 'scales'] as const;

/** What was written, or why it cannot be used. */
export function readSection(section: Section, schema: LevelSchema): LevelState | string {
  const { facts, arrays } = section;
  const columns = schema.columns.length;
  const names = facts['columns'];
  if (!Array.isArray(names) || names.join('\n') !== schemaNames(schema).join('\n'))
    return `it was learned from other features of ${schema.level} rows than this version looks at`;
  try {
    const rows = readRows(arrays, columns);
    const admitted = numberIn(facts, 'admitted', 0, mostCount);
    const trainedAt = numberIn(facts, 'trainedAt', 0, mostCount);
    const model = facts['hasModel'] === true ? readModel(facts, arrays, columns) : undefined;
    return { model, rows, admitted, trainedAt };
  } catch (error) {
    if (error instanceof Unusable) return `its ${schema.level} level is damaged: ${error.message}`;
    throw error;
  }
}

/** Everything about a column that changes what its numbers mean. */
function schemaNames(schema: LevelSchema): string[] {
  return schema.columns.map(({ name, form, unit }) => `${name} ${form} ${unit}`);
}

class Unusable extends Error {}

function readRows(arrays: Section['arrays'], columns: number): ReservoirRows {
  const isHeldOut = bytesIn(arrays, 'isHeldOut', mostRows);
  const count = isHeldOut.length;
  const hours = bytesIn(arrays, 'hours', count, count);
  // What is not a number may be in rows: it was there when they were learned.
  const rows = arrays['rows'];
  if (!(rows instanceof Float32Array) || rows.length !== count * columns)
    throw new Unusable(`rows is not ${count} rows of ${columns} numbers`);
  return { rows, isHeldOut, hours };
}

function readModel(facts: Section['facts'], arrays: Section['arrays'], columns: number): LearnedModel {
  const { trees, depth, sampleSize, normalizer } = factsIn(facts, 'forest') as Partial<CompiledForest>;
  const parts = Object.fromEntries(forestArrays.map(name => [name, arrays[name]]));
  const forest = { columns, trees, depth, sampleSize, normalizer, ...parts };
  const problem = forestProblem(forest);
  if (problem !== undefined) throw new Unusable(problem);
  const neighbours = floatsIn(arrays, 'neighbours');
  if (neighbours.length % columns !== 0 || neighbours.length > mostRows * columns)
    throw new Unusable(`neighbours is not rows of ${columns} numbers`);
  return {
    forest: withRoundedSplits(forest as unknown as CompiledForest),
    tails: readTails(facts, arrays, columns),
    neighbours: { rows: neighbours, columns },
    outsideOddness: numberIn(facts, 'outsideOddness', 0, 100),
    scores: readCalibration(facts, arrays, 'scores'),
    distances: readCalibration(facts, arrays, 'distances'),
    fused: readCalibration(facts, arrays, 'fused'),
    trainingRows: numberIn(facts, 'trainingRows', 0, mostCount),
    heldOutRows: numberIn(facts, 'heldOutRows', 0, mostCount),
    milliseconds: numberIn(facts, 'milliseconds', 0, mostCount),
  };
}

function readTails(facts: Section['facts'], arrays: Section['arrays'], columns: number): ColumnTails {
  const points = columns * pointsPerColumn;
  const counts = bytesIn(arrays, 'counts', columns, columns);
  if (counts.some(count => count > pointsPerColumn)) throw new Unusable('counts are too large');
  const tails = {
    columns,
    rows: numberIn(facts, 'tailRows', 0, mostCount),
    counts,
    values: floatsIn(arrays, 'values', points),
    below: floatsIn(arrays, 'below', points),
    upTo: floatsIn(arrays, 'upTo', points),
    medians: floatsIn(arrays, 'medians', columns),
    scales: floatsIn(arrays, 'scales', columns),
  };
  if (tails.scales.some(scale => !(scale > 0))) throw new Unusable('scales are not above 0');
  for (let column = 0; column < columns; column += 1) {
    const at = column * pointsPerColumn;
    for (let place = at + 1; place < at + (counts[column] as number); place += 1) {
      if (!((tails.values[place] as number) > (tails.values[place - 1] as number)))
        throw new Unusable('values do not ascend');
    }
  }
  const isShare = (share: number): boolean => share >= 0 && share <= 1;
  if (!tails.below.every(isShare) || !tails.upTo.every(isShare)) throw new Unusable('shares are not shares');
  return tails;
}

function readCalibration(facts: Section['facts'], arrays: Section['arrays'], name: string): Calibration {
  const own = factsIn(facts, name);
  const knots = doublesIn(arrays, `${name}Knots`);
  const oddness = doublesIn(arrays, `${name}Oddness`);
  if (knots.length !== oddness.length || knots.length > mostKnots)
    throw new Unusable(`${name} has ${knots.length} points and ${oddness.length} answers`);
  for (let place = 0; place < knots.length; place += 1) {
    if (!((oddness[place] as number) >= 0)) throw new Unusable(`${name} answers below 0`);
    if (place === 0) continue;
    if (!((knots[place] as number) > (knots[place - 1] as number)))
      throw new Unusable(`${name} does not ascend`);
    if (!((oddness[place] as number) >= (oddness[place - 1] as number))) throw new Unusable(`${name} falls`);
  }
  const rows = numberIn(own, 'rows', 0, mostCount);
  const scale = numberIn(own, 'scale', Number.MIN_VALUE, Number.MAX_VALUE);
  const shape = numberIn(own, 'shape', -1, 1);
  const lowerScale = numberIn(own, 'lowerScale', Number.MIN_VALUE, Number.MAX_VALUE);
  return { rows, knots, oddness, scale, shape, lowerScale };
}

function factsIn(facts: Section['facts'], name: string): Section['facts'] {
  const value = facts[name];
  if (typeof value !== 'object' || value === null) throw new Unusable(`${name} is missing`);
  return value as Section['facts'];
}

function numberIn(facts: Section['facts'], name: string, least: number, most: number): number {
  const value = facts[name];
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw new Unusable(`${name} is not a number that can be`);
  return value;
}

function bytesIn(arrays: Section['arrays'], name: string, most: number, least = 0): Uint8Array {
  const value = arrays[name];
  if (!(value instanceof Uint8Array) || value.length > most || value.length < least)
    throw new Unusable(`${name} is not bytes as expected`);
  return value;
}

function floatsIn(arrays: Section['arrays'], name: string, length?: number): Float32Array {
  const value = arrays[name];
  if (!(value instanceof Float32Array) || (length !== undefined && value.length !== length))
    throw new Unusable(`${name} is not numbers as expected`);
  if (!value.every(Number.isFinite)) throw new Unusable(`${name} holds what is not a number`);
  return value;
}

function doublesIn(arrays: Section['arrays'], name: string): Float64Array {
  const value = arrays[name];
  if (!(value instanceof Float64Array)) throw new Unusable(`${name} is not numbers as expected`);
  if (!value.every(Number.isFinite)) throw new Unusable(`${name} holds what is not a number`);
  return value;
}

/** Files of earlier versions hold split values with all their digits. */
function withRoundedSplits(forest: CompiledForest): CompiledForest {
  const { columns, splitValues } = forest;
  return { ...forest, splitValues: splitValues.map(value => roundedSplit(value, columns)) };
}
