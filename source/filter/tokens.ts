import { incomplete, quoted, wrong } from './problem.ts';

export type TokenKind =
  /** Names, numbers, addresses, times: anything between blanks and punctuation. */
  | 'word'
  /** In quotes. */
  | 'text'
  | 'operator'
  | 'open'
  | 'close'
  | 'open-brace'
  | 'close-brace'
  | 'comma'
  | 'end';

export type Token = {
  readonly kind: TokenKind;
  /** Words as typed, quoted text without its quotes, operators in their one spelling. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

/** Nobody types more; what is longer is refused, so that no filter costs much to understand. */
export const maxFilterCharacters = 4096;

/** Longest first; the second is what the parser sees. */
const operators: readonly (readonly [string, string])[] = [
  ['==', '=='],
  ['!=', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['!~', '!~'],
  ['&&', 'and'],
  ['||', 'or'],
  ['=', '=='],
  ['!', 'not'],
  ['<', '<'],
  ['>', '>'],
  ['&', '&'],
  ['~', '~'],
];

const punctuation: Readonly<Record<string, TokenKind>> = {
  '(': 'open',
  ')': 'close',
  '{': 'open-brace',
  '}': 'close-brace',
  ',': 'comma',
};

const blank = /\s/;
/** Ends a word. An apostrophe does not: it may stand in a name. */
const notInWords = /[\s()!=<>&|{},"~]/;

/** Throws a `FilterMistake`. `lenient` is for completion: an open quote ends with the text. */
export function tokenize(text: string, lenient = false): readonly Token[] {
  if (text.length > maxFilterCharacters) {
    const rest = { start: maxFilterCharacters, end: text.length };
    throw wrong(rest, `a filter has at most ${maxFilterCharacters.toLocaleString('en')} characters`);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (blank.test(character)) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at, character, lenient);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, start: number, character: string, lenient: boolean): Token {
  const mark = punctuation[character];
  if (mark !== undefined) return { kind: mark, text: character, start, end: start + 1 };
  if (character === '"' || character === "'") return quotedText(text, start, character, lenient);
  for (const [spelling, meaning] of operators) {
    if (!text.startsWith(spelling, start)) continue;
    const end = start + spelling.length;
    if (text.charAt(end) === '=' && (spelling === '==' || spelling === '!=')) {
      throw wrong({ start, end: end + 1 }, `there is no operator ${quoted(`${spelling}=`)}`, spelling);
    }
    return { kind: 'operator', text: meaning, start, end };
  }
  if (character === '|') {
    const place = { start, end: start + 1 };
    if (lenient || start + 1 < text.length) throw wrong(place, 'a single "|" means nothing', '||');
    throw incomplete(place, 'a single "|" means nothing', '||');
  }
  let end = start + 1;
  while (end < text.length && !notInWords.test(text.charAt(end))) end += 1;
  return { kind: 'word', text: text.slice(start, end), start, end };
}

/** A backslash takes the next character as it is. */
function quotedText(text: string, start: number, quote: string, lenient: boolean): Token {
  let content = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { kind: 'text', text: content, start, end: at + 1 };
    if (character === '\\' && at + 1 < text.length) at += 1;
    content += text.charAt(at);
  }
  if (lenient) return { kind: 'text', text: content, start, end: text.length };
  throw incomplete({ start, end: start + 1 }, 'this quote is never closed');
}
