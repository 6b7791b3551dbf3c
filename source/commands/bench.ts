import { benchmarks } from '../bench/run.ts';
import { nearest } from '../filter/nearest.ts';
import { parseArguments } from './arguments.ts';
import { type Command, CommandError, exitCodes, UsageError } from './command.ts';

export const bench: Command = {
  usage: `Usage: oddwire bench [NAME] [OPTIONS]

Runs the benchmark NAME and prints its report: one JSON object, alone on the
last line of standard output. Without NAME, lists the benchmarks.

Options:
      --runs NUMBER     repetitions (each benchmark has a default of at least 5)
      --minutes NUMBER  for how long, where a benchmark has no end of its own
      --quick           small inputs, to see that it works; numbers mean little

The report: bench, machine, goals (name, value, unit, goal, compare, met, peer),
runs, details. "met" is null where the program to compare with is not installed.
Exit code 0 also when a goal is missed.
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      runs: { type: 'string' },
      minutes: { type: 'string' },
      quick: { type: 'boolean', default: false },
    });
    const [name, second] = positionals;
    if (second !== undefined) throw new UsageError(`unexpected argument "${second}"`);
    if (name === undefined) {
      context.print(list());
      return exitCodes.done;
    }
    const entry = benchmarks[name];
    if (entry === undefined) throw unknownBenchmark(name);
    const runs = values.runs === undefined ? undefined : wholeNumber('runs', values.runs);
    const minutes = values.minutes === undefined ? undefined : wholeNumber('minutes', values.minutes);
    const benchmark = await entry.load();
    const report = await benchmark.run({
      ...(runs === undefined ? {} : { runs }),
      ...(minutes === undefined ? {} : { minutes }),
      quick: values.quick,
      signal: context.signal,
      log: line => context.warn(line),
    });
    if (context.signal.aborted) throw new CommandError(`benchmark "${name}" was interrupted; no report`);
    for (const goal of report.goals) {
      const verdict = goal.met === null ? 'not decided' : goal.met ? 'met' : 'MISSED';
      const peer = goal.peer === null ? '' : `  (${goal.peer})`;
      context.warn(
        `${goal.name}: ${goal.value ?? '-'} ${goal.unit}, goal ${goal.compare} ${goal.goal}: ${verdict}${peer}`,
      );
    }
    context.print(`${JSON.stringify(report)}\n`);
    return exitCodes.done;
  },
};

function list(): string {
  const names = Object.keys(benchmarks);
  if (names.length === 0) return 'No benchmarks yet.\n';
  const width = Math.max(...names.map(name => name.length));
  const lines = Object.entries(benchmarks).map(
    ([name, entry]) => `  ${name.padEnd(width)}  ${entry.summary}`,
  );
  return `Benchmarks (./start.sh bench NAME):\n${lines.join('\n')}\n`;
}

function unknownBenchmark(name: string): UsageError {
  const names = Object.keys(benchmarks);
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? ` — there are: ${names.join(', ') || 'none yet'}` : ` — did you mean "${meant}"?`;
  return new UsageError(`unknown benchmark "${name}"${hint}`);
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--${option} wants a whole number from 1, not "${text}"`);
  return Number(text);
}
