import { looksLikeAddress, looksLikeHardware } from './address-values.ts';
import { type Field, fieldNamed, fieldWords } from './fields.ts';
import { incomplete, quoted, wrong } from './problem.ts';
import { protocolWords } from './protocols.ts';
import { serviceWords } from './services.ts';
import { closeName, suggest } from './suggest.ts';
import type { Expression } from './syntax.ts';
import { looksLikeTime } from './time-values.ts';
import type { Token } from './tokens.ts';
import { understand } from './value-parser.ts';

/**
 * A word that stands alone and is no field, in this order:
 *
 * 1. a protocol (`tcp`, `dns`, `tls`): what the packet is or a layer it has;
 * 2. an address, a network, a range of addresses; a hardware address: either end;
 * 3. a service (`https`): either port;
 * 4. a number or a time: a mistake, because it could mean many things;
 * 5. a word with a dot whose beginning is a field or protocol (`tcp.prot`): a mistake, with a guess;
 * 6. a word close to a name (see `closeName`): a mistake, with the guess. In quotes it is searched for;
 * 7. anything else is searched for in Info; with * or ? as a pattern anywhere in it.
 */
export function bareTerm(token: Token, textEnd: number): Expression {
  const { text, start, end } = token;
  const word = text.toLowerCase();
  const compare = (name: string, operator: string, values: readonly Token[] = [token]): Expression =>
    understand({ field: fieldNamed(name), operator, negated: false, values, start, end, textEnd });
  if (protocolWords().has(word)) return { kind: 'protocol', name: word, start, end };
  if (looksLikeHardware(text)) return compare('eth', '==');
  if (looksLikeTime(text)) throw loneTime(token, textEnd);
  if (looksLikeAddress(text)) return compare('ip', '==');
  if (serviceWords().has(word)) return compare('service', '==');
  if (/^-?\d/.test(word) && /^-?(0x[0-9a-f]*|[\d.,-]+[kmgshd]?)$/.test(word))
    throw loneNumber(token, textEnd);
  const guess = dottedGuess(word) ?? closeName(word, end === textEnd);
  if (guess !== undefined) throw unknownWord(token, guess, textEnd);
  if (/[*?]/.test(text)) return compare('info', '~', [{ ...token, text: `*${text}*` }]);
  return compare('info', 'contains');
}

function loneTime(token: Token, textEnd: number): Error {
  const message = `${quoted(token.text)} alone says nothing`;
  const suggestion = `time == ${token.text.slice(0, 40)}`;
  // It may become an address.
  return token.end === textEnd ? incomplete(token, message, suggestion) : wrong(token, message, suggestion);
}

function loneNumber(token: Token, textEnd: number): Error {
  const message = `${quoted(token.text)} alone says nothing`;
  const isPort = /^\d{1,5}(-\d{1,5})?$/.test(token.text);
  const place = token.end === textEnd && !token.text.startsWith('-');
  const suggestion = isPort ? `port ${token.text}` : undefined;
  // It may become an address.
  return place ? incomplete(token, message, suggestion) : wrong(token, message, suggestion);
}

/** 'tcp.prot' and 'http.hots' were meant as fields; 'example.com' was not. */
function dottedGuess(word: string): string | undefined {
  const prefix = /^([a-z0-9_]+)\./.exec(word)?.[1];
  if (prefix === undefined || !protocolWords().has(prefix)) return undefined;
  return suggest(
    word,
    [...fieldWords()].filter(name => name.startsWith(`${prefix}.`)),
  );
}

/** A beginning of a name, at the end of the text, is being typed. */
function unknownWord(token: Token, guess: string, textEnd: number): Error {
  const message = `unknown word ${quoted(token.text)}`;
  const hint = 'In quotes it is searched for.';
  const begun = token.end === textEnd && guess.startsWith(token.text.toLowerCase());
  return begun ? incomplete(token, message, guess, hint) : wrong(token, message, guess, hint);
}

/** The field's name alone: a protocol, a question for its presence, or a value is missing. */
export function fieldFollowedByNothing(name: Token, field: Field, last: Token, textEnd: number): Expression {
  const { start } = name;
  const { end } = last;
  const word = name.text.toLowerCase();
  const isOneWord = last === name;
  if (isOneWord && protocolWords().has(word)) return { kind: 'protocol', name: word, start, end };
  if (field.bare === 'value') {
    const message = `a value must follow ${quoted(name.text)}, such as ${field.example}`;
    throw end === textEnd || end + 1 >= textEnd
      ? incomplete({ start, end }, message)
      : wrong({ start, end }, message);
  }
  if (field.bit !== undefined) {
    const { mask } = field.bit;
    return { kind: 'field', field, test: { test: 'bits', mask, wanted: mask }, negated: false, start, end };
  }
  return { kind: 'field', field, test: { test: 'present' }, negated: false, start, end };
}
