import { safeString } from '../decode/text.ts';
import { complete, parseFilter } from '../filter/filter.ts';
import type { FilterAdvice } from './protocol.ts';

/** As many as are read at a glance. */
const mostChoices = 12;

/** What there is to say about a filter somebody types; `cursor` counts characters. */
export function adviseOnFilter(text: string, cursor: number): FilterAdvice {
  const parsed = parseFilter(text);
  return { problem: parsed.ok ? '' : parsed.problem.message, ...completion(text, cursor) };
}

/** Words that are no filter, on a screen of incidents: how to look for them in what is said there. */
export function incidentHint(text: string): string {
  const words = text.trim();
  return /^[a-z][a-z -]*$/i.test(words) ? `; for words of incidents: info ~ "${words}"` : '';
}

function completion(text: string, cursor: number): Pick<FilterAdvice, 'completed' | 'choices'> {
  const characters = [...text];
  // The language counts UTF-16 units.
  const before = characters.slice(0, cursor).join('');
  const { start, end, common, candidates } = complete(text, before.length);
  const shown = candidates.slice(0, mostChoices).map(candidate => safeString(candidate.text));
  const choices = candidates.length > 1 ? shown : [];
  if (common === '' || common === text.slice(start, end)) return { completed: undefined, choices };
  const added = safeString(common);
  const completed = {
    text: text.slice(0, start) + added + text.slice(end),
    cursor: [...text.slice(0, start), ...added].length,
  };
  return { completed, choices };
}
