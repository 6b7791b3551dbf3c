import { countryCandidates } from './country-words.ts';
import { type Field, fields, findField, operatorsOf } from './fields.ts';
import { FilterMistake } from './problem.ts';
import { protocolWords } from './protocols.ts';
import { serviceWords } from './services.ts';
import { connectives, isReserved, wordOperators } from './suggest.ts';
import { type Token, tokenize } from './tokens.ts';

export type Candidate = {
  /** What to insert, quoted where it must be. */
  readonly text: string;
  readonly kind: 'field' | 'protocol' | 'operator' | 'value';
  /** One line; '' for values. */
  readonly help: string;
};

export type Completion = {
  /** What the candidates replace: [start, end) of the text. */
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
  /** The longest beginning all candidates share: what Tab inserts. */
  readonly common: string;
};

/** Values only the caller knows: interfaces, hosts seen, countries. By the name of the field. */
export type KnownValues = (field: string) => readonly string[];

/** Hosts and countries may be many; fields and protocols are not. */
const mostCandidates = 1000;

/** What may stand at the cursor. Never throws. */
export function complete(text: string, cursor: number, knownValues: KnownValues = () => []): Completion {
  const before = text.slice(0, cursor);
  let tokens: readonly Token[];
  try {
    tokens = tokenize(before, true).slice(0, -1);
  } catch (error) {
    if (error instanceof FilterMistake) return { start: cursor, end: cursor, candidates: [], common: '' };
    throw error;
  }
  const last = tokens.at(-1);
  // The word the cursor is in or behind; a closed quote is finished.
  const touches =
    last !== undefined && last.end === cursor && (last.kind === 'word' || isOpenQuote(before, last));
  const begun = touches ? last.text : '';
  const start = touches ? last.start : cursor;
  const context = contextAfter(touches ? tokens.slice(0, -1) : tokens);
  const wanted = begun.toLowerCase();
  const candidates = unique(candidatesIn(context, wanted, knownValues))
    .filter(one => unquoted(one.text).toLowerCase().startsWith(wanted))
    .slice(0, mostCandidates);
  return { start, end: wordEnd(text, cursor, touches), candidates, common: commonBeginning(candidates) };
}

/** What the tokens before the cursor leave open. */
type Context =
  | { readonly kind: 'term' }
  | { readonly kind: 'value'; readonly field: Field }
  /** Behind a field: an operator, or a value. */
  | { readonly kind: 'field'; readonly field: Field }
  /** Behind "src" or "dst". */
  | { readonly kind: 'side'; readonly field: Field }
  /** Behind a whole term. */
  | { readonly kind: 'next' };

function contextAfter(tokens: readonly Token[]): Context {
  const last = tokens.at(-1);
  if (last === undefined || last.kind === 'open') return { kind: 'term' };
  if (last.kind === 'operator' && ['and', 'or', 'not'].includes(last.text)) return { kind: 'term' };
  const word = last.text.toLowerCase();
  if (last.kind === 'word' && connectives.some(one => one === word)) return { kind: 'term' };
  if (
    last.kind === 'operator' ||
    last.kind === 'comma' ||
    last.kind === 'open-brace' ||
    isWordOperator(last)
  ) {
    return valueContext(tokens);
  }
  const inBraces = openBrace(tokens);
  if (inBraces) return valueContext(tokens);
  const field = last.kind === 'word' ? findField(word) : undefined;
  if (field === undefined || isValue(tokens)) return { kind: 'next' };
  return word === 'src' || word === 'dst' ? { kind: 'side', field } : { kind: 'field', field };
}

function isWordOperator({ kind, text }: Token): boolean {
  return kind === 'word' && wordOperators.some(one => one === text.toLowerCase());
}

function openBrace(tokens: readonly Token[]): boolean {
  const kinds = tokens.map(token => token.kind);
  return kinds.lastIndexOf('open-brace') > kinds.lastIndexOf('close-brace');
}

/** The last token stands where a value does, so that it is no field even if it is called like one. */
function isValue(tokens: readonly Token[]): boolean {
  const previous = tokens.at(-2);
  if (previous === undefined) return false;
  if (previous.kind === 'operator') return !['and', 'or', 'not'].includes(previous.text);
  if (isWordOperator(previous) || previous.kind === 'comma') return true;
  return (
    previous.kind === 'word' &&
    findField(previous.text)?.bare === 'value' &&
    !['src', 'dst'].includes(previous.text)
  );
}

/** The field whose value comes next: the last one before its operator. */
function valueContext(tokens: readonly Token[]): Context {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index] as Token;
    const field = token.kind === 'word' && !isReserved(token.text) ? findField(token.text) : undefined;
    if (field !== undefined && !isValue(tokens.slice(0, index + 1))) return { kind: 'value', field };
  }
  return { kind: 'next' };
}

function candidatesIn(context: Context, wanted: string, knownValues: KnownValues): Candidate[] {
  switch (context.kind) {
    case 'term':
      return [...terms(wanted), operator('not')];
    case 'next':
      return [operator('and'), operator('or'), ...(wanted === '' ? [] : terms(wanted))];
    case 'value':
      return values(context.field, knownValues);
    case 'side': {
      const sides = fields.filter(field => field.sides !== undefined);
      return [...sides.map(fieldCandidate), ...values(context.field, knownValues)];
    }
    default: {
      const operators = operatorsOf(context.field).map(operator);
      const others = wanted === '' ? [] : [operator('and'), operator('or')];
      return [...values(context.field, knownValues), ...operators, ...others];
    }
  }
}

/** Aliases and lesser fields are offered to those who begin to type them. */
function terms(wanted: string): Candidate[] {
  const shown = fields.filter(
    field => field.minor !== true || (wanted !== '' && field.name.startsWith(wanted)),
  );
  const aliases = fields.flatMap(field =>
    wanted === ''
      ? []
      : (field.aliases ?? [])
          .filter(alias => alias.startsWith(wanted))
          .map((alias): Candidate => ({ text: alias, kind: 'field', help: field.help })),
  );
  const protocols = [...protocolWords()]
    .sort()
    .map((name): Candidate => ({ text: name, kind: 'protocol', help: 'protocol' }));
  return [...shown.map(fieldCandidate), ...protocols, ...aliases];
}

function fieldCandidate(field: Field): Candidate {
  return { text: field.name, kind: 'field', help: field.help };
}

function operator(text: string): Candidate {
  return { text, kind: 'operator', help: '' };
}

function values(field: Field, knownValues: KnownValues): Candidate[] {
  const fixed = field.type === 'protocol' ? [...protocolWords()].sort() : [];
  const services = field.name === 'service' || field.services === true ? [...serviceWords()] : [];
  const countries = field.countries === true ? countryCandidates() : [];
  const bits = field.type === 'bit' ? ['1', '0'] : [];
  const all = [
    ...knownValues(field.name),
    ...Object.keys(field.names ?? {}),
    ...(field.values ?? []),
    ...fixed,
    ...services,
    ...countries,
    ...bits,
  ];
  return all.map((text): Candidate => ({ text: quotedWhereNeeded(text), kind: 'value', help: '' }));
}

function quotedWhereNeeded(text: string): string {
  if (text !== '' && !/[\s()!=<>&|{},"'~\\]/.test(text) && !isReserved(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

function isOpenQuote(text: string, token: Token): boolean {
  if (token.kind !== 'text') return false;
  // Without its last character a closed quote is open; an open one has lost a character of its content.
  const content = text.slice(token.start + 1, token.end).replace(/\\./gs, '');
  return !content.includes(text.charAt(token.start));
}

/** The rest of the word behind the cursor is replaced as well. */
function wordEnd(text: string, cursor: number, touches: boolean): number {
  if (!touches) return cursor;
  const rest = /^[^\s()!=<>&|{},"~]*/.exec(text.slice(cursor))?.[0] ?? '';
  return cursor + rest.length;
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ text }) => {
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

function commonBeginning(candidates: readonly Candidate[]): string {
  const [first, ...others] = candidates.map(one => one.text);
  if (first === undefined) return '';
  let length = first.length;
  for (const text of others) {
    while (!text.toLowerCase().startsWith(first.slice(0, length).toLowerCase())) length -= 1;
  }
  return first.slice(0, length);
}
