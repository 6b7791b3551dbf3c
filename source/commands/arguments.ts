import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../filter/nearest.ts';
import { UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true; args: string[]; allowNegative: true }>
>;

/**
 * Options and operands of one command. `--no-NAME` switches a boolean off. Mistakes become a `UsageError`
 * that says what was meant, if that can be guessed.
 */
export function parseArguments<T extends Options>(words: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
      allowNegative: true,
    });
  } catch (error) {
    throw new UsageError(explain(error, options));
  }
}

/** For commands without operands: the first one is a mistake worth naming. */
export function refuseOperands(positionals: readonly string[]): void {
  const first = positionals[0];
  if (first !== undefined) throw new UsageError(`unexpected argument "${first}"`);
}

function explain(error: unknown, options: Options): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const given = /'([^']+)'/.exec(message)?.[1] ?? '';
    const known = Object.keys(options).map(name => `--${name}`);
    const meant = given.startsWith('--') ? nearest(given, known) : undefined;
    return `unknown option "${given}"${meant === undefined ? '' : ` — did you mean "${meant}"?`}`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const given = /'([^']+)'/.exec(message)?.[1]?.replace(/ <value>$/, '') ?? '';
    if (/argument missing/.test(message)) return `option "${given}" needs a value`;
    if (/does not take an argument/.test(message)) return `option "${given}" takes no value`;
    if (/ambiguous/.test(message)) {
      const joint = given.startsWith('--') ? '=' : '';
      return `option "${given}" is followed by something that looks like an option; write "${given}${joint}VALUE" to mean it`;
    }
  }
  // The first sentence of what Node says; the rest of its text is advice about its own syntax.
  return message.split(/\.\s/)[0] ?? message;
}
