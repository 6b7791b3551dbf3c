/** Why a row is odd: how much each column shortened its path, and how rare its value is in that column. */
import type { FeatureColumn, LevelSchema, Reason } from '../levels.ts';
import type { ModelJudge } from './judge.ts';
import { type ColumnTails, columnOddness, quantileOf } from './tails.ts';

const mostReasons = 6;
/** Beyond this, rarity in its own column says no more for a column. */
const mostTail = 60;
const percentile = 0.99;

export class Explainer {
  readonly #schema: LevelSchema;
  readonly #contributions: Float64Array;
  readonly #weights: Float64Array;

  constructor(schema: LevelSchema) {
    this.#schema = schema;
    this.#contributions = new Float64Array(schema.columns.length);
    this.#weights = new Float64Array(schema.columns.length);
  }

  /** Of the row just scored; the best column of each group, best first. */
  explain(judge: ModelJudge): Reason[] {
    const { columns } = this.#schema;
    const weights = this.#weigh(judge);
    let sum = 0;
    const best = new Map<string, number>();
    for (const [index, column] of columns.entries()) {
      const weight = weights[index] as number;
      sum += weight;
      const other = best.get(column.group);
      if (other === undefined || weight > (weights[other] as number)) best.set(column.group, index);
    }
    const ofGroup = (group: string): number =>
      columns.reduce(
        (total, column, index) => total + (column.group === group ? (weights[index] ?? 0) : 0),
        0,
      );
    return [...best]
      .filter(([, index]) => (weights[index] as number) > 0)
      .sort(([, a], [, b]) => (weights[b] as number) - (weights[a] as number))
      .slice(0, mostReasons)
      .map(([group, index]) => reasonOf(columns[index] as FeatureColumn, index, judge, ofGroup(group) / sum));
  }

  /**
   * How much speaks against each column: its share of what shortened the path, and its share of the rarity of all
   * columns. Either alone errs more often.
   */
  #weigh(judge: ModelJudge): Float64Array {
    const contributions = this.#contributions.fill(0);
    const weights = this.#weights;
    const { tails } = judge.model;
    judge.contribute(contributions);
    let shortened = 0;
    let rarity = 0;
    for (let column = 0; column < weights.length; column += 1) {
      const contribution = Math.max(0, contributions[column] as number);
      contributions[column] = contribution;
      shortened += contribution;
      const tail = tailOf(tails, column, judge.judged);
      weights[column] = tail;
      rarity += tail;
    }
    for (let column = 0; column < weights.length; column += 1) {
      const path = shortened > 0 ? (contributions[column] as number) / shortened : 0;
      const tail = rarity > 0 ? (weights[column] as number) / rarity : 0;
      weights[column] = (path + tail) / 2;
    }
    return weights;
  }
}

/** The column whose value is rarest on its own; −1 where every value is ordinary. Allocates nothing. */
export function rarestColumn(judge: ModelJudge, columns: number): number {
  const { tails } = judge.model;
  let found = -1;
  let rarest = 0;
  for (let column = 0; column < columns; column += 1) {
    const oddness = columnOddness(tails, column, judge.judged[column] as number);
    if (oddness <= rarest) continue;
    rarest = oddness;
    found = column;
  }
  return found;
}

/** Squared: that a column is a little unusual is nothing beside one that is very. */
function tailOf(tails: ColumnTails, column: number, row: Float32Array): number {
  const tail = Math.min(mostTail, columnOddness(tails, column, row[column] as number));
  return tail * tail;
}

function reasonOf(column: FeatureColumn, index: number, judge: ModelJudge, share: number): Reason {
  const { tails } = judge.model;
  const value = judge.judged[index] as number;
  const say = (number: number): number => asSaid(column, number);
  return {
    column: index,
    value: say(value),
    median: say(tails.medians[index] as number),
    high: say(quantileOf(tails, index, percentile)),
    low: say(quantileOf(tails, index, 1 - percentile)),
    oddness: columnOddness(tails, index, value),
    share,
  };
}

/** The number a person would say: a logarithm undone; of a rarity, how many times as often everything else was seen. */
export function asSaid(column: FeatureColumn, value: number): number {
  if (column.form === 'log') return Math.expm1(value);
  return column.form === 'rarity' ? 2 ** value : value;
}
