import { expect, it } from 'vitest';
import { totalsLine, totalsOf } from './totals.ts';

const green = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

it('counts what vitest counted', () => {
  expect(totalsLine(totalsOf(green, 0, 0))).toBe('12 passed, 0 failed');
  const mixed = { ...green, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 };
  expect(totalsLine(totalsOf(mixed, 1, 0))).toBe('12 passed, 2 failed, 4 skipped');
});

it('counts what holds no test: files that do not load, stray errors, lint and types, no report at all', () => {
  const broken = { ...green, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(totalsOf(broken, 1, 0).failed).toBe(1);
  expect(totalsOf(green, 1, 0).failed).toBe(1);
  expect(totalsOf(green, 0, 2).failed).toBe(2);
  expect(totalsOf({}, 1, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
