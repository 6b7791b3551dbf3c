/** The display-filter language: text in, a predicate over rows out. Where to start reading. */
import { type CompileResult, compileFilter } from './compile.ts';
import { parseFilter } from './parser.ts';
import type { FilterTarget } from './target.ts';

export { complete } from './complete.ts';
export { FilterHistory } from './history.ts';
export { FilterMatches } from './matches.ts';
export { packetTarget, singlePacketTarget } from './packet-target.ts';
export { type FilterProblem, pointAt } from './problem.ts';
export { compileFilter, parseFilter };

/** Parses and compiles: for a text that is used once. */
export function filterRows(text: string, target: FilterTarget): CompileResult {
  const parsed = parseFilter(text);
  return parsed.ok ? compileFilter(parsed.expression, target) : parsed;
}
