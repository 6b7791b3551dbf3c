/** What a command is, what it gets, and how it says that it was called wrongly. */

export type CommandContext = {
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP or a closed standard output: finish, keep what there is, return. */
  readonly signal: AbortSignal;
  /** Writes to standard output as it is; add your own line ends. */
  readonly print: (text: string) => void;
  /** Writes one line for the person to standard error. */
  readonly warn: (line: string) => void;
  readonly environment: NodeJS.ProcessEnv;
};

export type Command = {
  /** What `help NAME` shows: the usage line first, then options and examples. */
  readonly usage: string;
  /** Resolves with the exit code; see `exitCodes`. */
  run(words: readonly string[], context: CommandContext): Promise<number>;
};

/** One line in the table of `commands/index.ts`; the module is loaded when it is asked for. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
};

export const exitCodes = {
  done: 0,
  /** It could not be done; one sentence on standard error says why. */
  failed: 1,
  /** The command line was not understood; nothing was done. */
  usage: 2,
} as const;

/** Thrown for a command line that cannot be understood: exit code 2 and a pointer to the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown for anything a person can do something about: exit code 1 and its message, nothing else. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
