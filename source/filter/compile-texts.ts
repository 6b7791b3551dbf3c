import type { Test } from './syntax.ts';
import type { RowTest, RowText, TextColumn } from './target.ts';
import { matcher } from './text-match.ts';

/** One of the row's texts fits one of the needles; negated: it has texts and none does. */
export function textTest({ values }: TextColumn, test: Test, negated: boolean): RowTest {
  if (test.test !== 'texts') return presence(values, negated);
  const tests = test.needles.map(needle => matcher(test.mode, needle));
  const [only] = tests;
  const fits =
    only !== undefined && tests.length === 1 ? only : (text: string) => tests.some(one => one(text));
  const [first] = values;
  if (first === undefined) return () => false;
  if (values.length === 1) {
    return row => {
      const text = first(row);
      return text !== '' && fits(text.toLowerCase()) !== negated;
    };
  }
  return row => {
    let present = false;
    for (let index = 0; index < values.length; index += 1) {
      const text = (values[index] as RowText)(row);
      if (text === '') continue;
      if (fits(text.toLowerCase())) return !negated;
      present = true;
    }
    return negated && present;
  };
}

function presence(values: readonly RowText[], negated: boolean): RowTest {
  return row => {
    for (let index = 0; index < values.length; index += 1)
      if ((values[index] as RowText)(row) !== '') return !negated;
    return negated;
  };
}
