import { nearest } from '../filter/nearest.ts';
import { parseArguments } from './arguments.ts';
import { type Command, exitCodes, UsageError } from './command.ts';
import { commands, findCommand } from './index.ts';

/** Things to explain that are no commands. */
const topics: Readonly<Record<string, () => Promise<string>>> = {
  filter: async () => (await import('../filter/help.ts')).filterHelp(),
  config: async () => (await import('../ui/configuration.ts')).configurationHelp(),
};

export const help: Command = {
  usage: `Usage: oddwire help [COMMAND|filter|config]

Explains Oddwire, or one command in full; so does "oddwire COMMAND --help".
"oddwire help filter" explains the language of display filters, "oddwire help
config" options that stay and how to change keys.
`,
  async run(words, context) {
    const { positionals } = parseArguments(words, {});
    const [name, second] = positionals;
    if (second !== undefined) throw new UsageError(`unexpected argument "${second}"`);
    if (name === undefined) context.print(overview());
    else context.print((await usageOf(name)) ?? '');
    return exitCodes.done;
  },
};

/** The sentence for a command that does not exist; `topics` could also have been meant. */
export function unknownCommand(name: string, topics: readonly string[] = []): UsageError {
  const names = [...commands.map(command => command.name), ...topics];
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? ` — the commands are ${names.join(', ')}` : ` — did you mean "${meant}"?`;
  return new UsageError(`unknown command "${name}"${hint}`);
}

async function usageOf(name: string): Promise<string> {
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
  if (topic !== undefined) return topic();
  const entry = findCommand(name);
  if (entry === undefined) throw unknownCommand(name, Object.keys(topics));
  return (await entry.load()).usage;
}

function overview(): string {
  const width = Math.max(...commands.map(command => command.name.length));
  const list = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`).join('\n');
  return `Oddwire shows what is odd on the wire.

Usage: oddwire COMMAND [OPTIONS]
       oddwire            choose what to watch (no terminal: list interfaces)

Commands:
${list}

"oddwire help filter" explains display filters; "oddwire help config", options
that stay and keys.

Options:
  -h, --help       this text; after a command, the help of that command
      --version    the version

Exit codes:
  0  done; also a capture that you ended with Ctrl-C
  1  it could not be done; one sentence on standard error says why
  2  the command line was not understood; nothing was done

In a checkout, "./start.sh" stands for "oddwire": it installs and builds what is
missing, then runs it. "./start.sh test" runs all tests.
ODDWIRE_DEBUG=1 adds the stack to an unexpected error.
`;
}
