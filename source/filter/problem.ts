import { safeString } from '../decode/text.ts';

/**
 * What is the matter with a filter. `incomplete`: what is there so far is right and something must follow, so
 * a screen keeps the last good filter while its user types. `wrong`: it cannot become right by typing on.
 * `elsewhere`: the filter is right, but about something the table it is applied to does not have.
 */
export type FilterProblem = {
  readonly kind: 'incomplete' | 'wrong' | 'elsewhere';
  /** Where, in characters of the text: [start, end). */
  readonly start: number;
  readonly end: number;
  /** For a person; safe on any terminal. */
  readonly message: string;
  /** What may stand there instead, when that can be guessed. */
  readonly suggestion?: string;
};

const longestQuote = 40;

/** A piece of the user's text as messages show it: safe on a terminal and never long. */
export function quoted(text: string): string {
  const short = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
  return `"${safeString(short)}"`;
}

/** Thrown inside the parser only; `parseFilter` hands its problem on as a value. */
export class FilterMistake extends Error {
  readonly problem: FilterProblem;

  constructor(problem: FilterProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

type Place = { readonly start: number; readonly end: number };

/** `hint` is what else can be done, behind the guess. */
export function wrong(place: Place, message: string, suggestion?: string, hint?: string): FilterMistake {
  return mistake('wrong', place, message, suggestion, hint);
}

export function incomplete(place: Place, message: string, suggestion?: string, hint?: string): FilterMistake {
  return mistake('incomplete', place, message, suggestion, hint);
}

/** The sentence with its guess: 'unknown field "prot" — did you mean "proto"?'. */
function mistake(
  kind: FilterProblem['kind'],
  { start, end }: Place,
  message: string,
  suggestion: string | undefined,
  hint: string | undefined,
): FilterMistake {
  if (suggestion === undefined) return new FilterMistake({ kind, start, end, message });
  const whole = `${message} — did you mean "${suggestion}"?${hint === undefined ? '' : ` ${hint}`}`;
  return new FilterMistake({ kind, start, end, message: whole, suggestion });
}

/** How much of a long filter is shown around its mistake. */
const shownCharacters = 72;

/** The filter and, under the mistake, a line of carets; safe on a terminal, without line ends. */
export function pointAt(text: string, { start, end }: FilterProblem): readonly [string, string] {
  const from = Math.max(0, Math.min(start - shownCharacters / 2, text.length - shownCharacters));
  const to = Math.min(text.length, from + shownCharacters);
  const before = safeString(text.slice(from, start));
  const under = safeString(text.slice(start, Math.min(end, to)));
  const lead = from > 0 ? '…' : '';
  const line =
    lead + before + under + safeString(text.slice(Math.min(end, to), to)) + (to < text.length ? '…' : '');
  return [line, ' '.repeat(lead.length + before.length) + '^'.repeat(Math.max(1, under.length))];
}
