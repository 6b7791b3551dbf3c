/**
 * The last line of `./start.sh test`: reads vitest's JSON report and prints how many tests passed and failed.
 *
 * Arguments: the report, vitest's exit code, how many of lint and types failed. A test file that could not
 * even be loaded holds no tests, and counts as one failure; so does a failed lint or type check.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Totals = { readonly passed: number; readonly failed: number; readonly skipped: number };

type Report = {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly testResults?: readonly {
    readonly status?: string;
    readonly assertionResults?: readonly unknown[];
  }[];
};

export function totalsOf(report: Report, vitestExitCode: number, brokenChecks: number): Totals {
  const unloadable = (report.testResults ?? []).filter(
    file => file.status === 'failed' && (file.assertionResults ?? []).length === 0,
  ).length;
  let failed = (report.numFailedTests ?? 0) + unloadable;
  // Vitest also fails for what belongs to no test: an unhandled rejection, no test found.
  if (failed === 0 && vitestExitCode !== 0) failed = 1;
  return {
    passed: report.numPassedTests ?? 0,
    failed: failed + brokenChecks,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

export function totalsLine(totals: Totals): string {
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
  return `${totals.passed} passed, ${totals.failed} failed${skipped}`;
}

function readReport(path: string): Report {
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof report === 'object' && report !== null ? report : {};
  } catch {
    return {};
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path = '', vitestExitCode = '1', brokenChecks = '0'] = process.argv.slice(2);
  const totals = totalsOf(readReport(path), Number(vitestExitCode), Number(brokenChecks));
  process.stdout.write(`${totalsLine(totals)}\n`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}
