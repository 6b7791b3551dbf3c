/** JSON with the line every value stands in, so that a mistake in a file can be pointed at. */

export type JsonNode = { readonly line: number } & (
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly fields: readonly JsonField[] }
);

export type JsonField = { readonly name: string; readonly line: number; readonly value: JsonNode };

export type JsonResult =
  | { readonly ok: true; readonly node: JsonNode }
  | { readonly ok: false; readonly line: number; readonly message: string };

const maxDepth = 16;

export function parseJsonLines(text: string): JsonResult {
  const parser = new Parser(text);
  try {
    return { ok: true, node: parser.document() };
  } catch (error) {
    if (error instanceof JsonMistake) return { ok: false, line: error.line, message: error.message };
    throw error;
  }
}

class JsonMistake extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const literals = { true: true, false: false, null: undefined } as const;
const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\n]|\\.)*"/y;
const word = /[A-Za-z]+/y;

class Parser {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const node = this.#value();
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#mistake(`unexpected ${this.#shown()} after the end`);
    return node;
  }

  #value(): JsonNode {
    this.#blanks();
    const line = this.#line;
    switch (this.#text[this.#at]) {
      case '{':
        return { kind: 'object', line, fields: this.#enclosed('}', () => this.#field()) };
      case '[':
        return { kind: 'list', line, items: this.#enclosed(']', () => this.#value()) };
      case '"':
        return { kind: 'text', line, value: this.#string() };
      default:
        return this.#plain(line);
    }
  }

  #plain(line: number): JsonNode {
    const digits = this.#match(number);
    if (digits !== undefined) return { kind: 'number', line, value: Number(digits) };
    const start = this.#at;
    const name = this.#match(word);
    if (name === undefined || !Object.hasOwn(literals, name)) {
      this.#at = start;
      throw this.#mistake(`a value was expected, not ${this.#shown()}`);
    }
    const value = literals[name as keyof typeof literals];
    return value === undefined ? { kind: 'null', line } : { kind: 'truth', line, value };
  }

  #field(): JsonField {
    this.#blanks();
    const line = this.#line;
    if (this.#text[this.#at] !== '"')
      throw this.#mistake(`a field name in quotes was expected, not ${this.#shown()}`);
    const name = this.#string();
    this.#blanks();
    if (this.#text[this.#at] !== ':') throw this.#mistake(`a colon was expected after "${name}"`);
    this.#at += 1;
    return { name, line, value: this.#value() };
  }

  #enclosed<T>(end: string, next: () => T): T[] {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw this.#mistake('too deeply nested');
    const items: T[] = [];
    this.#at += 1;
    this.#blanks();
    while (this.#text[this.#at] !== end) {
      items.push(next());
      this.#blanks();
      const sign = this.#text[this.#at];
      if (sign === end) break;
      if (sign !== ',') throw this.#mistake(`a comma or "${end}" was expected, not ${this.#shown()}`);
      this.#at += 1;
      this.#blanks();
      if (this.#text[this.#at] === end) throw this.#mistake(`a comma before "${end}" is one too many`);
    }
    this.#at += 1;
    this.#depth -= 1;
    return items;
  }

  #string(): string {
    const quoted = this.#match(string);
    if (quoted === undefined) throw this.#mistake('a text has no closing quote');
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#mistake('a text holds a wrong escape or a control character');
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #blanks(): void {
    for (; ; this.#at++) {
      const sign = this.#text[this.#at];
      if (sign === '\n') this.#line += 1;
      else if (sign !== ' ' && sign !== '\t' && sign !== '\r') return;
    }
  }

  #shown(): string {
    const sign = this.#text.codePointAt(this.#at);
    return sign === undefined ? 'the end of the file' : `"${String.fromCodePoint(sign)}"`;
  }

  #mistake(message: string): JsonMistake {
    return new JsonMistake(this.#line, message);
  }
}
