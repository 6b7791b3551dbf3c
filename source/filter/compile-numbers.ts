import type { NumberRange, Test } from './syntax.ts';
import type { NumberColumn, RowNumber, RowTest } from './target.ts';

/** Up to here one range after the other is faster than halving. */
const fewRanges = 4;

/** One of the row's values lies in a range; negated: it has values and none does. */
export function numberTest(column: NumberColumn, test: Test, negated: boolean): RowTest {
  const present = presenceTest(column);
  if (test.test !== 'numbers') return negated ? row => !present(row) : present;
  const inside = insideTest(test.ranges);
  const [first, second] = column.values;
  if (first === undefined) return () => false;
  if (column.values.length > 2) return manyTest(column.values, inside, negated);
  if (second === undefined) {
    if (negated) {
      return row => {
        const value = first(row);
        return value >= 0 && !inside(value);
      };
    }
    const [only] = test.ranges;
    if (only === undefined || test.ranges.length > 1) return row => inside(first(row));
    const { low, high } = only;
    return row => {
      const value = first(row);
      return value >= low && value <= high;
    };
  }
  if (negated) return row => present(row) && !inside(first(row)) && !inside(second(row));
  return row => inside(first(row)) || inside(second(row));
}

function manyTest(
  values: readonly RowNumber[],
  inside: (value: number) => boolean,
  negated: boolean,
): RowTest {
  return row => {
    let present = false;
    for (let index = 0; index < values.length; index += 1) {
      const value = (values[index] as RowNumber)(row);
      if (inside(value)) return !negated;
      if (value >= 0) present = true;
    }
    return negated && present;
  };
}

function presenceTest({ values }: NumberColumn): RowTest {
  const [first, second] = values;
  if (first === undefined) return () => false;
  if (second === undefined) return row => first(row) >= 0;
  return row => {
    for (let index = 0; index < values.length; index += 1)
      if ((values[index] as RowNumber)(row) >= 0) return true;
    return false;
  };
}

/** Whether a value lies in one of the ranges, all of which begin at zero or above. */
function insideTest(ranges: readonly NumberRange[]): (value: number) => boolean {
  const merged = mergeRanges(ranges);
  const [only] = merged;
  if (only === undefined) return () => false;
  if (merged.length === 1) {
    const { low, high } = only;
    return low === high ? value => value === low : value => value >= low && value <= high;
  }
  const lows = Float64Array.from(merged, range => range.low);
  const highs = Float64Array.from(merged, range => range.high);
  const count = merged.length;
  if (count <= fewRanges) {
    return value => {
      for (let index = 0; index < count; index += 1) {
        if (value >= (lows[index] as number) && value <= (highs[index] as number)) return true;
      }
      return false;
    };
  }
  return value => {
    let from = 0;
    let to = count - 1;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if ((lows[middle] as number) <= value) from = middle;
      else to = middle - 1;
    }
    return value >= (lows[from] as number) && value <= (highs[from] as number);
  };
}

/** In order and without overlap; empty ones left out. */
export function mergeRanges(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const merged: { low: number; high: number }[] = [];
  for (const { low, high } of ranges.toSorted((a, b) => a.low - b.low)) {
    if (low > high) continue;
    const last = merged.at(-1);
    if (last !== undefined && low <= last.high) last.high = Math.max(last.high, high);
    else merged.push({ low, high });
  }
  return merged;
}

/** Flags have one value. */
export function bitsTest({ values }: NumberColumn, test: Test, negated: boolean): RowTest {
  const [value] = values;
  if (value === undefined || test.test !== 'bits') return () => false;
  const { mask, wanted } = test;
  return row => {
    const bits = value(row);
    if (bits < 0) return false;
    const holds = wanted === undefined ? (bits & mask) !== 0 : (bits & mask) === wanted;
    return holds !== negated;
  };
}
