import { nearest } from '../filter/nearest.ts';
import type { JsonField, JsonNode } from './json-lines.ts';

/** Values in a configuration file: what they are, or what is wrong with them and where. */

export type FieldProblem = {
  readonly line: number;
  /** Names below the field: `keys.pause`. */
  readonly path: readonly string[];
  readonly message: string;
};

export function wrong(
  node: { readonly line: number },
  message: string,
  path: readonly string[] = [],
): FieldProblem {
  return { line: node.line, path, message };
}

export function text(node: JsonNode): string | FieldProblem {
  return node.kind === 'text' ? node.value : wrong(node, 'a text in quotes was expected');
}

export function choice<T extends string>(node: JsonNode, choices: readonly T[], what = ''): T | FieldProblem {
  const value = text(node);
  if (typeof value !== 'string') return value;
  const found = choices.find(one => one === value);
  return found ?? wrong(node, unknown(value, choices, what));
}

export function listOf<T extends string>(
  node: JsonNode,
  choices: readonly T[],
  what: string,
): T[] | FieldProblem {
  if (node.kind !== 'list') return wrong(node, 'a list was expected: [ … ]');
  const values: T[] = [];
  for (const item of node.items) {
    const value = choice(item, choices, what);
    if (typeof value !== 'string') return value;
    values.push(value);
  }
  return values;
}

/** Reads the fields of an object whose names must be among those known. */
export function eachField(
  node: JsonNode,
  known: readonly string[],
  what: string,
  take: (field: JsonField) => FieldProblem | undefined,
): FieldProblem | undefined {
  if (node.kind !== 'object') return wrong(node, 'an object was expected: { … }');
  for (const field of node.fields) {
    if (!known.includes(field.name)) return wrong(field, unknown(field.name, known, what));
    const problem = take(field);
    if (problem !== undefined) return { ...problem, path: [field.name, ...problem.path] };
  }
  return undefined;
}

function unknown(value: string, choices: readonly string[], what: string): string {
  const meant = nearest(value, choices);
  const hint = meant === undefined ? `there are ${choices.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown${what === '' ? '' : ` ${what}`} "${value}" — ${hint}`;
}
