/** Rows of a level as real ones are: habits, correlated columns, skewed and mostly empty ones. */
import type { FeatureColumn, LevelName, LevelSchema } from '../detect/levels.ts';
import { Random } from './random.ts';

export function testSchema(columns: number, level: LevelName = 'flow', perGroup = 1): LevelSchema {
  return {
    level,
    columns: Array.from(
      { length: columns },
      (_, column): FeatureColumn => ({
        name: `column ${column}`,
        words: `things of kind ${column}`,
        form: 'log',
        unit: 'count',
        group: `group ${Math.floor(column / perGroup)}`,
      }),
    ),
  };
}

/** Normal rows without end; `shift` moves some habits elsewhere. */
export class RowSource {
  readonly columns: number;
  readonly #random: Random;
  readonly #centres: readonly number[][];

  constructor(columns: number, seed: number, habits = 4) {
    this.columns = columns;
    this.#random = new Random(seed);
    this.#centres = Array.from({ length: habits }, () =>
      Array.from({ length: columns }, () => 5 + 2 * this.gauss()),
    );
  }

  gauss(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.fraction()));
    return radius * Math.cos(2 * Math.PI * this.#random.fraction());
  }

  fraction(): number {
    return this.#random.fraction();
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }

  fill(row: Float32Array, habit = this.#random.below(this.#centres.length)): void {
    const centre = this.#centres[habit] as readonly number[];
    const shared = this.gauss();
    for (let column = 0; column < this.columns; column += 1) {
      const middle = centre[column] as number;
      if (column % 5 === 4) row[column] = this.#random.chance(0.9) ? 0 : Math.log1p(30 * this.fraction());
      else if (column % 5 === 3) row[column] = Math.log1p(Math.exp(middle - 4 + this.gauss()));
      else row[column] = middle + 0.7 * shared + 0.7 * this.gauss();
    }
  }
}
