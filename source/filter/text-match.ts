import type { TextMode } from './syntax.ts';

/** A test of texts in lower case; `needle` is in lower case too. */
export function matcher(mode: TextMode, needle: string): (text: string) => boolean {
  switch (mode) {
    case 'equals':
      return text => text === needle;
    case 'contains':
      return text => text.includes(needle);
    case 'under': {
      const below = `.${needle}`;
      return text => text === needle || text.endsWith(below);
    }
    default:
      // In a list one may be a pattern and another a plain name.
      return /[*?]/.test(needle) ? text => matchesPattern(text, needle) : text => text === needle;
  }
}

/**
 * Whether the whole text fits the pattern: * is any run of characters, ? is one. Takes at most the product of
 * both lengths, whatever the pattern, because only the last * is ever tried again.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0;
  let patternAt = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern.charCodeAt(patternAt);
    if (wanted === starCode) {
      star = patternAt;
      resume = at;
      patternAt += 1;
    } else if (wanted === questionCode || wanted === text.charCodeAt(at)) {
      at += 1;
      patternAt += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      patternAt = star + 1;
    } else return false;
  }
  while (pattern.charCodeAt(patternAt) === starCode) patternAt += 1;
  return patternAt === pattern.length;
}

const starCode = 0x2a;
const questionCode = 0x3f;
