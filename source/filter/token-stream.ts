import { incomplete, quoted, wrong } from './problem.ts';
import { connectives } from './suggest.ts';
import type { Token } from './tokens.ts';

const operatorWords: ReadonlyMap<string, string> = new Map([
  ['eq', '=='],
  ['ne', '!='],
  ['gt', '>'],
  ['lt', '<'],
  ['ge', '>='],
  ['le', '<='],
  ['contains', 'contains'],
  ['in', 'in'],
  ['has', 'has'],
  ['matches', 'matches'],
]);

/** What follows a name and is no name: the operator as the table of fields spells it, and how many tokens it takes. */
export type Operator = { readonly name: string; readonly negated: boolean; readonly tokens: number };

/** The tokens of a filter, taken one after the other; lists of values and operators as a whole. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  /** The last one is of kind `end`. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The one taken last. */
  get previous(): Token | undefined {
    return this.#tokens[this.#at - 1];
  }

  skip(tokens: number): void {
    this.#at += tokens;
  }

  /** The next one, not taken yet. */
  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#at + ahead, last)] as Token;
  }

  next(): Token {
    const token = this.token;
    this.#at += 1;
    return token;
  }

  /** In any of its spellings. */
  isConnective(name: string): boolean {
    const { kind, text } = this.token;
    return (kind === 'operator' && text === name) || (kind === 'word' && text.toLowerCase() === name);
  }

  /** The operator that comes next, if one does; `skip` takes it. */
  operatorAhead(): Operator | undefined {
    const { kind, text } = this.token;
    if (kind === 'operator') {
      if (text === 'and' || text === 'or' || text === 'not') return undefined;
      if (text === '!=') return { name: '==', negated: true, tokens: 1 };
      if (text === '!~') return { name: '~', negated: true, tokens: 1 };
      return { name: text, negated: false, tokens: 1 };
    }
    if (kind !== 'word') return undefined;
    const word = text.toLowerCase();
    const follows = this.peek(1);
    if (word === 'not' && follows.kind === 'word' && follows.text.toLowerCase() === 'in') {
      return { name: 'in', negated: true, tokens: 2 };
    }
    const name = operatorWords.get(word);
    if (name === undefined) return undefined;
    return name === '!=' ? { name: '==', negated: true, tokens: 1 } : { name, negated: false, tokens: 1 };
  }

  /** One value, several with commas between them, or a set in braces, where commas may be left out. */
  values(before: Token, operator: string): readonly Token[] {
    if (this.token.kind === 'open-brace') return this.#set();
    const values = [this.#value(before, operator)];
    while (this.token.kind === 'comma') {
      const comma = this.next();
      values.push(this.#value(comma, operator));
    }
    return values;
  }

  #set(): readonly Token[] {
    const open = this.next();
    const values: Token[] = [];
    for (;;) {
      const token = this.token;
      if (token.kind === 'end') throw incomplete(open, 'this brace is never closed');
      if (token.kind === 'close-brace') break;
      values.push(this.#value(open, 'in'));
      if (this.token.kind === 'comma') this.next();
    }
    const close = this.next();
    if (values.length === 0)
      throw wrong({ start: open.start, end: close.end }, 'nothing stands in these braces');
    return values;
  }

  #value(before: Token, operator: string): Token {
    const token = this.token;
    if (token.kind === 'end') throw incomplete(before, `a value must follow ${quoted(before.text)}`);
    const isConnective = token.kind === 'word' && connectives.some(one => one === token.text.toLowerCase());
    if ((token.kind !== 'word' && token.kind !== 'text') || isConnective) {
      throw wrong(token, `a value must follow ${quoted(before.text)}, not ${quoted(token.text)}`);
    }
    this.next();
    return token.kind === 'word' && (operator === 'in' || operator === '==' || operator === '')
      ? this.#spacedRange(token)
      : token;
  }

  /** "80 .. 90" is "80..90". */
  #spacedRange(token: Token): Token {
    const { kind, text } = this.token;
    if (kind !== 'word' || !(text === '..' || (text.startsWith('..') && token.end < this.token.start))) {
      return token.text.endsWith('..') ? this.#rangeEnd(token) : token;
    }
    const dots = this.next();
    return this.#rangeEnd({ ...token, text: token.text + dots.text, end: dots.end });
  }

  #rangeEnd(token: Token): Token {
    if (!token.text.endsWith('..') || this.token.kind !== 'word') return token;
    const high = this.next();
    return { ...token, text: token.text + high.text, end: high.end };
  }
}
