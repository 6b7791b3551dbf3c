import { expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';

const options = {
  limit: { type: 'string', short: 'l' },
  colour: { type: 'boolean' },
} as const;

it('gives values and operands', () => {
  const { values, positionals } = parseArguments(['--limit', '5', 'file', '--no-colour'], options);
  expect(values).toEqual(Object.assign(Object.create(null), { limit: '5', colour: false }));
  expect(positionals).toEqual(['file']);
});

it.each([
  [['--limt'], 'unknown option "--limt" — did you mean "--limit"?'],
  [['--whatever'], 'unknown option "--whatever"'],
  [['-x'], 'unknown option "-x"'],
  [['--limit'], 'option "-l, --limit" needs a value'],
  [['--colour=red'], 'option "--colour" takes no value'],
  [
    ['--limit', '--colour'],
    'option "--limit" is followed by something that looks like an option; write "--limit=VALUE" to mean it',
  ],
  [
    ['-l', '-1'],
    'option "-l" is followed by something that looks like an option; write "-lVALUE" to mean it',
  ],
])('%j is explained in one sentence', (words, message) => {
  expect(() => parseArguments(words, options)).toThrow(UsageError);
  expect(() => parseArguments(words, options)).toThrow(message);
});
