import { safeString } from '../decode/text.ts';
import { complete, parseFilter } from '../filter/filter.ts';
import type { FilterAdvice } from './protocol.ts';

/** What there is to say about a filter somebody types; `cursor` counts characters. */
export function adviseOnFilter(text: string, cursor: number): FilterAdvice {
  const parsed = parseFilter(text);
  return { problem: parsed.ok ? '' : parsed.problem.message, completed: completion(text, cursor) };
}

function completion(text: string, cursor: number): FilterAdvice['completed'] {
  const characters = [...text];
  // The language counts UTF-16 units.
  const before = characters.slice(0, cursor).join('');
  const { start, end, common } = complete(text, before.length);
  if (common === '' || common === text.slice(start, end)) return undefined;
  const added = safeString(common);
  return {
    text: text.slice(0, start) + added + text.slice(end),
    cursor: [...text.slice(0, start), ...added].length,
  };
}
