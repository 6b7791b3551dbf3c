import {
  looksLikeAddress,
  looksLikeHardware,
  type Parsed,
  parseAddressRange,
  parseHardwareRange,
} from './address-values.ts';
import { countryCodeOf, countryStates, countryWords } from './country-words.ts';
import { type Field, fieldNamed, operatorsOf } from './fields.ts';
import { comparedNumber, parseNumber, parseNumberRange } from './number-values.ts';
import { incomplete, quoted, wrong } from './problem.ts';
import { protocolMeant, protocolsWhere, protocolWords } from './protocols.ts';
import { suggest } from './suggest.ts';
import type { Expression, FieldTest, Test, TextMode } from './syntax.ts';
import { comparedTime, parseTime, timeBetween } from './time-values.ts';
import type { Token } from './tokens.ts';

/** A field, an operator ('' when a value simply follows) and its values, all as typed. */
export type Comparison = {
  readonly field: Field;
  readonly operator: string;
  readonly negated: boolean;
  /** At least one. */
  readonly values: readonly Token[];
  readonly start: number;
  readonly end: number;
  /** Where the text ends: what stands there may still be being typed. */
  readonly textEnd: number;
};

/** Turns values into numbers and needles; throws a `FilterMistake` at the value that does not fit. */
export function understand(comparison: Comparison): Expression {
  const { field } = comparison;
  if (field.endpoint !== undefined) return endpointTest(comparison, field.endpoint);
  return fieldTest(comparison, testOf(comparison));
}

function testOf(comparison: Comparison): Test {
  const { field } = comparison;
  switch (field.type) {
    case 'number':
      return field.bits === true ? bitsTest(comparison) : numbersTest(comparison);
    case 'address':
      return { test: 'addresses', ranges: comparison.values.map(token => addressOf(comparison, token)) };
    case 'hardware':
      return {
        test: 'hardware',
        ranges: comparison.values.map(token => taken(comparison, token, parseHardwareRange(token.text))),
      };
    case 'time':
      return timesTest(comparison);
    case 'bit':
      return bitTest(comparison);
    case 'protocol':
      return protocolTest(comparison);
    default:
      return textTest(comparison);
  }
}

function fieldTest({ field, negated, start, end }: Comparison, test: Test): FieldTest {
  return { kind: 'field', field, test, negated, start, end };
}

/** The value, or the mistake at its place. */
function taken<T>(comparison: Comparison, token: Token, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const name = comparison.field.name;
  const message = parsed.bad.startsWith(name) ? parsed.bad : `${quoted(token.text)}: ${parsed.bad}`;
  if (parsed.partial && token.end === comparison.textEnd) throw incomplete(token, message);
  throw wrong(token, message);
}

function single(comparison: Comparison): Token {
  const [first, second] = comparison.values;
  if (first === undefined) throw wrong(comparison, 'a value is missing');
  if (second !== undefined) throw wrong(second, `"${comparison.operator}" compares with one value`);
  return first;
}

function isEquality(operator: string): boolean {
  return operator === '' || operator === '==' || operator === 'in';
}

function numbersTest(comparison: Comparison): Test {
  const { field, operator, values } = comparison;
  if (isEquality(operator)) {
    return {
      test: 'numbers',
      ranges: values.map(token => taken(comparison, token, parseNumberRange(field, token.text))),
    };
  }
  const token = single(comparison);
  return {
    test: 'numbers',
    ranges: [comparedNumber(field, operator, taken(comparison, token, parseNumber(field, token.text)))],
  };
}

/** Flags: names and numbers in a list are joined, except in a set, where each is one of the choices. */
function bitsTest(comparison: Comparison): Test {
  const { field, operator, values } = comparison;
  if (operator !== '' && operator !== '==' && operator !== 'has' && operator !== '&')
    return numbersTest(comparison);
  const mask = values.reduce(
    (bits, token) => bits | taken(comparison, token, parseNumber(field, token.text)),
    0,
  );
  if (operator === '&') return { test: 'bits', mask };
  if (operator === 'has') return { test: 'bits', mask, wanted: mask };
  return { test: 'numbers', ranges: [{ low: mask, high: mask }] };
}

function bitTest(comparison: Comparison): Test {
  const token = single(comparison);
  const set = { 1: true, true: true, set: true, 0: false, false: false }[token.text.toLowerCase()];
  const mask = comparison.field.bit?.mask ?? 0;
  if (set === undefined) throw wrong(token, `${comparison.field.name} is 1 or 0, not ${quoted(token.text)}`);
  return { test: 'bits', mask, wanted: set ? mask : 0 };
}

function timesTest(comparison: Comparison): Test {
  const { operator, values } = comparison;
  if (!isEquality(operator)) {
    const token = single(comparison);
    return {
      test: 'times',
      ranges: [comparedTime(operator, taken(comparison, token, parseTime(token.text)))],
    };
  }
  const ranges = values.flatMap(token => {
    const [from = '', to] = token.text.split('..');
    const low = taken(comparison, token, parseTime(from));
    if (to === undefined) return [comparedTime('==', low)];
    if (to === '' && token.end === comparison.textEnd)
      throw incomplete(token, 'the end of this range must follow');
    const between = timeBetween(low, taken(comparison, token, parseTime(to)));
    if (between === undefined)
      throw wrong(token, 'a range of times goes from an earlier one to a later one of the same kind');
    return between;
  });
  return { test: 'times', ranges };
}

function addressOf(comparison: Comparison, token: Token) {
  const { field } = comparison;
  if (!looksLikeAddress(token.text)) {
    if (/^\d{1,3}$/.test(token.text) && token.end === comparison.textEnd) {
      throw incomplete(token, 'an IPv4 address has four parts');
    }
    const named = /^[a-z_*][\w.*-]*$/i.test(token.text) ? nameInstead(field, token.text) : undefined;
    throw wrong(token, `${field.name} takes addresses, not ${quoted(token.text)}`, named);
  }
  const range = taken(comparison, token, parseAddressRange(token.text));
  if (field.version === 6 && range.version !== 6) {
    throw wrong(
      token,
      `${field.name} takes IPv6 addresses, not ${quoted(token.text)}`,
      `ip == ${token.text}`,
    );
  }
  return range;
}

function nameInstead(field: Field, text: string): string {
  const side = field.name.endsWith('.src') ? 'src' : field.name.endsWith('.dst') ? 'dst' : 'host';
  return `${side} ${text.slice(0, 40)}`;
}

/** `host`, `src`, `dst` take names and both kinds of addresses; a list may hold all of them. */
function endpointTest(comparison: Comparison, endpoint: NonNullable<Field['endpoint']>): Expression {
  const { operator, negated, values, start, end } = comparison;
  if (!isEquality(operator)) return fieldTest(comparison, textTest(comparison));
  const parts: Expression[] = [];
  const add = (fieldName: string | undefined, chosen: readonly Token[]): void => {
    if (chosen.length === 0) return;
    const field = fieldName === undefined ? comparison.field : fieldNamed(fieldName);
    const own = { ...comparison, field, values: chosen };
    parts.push(fieldTest(own, fieldName === undefined ? textTest(own) : testOf(own)));
  };
  const isText = (token: Token): boolean => token.kind === 'text';
  const hardware = values.filter(token => !isText(token) && looksLikeHardware(token.text));
  const addresses = values.filter(
    token =>
      !isText(token) &&
      !hardware.includes(token) &&
      (looksLikeAddress(token.text) || /^\d{1,3}$/.test(token.text)),
  );
  add(endpoint.address, addresses);
  add(endpoint.hardware, hardware);
  add(
    undefined,
    values.filter(token => !hardware.includes(token) && !addresses.includes(token)),
  );
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { kind: negated ? 'and' : 'or', parts, start, end };
}

function textTest(comparison: Comparison): Test {
  const { field, operator, values } = comparison;
  for (const token of values)
    if (token.text === '') throw wrong(token, `${field.name} cannot be compared with nothing`);
  const mode = textMode(field, operator, values);
  const isCountry = field.countries === true && mode === 'equals';
  const needles = values.map(token => (isCountry ? countryOf(comparison, token) : token.text.toLowerCase()));
  return { test: 'texts', mode, needles };
}

/** A country's code whatever it was called, so that rows are compared with nothing but codes. */
function countryOf({ textEnd }: Comparison, token: Token): string {
  const lower = token.text.toLowerCase();
  const code = countryCodeOf(lower) ?? countryStates.find(word => word === lower);
  if (code !== undefined) return code;
  const words = countryWords();
  const message = `there is no country ${quoted(token.text)}`;
  if (token.end === textEnd && words.some(word => word.startsWith(lower))) throw incomplete(token, message);
  throw wrong(token, message, lower.length > 2 ? suggest(lower, words) : undefined);
}

function textMode(field: Field, operator: string, values: readonly Token[]): TextMode {
  if (operator === 'contains') return 'contains';
  const hasPattern = values.some(token => /[*?]/.test(token.text));
  if (operator === '~' || operator === '') {
    if (hasPattern) return 'pattern';
    if (operator === '~' || field.bareContains === true) return 'contains';
    return field.domain === true ? 'under' : 'equals';
  }
  return 'equals';
}

function protocolTest(comparison: Comparison): Test {
  const { operator, values, field } = comparison;
  const mode = textMode(field, operator, values);
  const needles = values.map(token => protocolMeant(token.text.toLowerCase()));
  if (mode === 'equals') {
    values.forEach((token, index) => {
      const name = needles[index] ?? '';
      if (protocolWords().has(name) || protocolsWhere(word => word === name).includes(1)) return;
      const meant = suggest(token.text, protocolWords());
      const message = `there is no protocol ${quoted(token.text)}`;
      const begun =
        token.end === comparison.textEnd && [...protocolWords()].some(word => word.startsWith(name));
      throw begun ? incomplete(token, message, meant) : wrong(token, message, meant);
    });
  }
  return { test: 'protocols', mode, needles };
}

/** Refuses an operator the field does not have. */
export function checkOperator(field: Field, operator: string, place: Token): void {
  const known = operatorsOf(field);
  if (operator === '' || known.includes(operator)) return;
  // A set of one is written without braces by some.
  const kind = { number: 'a number', time: 'a time', text: 'text', protocol: 'a protocol', bit: '1 or 0' };
  const what = Object.hasOwn(kind, field.type) ? kind[field.type as keyof typeof kind] : 'an address';
  const hint = operator === 'has' && field.type === 'text' ? 'contains' : undefined;
  throw wrong(place, `${field.name} is ${what}: "${operator}" does not apply, ${known.join(' ')} do`, hint);
}
