import { addressTest, hardwareTest } from './compile-addresses.ts';
import { codedTest } from './compile-codes.ts';
import { bitsTest, numberTest } from './compile-numbers.ts';
import { textTest } from './compile-texts.ts';
import { timeTest } from './compile-times.ts';
import { type Field, fieldNamed } from './fields.ts';
import type { FilterProblem } from './problem.ts';
import { layerOf, protocolMeant, protocolsWhere } from './protocols.ts';
import type { Expression, FieldTest, ProtocolTest, TextMode } from './syntax.ts';
import type { Column, FilterTarget, LateValues, ProtocolColumn, RowTest } from './target.ts';
import { matcher } from './text-match.ts';

export type CompileResult =
  | {
      readonly ok: true;
      /** Whether a row of the target matches. Allocates nothing, texts excepted. */
      readonly matches: RowTest;
      /** What one row costs at most, in looks at a number column. */
      readonly cost: number;
      /** Where the filter asks for something that may become known later. */
      readonly late?: LateValues;
    }
  | { readonly ok: false; readonly problem: FilterProblem };

type Compiled = { readonly matches: RowTest; readonly cost: number };

const protocolCost = 2;
const addressCost = 3;

/** Turns a filter into a predicate over rows of `target`. Fields the target lacks are a problem of kind `elsewhere`. */
export function compileFilter(expression: Expression, target: FilterTarget): CompileResult {
  const problem = whatIsMissing(expression, target);
  if (problem !== undefined) return { ok: false, problem };
  const late = lateOf(expression, target);
  return { ok: true, ...compile(expression, target), ...(late === undefined ? {} : { late }) };
}

/** A table has one kind of late values, so the first there is stands for all. */
function lateOf(expression: Expression, target: FilterTarget): LateValues | undefined {
  if (expression.kind === 'not') return lateOf(expression.part, target);
  if (expression.kind === 'and' || expression.kind === 'or') {
    for (const part of expression.parts) {
      const late = lateOf(part, target);
      if (late !== undefined) return late;
    }
  }
  if (expression.kind !== 'field') return undefined;
  const column = columnFor(expression.field, target);
  return column?.kind === 'coded' ? column.late : undefined;
}

function compile(expression: Expression, target: FilterTarget): Compiled {
  switch (expression.kind) {
    case 'all':
      return { matches: () => true, cost: 0 };
    case 'not': {
      const { matches, cost } = compile(expression.part, target);
      return { matches: row => !matches(row), cost };
    }
    case 'protocol':
      return { matches: protocolTest(expression, target), cost: protocolCost };
    case 'field':
      return compileField(expression, target);
    default:
      return chain(
        expression.kind,
        expression.parts.map(part => compile(part, target)),
      );
  }
}

/** Cheap parts first: tests have no effects, so the order is ours to choose. */
function chain(kind: 'and' | 'or', parts: readonly Compiled[]): Compiled {
  const tests = parts.toSorted((a, b) => a.cost - b.cost).map(part => part.matches);
  const cost = parts.reduce((sum, part) => sum + part.cost, 0);
  const [first, second, third] = tests;
  if (first === undefined || second === undefined) throw new RangeError('A chain has at least two parts.');
  const isAnd = kind === 'and';
  if (tests.length === 2) {
    return { cost, matches: isAnd ? row => first(row) && second(row) : row => first(row) || second(row) };
  }
  if (third !== undefined && tests.length === 3) {
    if (isAnd) return { cost, matches: row => first(row) && second(row) && third(row) };
    return { cost, matches: row => first(row) || second(row) || third(row) };
  }
  const matches = (row: number): boolean => {
    for (let index = 0; index < tests.length; index += 1) {
      if ((tests[index] as RowTest)(row) !== isAnd) return !isAnd;
    }
    return isAnd;
  };
  return { cost, matches };
}

function compileField(expression: FieldTest, target: FilterTarget): Compiled {
  const column = columnFor(expression.field, target);
  if (column === undefined) throw new RangeError('A missing column was compiled.');
  const { test, negated } = expression;
  switch (column.kind) {
    case 'number':
      if (test.test === 'bits') return { matches: bitsTest(column, test, negated), cost: 1 };
      return { matches: numberTest(column, test, negated), cost: column.values.length };
    case 'address':
      return { matches: addressTest(column, test, negated, expression.field.version), cost: addressCost };
    case 'hardware':
      return { matches: hardwareTest(column, test, negated), cost: addressCost };
    case 'text':
      return { matches: textTest(column, test, negated), cost: column.cost * column.values.length };
    case 'coded':
      return { matches: codedTest(column, test, negated), cost: column.codes.length };
    case 'time':
      return { matches: timeTest(column, test, negated, target.now()), cost: 2 };
    default:
      return { matches: shownProtocolTest(column, expression), cost: 1 };
  }
}

/** A bare protocol name: what the row is called, its family, or a layer it has. */
function protocolTest({ name }: ProtocolTest, target: FilterTarget): RowTest {
  const column = target.column('proto') as ProtocolColumn;
  const meant = protocolMeant(name);
  const chosen = protocolsWhere(word => word === name || word === meant);
  const { id } = column;
  const layer = layerOf(name);
  const hasLayer = layer === undefined ? undefined : column.layer(layer);
  if (hasLayer === undefined) return row => chosen[id(row)] === 1;
  return row => hasLayer(row) || chosen[id(row)] === 1;
}

/** What the Proto column shows. */
function shownProtocolTest({ id }: ProtocolColumn, { test, negated }: FieldTest): RowTest {
  if (test.test !== 'protocols') return row => id(row) > 0 !== negated;
  const chosen = protocolsWhere(anyOf(test.mode, test.needles));
  if (negated) return row => id(row) > 0 && chosen[id(row)] !== 1;
  return row => chosen[id(row)] === 1;
}

function anyOf(mode: TextMode, needles: readonly string[]): (word: string) => boolean {
  const tests = needles.map(needle => matcher(mode, needle));
  return word => tests.some(test => test(word));
}

const kinds = {
  number: 'number',
  bit: 'number',
  address: 'address',
  hardware: 'hardware',
  text: 'text',
  time: 'time',
  protocol: 'protocol',
} as const;

/** The column behind a field; one of the wrong kind is as good as none. */
function columnFor(field: Field, target: FilterTarget): Column | undefined {
  const of = field.bit === undefined ? field : fieldNamed(field.bit.of);
  const column = target.column(of.name);
  const kind = column?.kind === 'coded' ? column.of.kind : column?.kind;
  return kind === kinds[field.type] ? column : undefined;
}

/** The first test about something the table does not have. */
function whatIsMissing(expression: Expression, target: FilterTarget): FilterProblem | undefined {
  switch (expression.kind) {
    case 'all':
      return undefined;
    case 'not':
      return whatIsMissing(expression.part, target);
    case 'and':
    case 'or':
      for (const part of expression.parts) {
        const problem = whatIsMissing(part, target);
        if (problem !== undefined) return problem;
      }
      return undefined;
    default: {
      const field = expression.kind === 'protocol' ? fieldNamed('proto') : expression.field;
      if (columnFor(field, target) !== undefined) return undefined;
      const { start, end } = expression;
      const { table } = target;
      // Known for these rows in principle, only not here.
      const message = field.about.includes(table)
        ? `field "${field.name}" is not known for these ${table}`
        : `field "${field.name}" is about ${field.about}, the ${table} table has no such column`;
      return { kind: 'elsewhere', start, end, message };
    }
  }
}
