import type { Command } from '../commands/command.ts';

export type CommandRun = {
  /** Undefined when the command threw. */
  readonly code: number | undefined;
  readonly output: string;
  readonly warnings: readonly string[];
  /** The message of what it threw. */
  readonly error: string | undefined;
};

/** Runs a command in this process, with what it printed and warned of collected. */
export async function runCommand(
  command: Command,
  words: readonly string[],
  signal = new AbortController().signal,
): Promise<CommandRun> {
  let output = '';
  const warnings: string[] = [];
  const context = {
    signal,
    print: (text: string) => {
      output += text;
    },
    warn: (line: string) => {
      warnings.push(line);
    },
    environment: {},
  };
  try {
    return { code: await command.run(words, context), output, warnings, error: undefined };
  } catch (error) {
    return {
      code: undefined,
      output,
      warnings,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}
