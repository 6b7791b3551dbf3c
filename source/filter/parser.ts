import { bareTerm, fieldFollowedByNothing } from './bare-words.ts';
import { type Field, fieldNamed, fieldWords, findField } from './fields.ts';
import { FilterMistake, type FilterProblem, incomplete, quoted, wrong } from './problem.ts';
import { protocolWords } from './protocols.ts';
import { connectives, isReserved, suggest } from './suggest.ts';
import type { Expression } from './syntax.ts';
import { type Operator, TokenStream } from './token-stream.ts';
import { type Token, tokenize } from './tokens.ts';
import { checkOperator, understand } from './value-parser.ts';

export type ParseResult =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: FilterProblem };

/** Nobody nests deeper; the limit keeps hostile text from exhausting the stack. */
const maxDepth = 100;

/** Understands a filter. Never throws, whatever the text; the empty text is the filter that lets all pass. */
export function parseFilter(text: string): ParseResult {
  try {
    return { ok: true, expression: new Parser(text).parse() };
  } catch (error) {
    if (error instanceof FilterMistake) return { ok: false, problem: error.problem };
    throw error;
  }
}

class Parser {
  readonly #input: TokenStream;
  readonly #textEnd: number;
  #depth = 0;

  constructor(text: string) {
    this.#input = new TokenStream(tokenize(text));
    this.#textEnd = text.length;
  }

  parse(): Expression {
    if (this.#input.token.kind === 'end') return { kind: 'all', start: 0, end: this.#textEnd };
    const expression = this.#or();
    const surplus = this.#input.token;
    if (surplus.kind === 'end') return expression;
    if (surplus.kind === 'close') throw wrong(surplus, 'this parenthesis closes nothing');
    throw wrong(surplus, `${quoted(surplus.text)} cannot stand here`);
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#input.isConnective('or')) {
      const connective = this.#input.next();
      this.#needsOperand(connective);
      parts.push(this.#and());
    }
    return joined('or', parts);
  }

  /** Terms side by side mean `and`, as in tcpdump's "tcp port 80". */
  #and(): Expression {
    const parts = [this.#unary()];
    for (;;) {
      if (this.#input.isConnective('and')) {
        const connective = this.#input.next();
        this.#needsOperand(connective);
      } else if (!this.#beginsTerm()) return joined('and', parts);
      parts.push(this.#unary());
    }
  }

  #beginsTerm(): boolean {
    const { kind } = this.#input.token;
    if (kind === 'open' || kind === 'text') return true;
    if (kind === 'word') return !this.#input.isConnective('or');
    return this.#input.isConnective('not');
  }

  #needsOperand(connective: Token): void {
    if (this.#input.token.kind !== 'end') return;
    throw incomplete(connective, `something must follow "${connective.text.toLowerCase()}"`);
  }

  #unary(): Expression {
    const start = this.#input.token;
    if (this.#input.isConnective('not')) {
      this.#input.next();
      this.#needsOperand(start);
      this.#enter(start);
      const part = this.#unary();
      this.#depth -= 1;
      return { kind: 'not', part, start: start.start, end: part.end };
    }
    if (start.kind !== 'open') return this.#term();
    this.#input.next();
    this.#enter(start);
    if (this.#input.token.kind === 'close')
      throw wrong({ start: start.start, end: this.#input.token.end }, 'nothing stands in these parentheses');
    if (this.#input.token.kind === 'end') throw incomplete(start, 'this parenthesis is never closed');
    const inner = this.#or();
    const close = this.#input.next();
    this.#depth -= 1;
    if (close.kind === 'end') throw incomplete(start, 'this parenthesis is never closed');
    if (close.kind !== 'close') throw wrong(close, `${quoted(close.text)} cannot stand here`);
    return { ...inner, start: start.start, end: close.end };
  }

  #enter(place: Token): void {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw wrong(place, `a filter nests at most ${maxDepth} deep`);
  }

  #term(): Expression {
    const token = this.#input.token;
    if (token.kind === 'text') {
      this.#input.next();
      const values = [token];
      return understand({
        ...this.#spanning(token, token),
        field: fieldNamed('info'),
        operator: 'contains',
        negated: false,
        values,
      });
    }
    if (token.kind !== 'word') throw wrong(token, this.#cannotBegin(token));
    if (isReserved(token.text)) throw wrong(token, `something must stand before ${quoted(token.text)}`);
    this.#input.next();
    const field = this.#fieldAt(token);
    const operator =
      field?.countries === true && this.#isCountryAhead() ? undefined : this.#input.operatorAhead();
    if (operator !== undefined)
      return this.#comparison(token, field ?? unknownField(token, this.#input.token), operator);
    if (field === undefined) return bareTerm(token, this.#textEnd);
    return this.#bareField(token, field);
  }

  /** Some codes of countries are operators elsewhere: Georgia, Guatemala, Lithuania; Niger and India stand alone. */
  #isCountryAhead(): boolean {
    const { kind, text } = this.#input.token;
    if (kind !== 'word') return false;
    const word = text.toLowerCase();
    if (word === 'ge' || word === 'gt' || word === 'lt') return true;
    if (word !== 'ne' && word !== 'in') return false;
    const follows = this.#input.peek(1);
    const isConnective = connectives.some(one => one === follows.text.toLowerCase());
    return follows.kind === 'word' ? isConnective : !['text', 'open-brace'].includes(follows.kind);
  }

  #cannotBegin(token: Token): string {
    if (token.kind === 'operator' && token.text !== 'and' && token.text !== 'or') {
      return `a field must stand before "${token.text}"`;
    }
    return token.kind === 'end'
      ? 'something is missing at the end'
      : `something must stand before "${token.text}"`;
  }

  /** Also two words: "src port", "dst host". */
  #fieldAt(token: Token): Field | undefined {
    const word = token.text.toLowerCase();
    const field = findField(word);
    if (word !== 'src' && word !== 'dst') return field;
    const next = this.#input.token;
    const qualified = next.kind === 'word' ? findField(next.text)?.sides?.[word] : undefined;
    if (qualified === undefined) return field;
    this.#input.next();
    return fieldNamed(qualified);
  }

  #comparison(name: Token, field: Field, operator: Operator): Expression {
    const place = this.#input.token;
    this.#input.skip(operator.tokens);
    if (operator.name === 'matches') {
      throw wrong(place, 'there are no regular expressions here; "~" takes * and ?', '~');
    }
    checkOperator(field, operator.name, place);
    const values = this.#input.values(place, operator.name);
    const last = this.#input.previous ?? place;
    const comparison = {
      ...this.#spanning(name, last),
      field,
      operator: operator.name,
      negated: operator.negated,
      values,
    };
    return operator.name === '&' ? this.#masked(comparison) : understand(comparison);
  }

  /** `tcp.flags & 0x12 == 0x02` compares what the mask leaves. */
  #masked(comparison: Parameters<typeof understand>[0]): Expression {
    const expression = understand(comparison);
    const operator = this.#input.operatorAhead();
    if (operator?.name !== '==' || expression.kind !== 'field' || expression.test.test !== 'bits')
      return expression;
    const place = this.#input.next();
    const values = this.#input.values(place, '==');
    const last = this.#input.previous ?? place;
    const equal = understand({ ...comparison, operator: '&', values, end: last.end });
    if (equal.kind !== 'field' || equal.test.test !== 'bits') return expression;
    const test = { ...expression.test, wanted: equal.test.mask };
    return { ...expression, test, negated: operator.negated, end: last.end };
  }

  #bareField(name: Token, field: Field): Expression {
    const values = this.#startsBareValue(field) ? this.#input.values(name, '') : [];
    if (values.length === 0)
      return fieldFollowedByNothing(name, field, this.#input.previous ?? name, this.#textEnd);
    const last = this.#input.previous ?? name;
    return understand({ ...this.#spanning(name, last), field, operator: '', negated: false, values });
  }

  /** Whether what follows a field without operator is its value rather than the next term. */
  #startsBareValue(field: Field): boolean {
    const { kind, text } = this.#input.token;
    if (field.bare === 'alone') return false;
    if (kind === 'open-brace' || kind === 'text') return true;
    if (kind !== 'word' || connectives.some(one => one === text.toLowerCase())) return false;
    if (field.bare === 'value') return true;
    // "vlan 7" but "vlan tcp"; "sni example.com" but "sni tcp".
    if (field.type === 'text') return !isName(text) && !isReserved(text);
    if (Object.hasOwn(field.names ?? {}, text.toLowerCase())) return true;
    return !isName(text) && /^[\d[]|[:]/.test(text);
  }

  #spanning(first: Token, last: Token): { start: number; end: number; textEnd: number } {
    return { start: first.start, end: last.end, textEnd: this.#textEnd };
  }
}

function joined(kind: 'and' | 'or', parts: readonly Expression[]): Expression {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('Nothing to join.');
  return parts.length === 1 ? first : { kind, parts, start: first.start, end: last.end };
}

function isName(word: string): boolean {
  return findField(word) !== undefined || protocolWords().has(word.toLowerCase());
}

/** A word before an operator that is no field. */
function unknownField(token: Token, operator: Token): never {
  if (protocolWords().has(token.text.toLowerCase())) {
    const both = { start: token.start, end: operator.end };
    throw wrong(both, `${quoted(token.text)} is a protocol: it stands alone and has no value`);
  }
  throw wrong(token, `unknown field ${quoted(token.text)}`, suggest(token.text, fieldWords()));
}
