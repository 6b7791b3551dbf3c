#!/usr/bin/env node
import { type CommandContext, CommandError, exitCodes, UsageError } from './commands/command.ts';
import { findCommand, loadDefault } from './commands/index.ts';
import { safeString } from './decode/text.ts';

/** After standard output closed (`| head`), how long a command may take to put its files in order. */
const closedOutputGraceMilliseconds = 2_000;
/** What shells report for a process ended by Ctrl-C. */
const interruptedExitCode = 130;

const controller = new AbortController();
let outputClosed = false;

const context: CommandContext = {
  signal: controller.signal,
  print(text) {
    if (!outputClosed) process.stdout.write(text);
  },
  warn(line) {
    process.stderr.write(`${line}\n`);
  },
  environment: process.env,
};

listenForSignals();
listenForClosedOutput();
process.on('uncaughtException', error => process.exit(explain(error)));

const code = await main(process.argv.slice(2)).catch(explain);
// Whatever is still in the pipe must leave before the process does; handles left open must not keep it.
if (outputClosed) process.exit(exitCodes.done);
process.stdout.write('', () => {
  const { errored } = process.stdout;
  process.exit(errored === null ? code : outputFailed(errored));
});

async function main(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === '--version' || first === '-V') {
    const { version } = await import('./commands/version.ts');
    context.print(`oddwire ${version}\n`);
    return exitCodes.done;
  }
  if (first === undefined) return (await loadDefault()).run([], context);
  const name = first === '--help' || first === '-h' ? 'help' : first;
  if (name.startsWith('-')) throw new UsageError(`unknown option "${name}"`);
  const entry = findCommand(name);
  if (entry === undefined) throw (await import('./commands/help.ts')).unknownCommand(name);
  const command = await entry.load();
  if (asksForHelp(rest)) {
    context.print(command.usage);
    return exitCodes.done;
  }
  return command.run(rest, context);
}

/** `--help` anywhere before `--`. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

/** Says in one sentence what went wrong; returns the exit code. */
function explain(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  const expected = error instanceof UsageError || error instanceof CommandError;
  // Others' messages may have many lines; ours are one sentence, in which a line end was typed by somebody.
  const sentence = safeString(expected ? message : (message.split('\n')[0] ?? ''));
  context.warn(`oddwire: ${sentence === '' ? 'stopped for an unknown reason' : sentence}`);
  if (error instanceof UsageError) {
    const program = process.env['ODDWIRE_COMMAND'] ?? 'oddwire';
    const command = findCommand(process.argv[2] ?? '')?.name ?? '';
    context.warn(`To see what there is: ${program} help${command === 'help' ? '' : ` ${command}`}`.trimEnd());
    return exitCodes.usage;
  }
  if (!expected && process.env['ODDWIRE_DEBUG'] === '1' && error instanceof Error) {
    context.warn(error.stack ?? '');
  }
  return exitCodes.failed;
}

/** The first signal asks the command to finish; the second one does not ask. */
function listenForSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(interruptedExitCode);
      controller.abort(name);
    });
  }
}

function listenForClosedOutput(): void {
  process.stdout.on('error', error => {
    if (!hasCode(error, 'EPIPE')) process.exit(outputFailed(error));
    outputClosed = true;
    controller.abort('standard output closed');
    setTimeout(() => process.exit(exitCodes.done), closedOutputGraceMilliseconds).unref();
  });
  // Nobody is left to read a complaint about standard error.
  process.stderr.on('error', () => undefined);
}

/** Returns the exit code; a reader that went away is no failure. */
function outputFailed(error: Error): number {
  if (hasCode(error, 'EPIPE')) return exitCodes.done;
  const reason = hasCode(error, 'ENOSPC') ? 'the disk is full' : error.message;
  return explain(new CommandError(`cannot write the output: ${reason}`));
}

function hasCode(error: Error, code: string): boolean {
  return 'code' in error && error.code === code;
}
