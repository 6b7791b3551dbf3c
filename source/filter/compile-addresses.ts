import { mergeRanges } from './compile-numbers.ts';
import type { AddressRange, HardwareRange, Test } from './syntax.ts';
import type { AddressColumn, AddressSide, HardwareColumn, HardwareSide, RowTest } from './target.ts';

/** One of the row's addresses lies in a range; negated: it has addresses and none does. */
export function addressTest(
  { sides }: AddressColumn,
  test: Test,
  negated: boolean,
  version: 6 | undefined,
): RowTest {
  const present = either(sides.map(side => presence(side, version)));
  if (test.test !== 'addresses') return negated ? row => !present(row) : present;
  const inside = either(sides.map(side => sideTest(side, test.ranges)));
  return negated ? row => present(row) && !inside(row) : inside;
}

function presence({ version }: AddressSide, only: 6 | undefined): RowTest {
  if (only !== undefined) return row => version(row) === only;
  return row => {
    const found = version(row);
    return found === 4 || found === 6;
  };
}

function either(tests: readonly RowTest[]): RowTest {
  const [first, second] = tests;
  if (first === undefined) return () => false;
  return second === undefined ? first : row => first(row) || second(row);
}

function sideTest(side: AddressSide, ranges: readonly AddressRange[]): RowTest {
  const version4 = ranges.filter(range => range.version === 4);
  const version6 = ranges.filter(range => range.version === 6);
  const tests: RowTest[] = [];
  if (version4.length > 0) tests.push(version4Test(side, version4));
  if (version6.length > 0) tests.push(version6Test(side, version6));
  return either(tests);
}

function version4Test({ version, words }: AddressSide, ranges: readonly AddressRange[]): RowTest {
  const merged = mergeRanges(ranges.map(({ low, high }) => ({ low: low[3], high: high[3] })));
  const address = words[3];
  const [only] = merged;
  if (only !== undefined && merged.length === 1) {
    const { low, high } = only;
    return row => {
      if (version(row) !== 4) return false;
      const value = address(row) >>> 0;
      return value >= low && value <= high;
    };
  }
  const lows = Uint32Array.from(merged, range => range.low);
  const highs = Uint32Array.from(merged, range => range.high);
  return row => {
    if (version(row) !== 4) return false;
    const value = address(row) >>> 0;
    let from = 0;
    let to = lows.length - 1;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if ((lows[middle] as number) <= value) from = middle;
      else to = middle - 1;
    }
    return value >= (lows[from] as number) && value <= (highs[from] as number);
  };
}

const wordsOfRange = 8;

function version6Test({ version, words }: AddressSide, ranges: readonly AddressRange[]): RowTest {
  const [word0, word1, word2, word3] = words;
  // Four words of the low end, four of the high end, for each range.
  const bounds = Uint32Array.from(ranges.flatMap(({ low, high }) => [...low, ...high]));
  return row => {
    if (version(row) !== 6) return false;
    const a = word0(row) >>> 0;
    const b = word1(row) >>> 0;
    const c = word2(row) >>> 0;
    const d = word3(row) >>> 0;
    for (let at = 0; at < bounds.length; at += wordsOfRange) {
      if (compareAt(bounds, at, a, b, c, d) >= 0 && compareAt(bounds, at + 4, a, b, c, d) <= 0) return true;
    }
    return false;
  };
}

/** Below, at, or above zero as the address is below, at, or above the four words at `at`. */
function compareAt(bounds: Uint32Array, at: number, a: number, b: number, c: number, d: number): number {
  const first = a - (bounds[at] as number);
  if (first !== 0) return first;
  const second = b - (bounds[at + 1] as number);
  if (second !== 0) return second;
  const third = c - (bounds[at + 2] as number);
  return third === 0 ? d - (bounds[at + 3] as number) : third;
}

export function hardwareTest({ sides }: HardwareColumn, test: Test, negated: boolean): RowTest {
  const present = either(
    sides.map(
      ({ high }) =>
        row =>
          high(row) >= 0,
    ),
  );
  if (test.test !== 'hardware') return negated ? row => !present(row) : present;
  const inside = either(sides.map(side => hardwareSideTest(side, test.ranges)));
  return negated ? row => present(row) && !inside(row) : inside;
}

const wordValues = 2 ** 32;

/** 48 bits fit into a double exactly. */
function hardwareSideTest(side: HardwareSide, ranges: readonly HardwareRange[]): RowTest {
  const merged = mergeRanges(
    ranges.map(range => ({
      low: range.lowHigh * wordValues + range.lowLow,
      high: range.highHigh * wordValues + range.highLow,
    })),
  );
  const lows = Float64Array.from(merged, range => range.low);
  const highs = Float64Array.from(merged, range => range.high);
  const { high: highPart, low: lowPart } = side;
  return row => {
    const high = highPart(row);
    if (high < 0) return false;
    const value = high * wordValues + (lowPart(row) >>> 0);
    for (let index = 0; index < lows.length; index += 1) {
      if (value >= (lows[index] as number) && value <= (highs[index] as number)) return true;
    }
    return false;
  };
}
