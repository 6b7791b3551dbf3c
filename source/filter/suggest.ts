import { fieldWords } from './fields.ts';
import { editDistance, nearest } from './nearest.ts';
import { protocolWords } from './protocols.ts';
import { serviceWords } from './services.ts';

export const connectives = ['and', 'or', 'not'] as const;
/** Operators that are words; they and the connectives are never names. */
export const wordOperators = [
  'eq',
  'ne',
  'gt',
  'lt',
  'ge',
  'le',
  'contains',
  'matches',
  'in',
  'has',
] as const;

/** Longer words are nobody's slip of the finger, and comparing them would take long. */
const longestSlip = 40;
/** Shorter names are too easily met by chance: "it" is not "ip". */
const shortestName = 3;
/** Shorter beginnings are taken for one only while they are being typed. */
const shortestBeginning = 3;
/** From here on two letters may be wrong. */
const twoSlipsLength = 8;

/** What was meant by a word that stands where only one of `candidates` may. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestSlip || word.length === 0) return undefined;
  const all = [...candidates];
  const lower = word.toLowerCase();
  // Somebody who stops early types the beginning right.
  const begun = all.filter(one => one.startsWith(lower) && one.length - lower.length <= 2);
  if (begun.length > 0) return begun.reduce((best, one) => (one.length < best.length ? one : best));
  return nearest(word, all);
}

/**
 * What a bare word that means nothing may have been meant as; undefined when it is a word to search for.
 * It is close to a name when the name begins with it, or when it begins as the name does and one letter
 * (from eight letters on, two) is wrong, missing, too many, or swapped with its neighbour.
 */
export function closeName(word: string, isBeingTyped: boolean): string | undefined {
  if (word.length > longestSlip) return undefined;
  const lower = word.toLowerCase();
  let beginning: string | undefined;
  let slip: string | undefined;
  const mayBegin = isBeingTyped || lower.length >= shortestBeginning;
  let least = lower.length >= twoSlipsLength ? 3 : 2;
  for (const name of bareNames()) {
    if (name.length < shortestName) continue;
    if (mayBegin && name.startsWith(lower)) {
      if (beginning === undefined || name.length < beginning.length) beginning = name;
      continue;
    }
    if (lower.length < shortestName || Math.abs(name.length - lower.length) >= least) continue;
    const beginsAlike = name[0] === lower[0] || (name[0] === lower[1] && name[1] === lower[0]);
    if (!beginsAlike) continue;
    const distance = editDistance(lower, name);
    if (distance >= least) continue;
    slip = name;
    least = distance;
  }
  return beginning ?? slip;
}

function* bareNames(): Iterable<string> {
  yield* connectives;
  yield* fieldWords();
  yield* protocolWords();
  yield* serviceWords();
}

export function isReserved(word: string): boolean {
  const lower = word.toLowerCase();
  return connectives.some(one => one === lower) || wordOperators.some(one => one === lower);
}
