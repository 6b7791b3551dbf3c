import { numberTest } from './compile-numbers.ts';
import { textTest } from './compile-texts.ts';
import type { Test } from './syntax.ts';
import type { CodedColumn, RowTest } from './target.ts';

/** What is known about a code: nothing yet, that it stands for no value, for one that fails, for one that holds. */
const unjudged = 0;
const valueless = 1;
const fails = 2;
const holds = 3;

const firstCodes = 256;

/**
 * One of the row's codes stands for a value that passes; negated: it has values and none does. Words like "local"
 * are compared only when they are asked for.
 */
export function codedTest(column: CodedColumn, test: Test, negated: boolean): RowTest {
  const [words, values] = splitWords(column, test);
  const verdict = judge(column, values);
  const coded = codesTest(column, verdict);
  if (test.test === 'present') return negated ? row => coded(row) === valueless : row => coded(row) >= fails;
  if (words === undefined) return negated ? row => coded(row) === fails : row => coded(row) === holds;
  if (!negated) return row => coded(row) === holds || words(row);
  // Whoever asks for such a word takes all of them for values.
  const anyWord = anyOf(Object.values(column.words ?? {}));
  return row => !words(row) && (coded(row) === fails || (coded(row) !== holds && anyWord(row)));
}

/** The part of an equality that is about words, and the rest. */
function splitWords(column: CodedColumn, test: Test): [RowTest | undefined, Test | undefined] {
  if (column.words === undefined || test.test !== 'texts' || test.mode !== 'equals') return [undefined, test];
  const known = column.words;
  const found = test.needles.flatMap(needle =>
    Object.hasOwn(known, needle) ? [known[needle] as RowTest] : [],
  );
  if (found.length === 0) return [undefined, test];
  const needles = test.needles.filter(needle => !Object.hasOwn(known, needle));
  return [anyOf(found), needles.length === 0 ? undefined : { ...test, needles }];
}

function anyOf(tests: readonly RowTest[]): RowTest {
  const [first, second] = tests;
  if (first === undefined) return () => false;
  return tests.length === 1 || second === undefined ? first : row => tests.some(test => test(row));
}

/** What one code is worth, remembered. */
function judge({ of }: CodedColumn, test: Test | undefined): (code: number) => number {
  const make = (asked: Test): RowTest =>
    of.kind === 'text' ? textTest(of, asked, false) : numberTest(of, asked, false);
  const present = make({ test: 'present' });
  const passes = test === undefined || test.test === 'present' ? () => false : make(test);
  let known = new Uint8Array(firstCodes);
  return code => {
    if (code >= known.length) {
      const larger = new Uint8Array(Math.max(known.length * 2, code + 1));
      larger.set(known);
      known = larger;
    }
    let found = known[code] as number;
    if (found === unjudged) {
      found = present(code) ? (passes(code) ? holds : fails) : valueless;
      known[code] = found;
    }
    return found;
  };
}

/** The best verdict of the row's codes. */
function codesTest({ codes }: CodedColumn, verdict: (code: number) => number): (row: number) => number {
  const [first, second] = codes;
  if (first === undefined) return () => valueless;
  if (second === undefined) return row => verdict(first(row));
  return row => {
    const one = verdict(first(row));
    if (one === holds) return one;
    const other = verdict(second(row));
    return one > other ? one : other;
  };
}
