import type { FeatureColumn, FeatureForm, LevelName, LevelSchema } from '../levels.ts';
import type { Quantity } from './quantities.ts';

/** Seconds; the two windows there are. */
export type Window = 10 | 60;

/** What a column is made of. */
export type Measured =
  | { readonly of: 'sum'; readonly what: Quantity; readonly window: Window }
  /** What was asked and not answered, not below 0. */
  | {
      readonly of: 'lack';
      readonly asked: Quantity;
      readonly answered: Quantity;
      readonly window: Window;
    }
  /** One in relation to another; 0 where there is nothing of either. */
  | { readonly of: 'mean'; readonly what: Quantity; readonly each: Quantity; readonly window: Window }
  /** The first's part of both. */
  | { readonly of: 'part'; readonly what: Quantity; readonly other: Quantity; readonly window: Window }
  /** For each of the different things in a table. */
  | { readonly of: 'each'; readonly what: Quantity; readonly table: number; readonly window: Window }
  /** Different things: index of the table they are counted in. */
  | { readonly of: 'distinct'; readonly table: number; readonly window: Window }
  | { readonly of: 'spread' };

export type PlannedColumn = Omit<FeatureColumn, 'form'> & {
  readonly form: Exclude<FeatureForm, 'rarity'>;
  readonly measured: Measured;
};

const operation = { sum: 0, lack: 1, mean: 2, part: 3, distinct: 4, spread: 5, each: 6 } as const;

/** Turns sums and counts of a host into a row, in the order of the schema. */
export class RowPlan {
  readonly schema: LevelSchema;
  readonly #operation: Uint8Array;
  readonly #isLong: Uint8Array;
  readonly #isLog: Uint8Array;
  readonly #one: Uint8Array;
  readonly #other: Uint8Array;

  constructor(level: LevelName, columns: readonly PlannedColumn[]) {
    this.schema = {
      level,
      columns: columns.map(({ name, words, form, unit, group }) => ({ name, words, form, unit, group })),
    };
    this.#operation = Uint8Array.from(columns, ({ measured }) => operation[measured.of]);
    this.#isLong = Uint8Array.from(columns, ({ measured }) =>
      'window' in measured && measured.window === 60 ? 1 : 0,
    );
    this.#isLog = Uint8Array.from(columns, ({ form }) => (form === 'log' ? 1 : 0));
    this.#one = Uint8Array.from(columns, ({ measured }) => firstOf(measured));
    this.#other = Uint8Array.from(columns, ({ measured }) => secondOf(measured));
  }

  /** `shortCounts` and `longCounts`: different things by table. */
  write(
    row: Float32Array,
    short: Float64Array,
    long: Float64Array,
    shortCounts: Int32Array,
    longCounts: Int32Array,
    spreadBits: number,
  ): void {
    for (let column = 0; column < this.#operation.length; column += 1) {
      const isLong = this.#isLong[column] === 1;
      const sums = isLong ? long : short;
      const counts = isLong ? longCounts : shortCounts;
      const one = this.#one[column] as number;
      const what = this.#operation[column];
      let value = 0;
      if (what === operation.distinct) value = counts[one] as number;
      else if (what === operation.spread) value = spreadBits;
      else {
        value = sums[one] as number;
        if (what !== operation.sum) {
          const index = this.#other[column] as number;
          const other = what === operation.each ? (counts[index] as number) : (sums[index] as number);
          if (what === operation.lack) value = Math.max(0, value - other);
          else if (what === operation.mean || what === operation.each) value = other > 0 ? value / other : 0;
          else value = value + other > 0 ? value / (value + other) : 0;
        }
      }
      row[column] = this.#isLog[column] === 1 ? Math.log1p(value) : value;
    }
  }
}

function firstOf(measured: Measured): number {
  switch (measured.of) {
    case 'sum':
    case 'mean':
    case 'part':
    case 'each':
      return measured.what;
    case 'lack':
      return measured.asked;
    case 'distinct':
      return measured.table;
    case 'spread':
      return 0;
  }
}

function secondOf(measured: Measured): number {
  switch (measured.of) {
    case 'lack':
      return measured.answered;
    case 'mean':
      return measured.each;
    case 'part':
      return measured.other;
    case 'each':
      return measured.table;
    default:
      return 0;
  }
}
