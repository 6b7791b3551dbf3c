import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nearest } from '../filter/nearest.ts';
import type { Incident, Scenario } from '../lab/contracts.ts';
import { labelCapture } from '../lab/labels.ts';
import { writeLabels } from '../lab/labels-file.ts';
import { cleanLeftovers } from '../lab/leftovers.ts';
import { labFolderPrefix } from '../lab/mark.ts';
import { rewriteCapture, rewriteIncidents } from '../lab/rewrite.ts';
import { runScenario } from '../lab/run.ts';
import { scenarios } from '../lab/scenarios/index.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandContext, CommandError, exitCodes, UsageError } from './command.ts';
import { table } from './table.ts';

const largestSeed = 0xffff_ffff;

export const lab: Command = {
  usage: `Usage: oddwire lab list
       oddwire lab run SCENARIO [--seed NUMBER]
       oddwire lab record SCENARIO -o FILE [--seed NUMBER] [--world] [--blank]
                          [--overwrite]
       oddwire lab clean

A small network on this machine, made of Linux network namespaces: hosts, a
router, an internet behind it. Real programs talk, real attack tools attack, and
what crosses the wire is recorded and labelled. Nothing leaves the namespaces,
and nothing of them stays. Needs root on Linux.

  list     the scenarios
  run      play one, without recording it
  record   play and record one: FILE (.pcapng or .pcapng.gz), and beside it
           NAME.labels.jsonl (the incidents) and NAME.labels.gz (a line for each
           packet: 0, or the number of its incident)
  clean    remove what a lab that was killed left behind

Options:
  -o, --output FILE   where the recording goes
      --seed NUMBER   the same seed plans the same day; default 1
      --world         give the recording other addresses afterwards: a private
                      network, and public addresses in many countries outside
      --blank         make zeros of what is encrypted or in bulk: a third of
                      the size
      --overwrite     replace FILE and its labels

Ctrl-C ends the scenario early; what was recorded is kept and labelled.
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      seed: { type: 'string', default: '1' },
      output: { type: 'string', short: 'o' },
      world: { type: 'boolean', default: false },
      blank: { type: 'boolean', default: false },
      overwrite: { type: 'boolean', default: false },
    });
    const [action, name, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"`);
    const seed = seedOf(values.seed);
    switch (action) {
      case 'list':
        context.print(
          `${table([['SCENARIO', 'SECONDS', 'WHAT HAPPENS'], ...scenarios.map(rowOf)], { alignRight: [1] })}\n`,
        );
        return exitCodes.done;
      case 'clean':
        refuseWithoutRoot(context);
        context.print(cleaned());
        return exitCodes.done;
      case 'run':
      case 'record':
        break;
      default:
        throw new UsageError(
          action === undefined
            ? 'say what to do: list, run, record or clean'
            : `unknown action "${action}" — there are: list, run, record, clean`,
        );
    }
    const scenario = scenarioNamed(name);
    if (scenario.made === undefined) refuseWithoutRoot(context);
    else if (action === 'run')
      throw new UsageError(
        `${scenario.name} is not played, it is made — oddwire lab record ${scenario.name} -o FILE`,
      );
    if (action === 'run') {
      const { missing } = await runScenario(scenario, { seed, output: undefined, ...hands(context) });
      warnOfMissing(missing, context);
      return exitCodes.done;
    }
    return recordTo(
      scenario,
      { seed, output: outputOf(values.output, values.overwrite), world: values.world, blank: values.blank },
      context,
    );
  },
};

type RecordOrder = {
  readonly seed: number;
  readonly output: string;
  readonly world: boolean;
  readonly blank: boolean;
};

async function recordTo(scenario: Scenario, order: RecordOrder, context: CommandContext): Promise<number> {
  const { seed, output, world, blank } = order;
  const folder = mkdtempSync(join(tmpdir(), `${labFolderPrefix}${process.pid}-recording-`));
  try {
    const path = join(folder, 'recording.pcapng');
    if (scenario.made !== undefined) writeFileSync(path, scenario.made(seed));
    const { ran, missing } =
      scenario.made === undefined
        ? await runScenario(scenario, { seed, output: path, ...hands(context) })
        : { ran: [], missing: [] };
    const found = await labelCapture(path, ran);
    const elsewhere = join(folder, 'elsewhere.pcapng');
    const isRewritten = world || blank;
    if (isRewritten) await rewriteCapture(path, elsewhere, { world, blank });
    const labels = world ? { ...found, incidents: rewriteIncidents(found.incidents) } : found;
    // Nothing stands beside the output until it is whole; what a killed lab leaves is found by `clean`.
    const whole = readFileSync(isRewritten ? elsewhere : path);
    writeFileSync(output, output.endsWith('.gz') ? gzipSync(whole, { level: 9 }) : whole);
    writeLabels(output, labels);
    for (const problem of labels.problems) context.warn(problem);
    warnOfMissing(missing, context);
    context.print(summary(labels.incidents, labels.numbers.length, output));
    return labels.problems.length === 0 ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(incidents: readonly Incident[], packets: number, output: string): string {
  const rows = incidents.map(({ number, kind, intensity, actor, targets, packets: count, start, end }) => [
    String(number),
    kind,
    intensity,
    `${actor} → ${targets.join(', ')}`,
    count.toLocaleString('en'),
    `${(end - start).toFixed(1)} s`,
  ]);
  const head = ['NO', 'INCIDENT', 'INTENSITY', 'WHO', 'PACKETS', 'LASTED'];
  const list = rows.length === 0 ? '' : `${table([head, ...rows], { alignRight: [0, 4, 5] })}\n`;
  return `${list}${packets.toLocaleString('en')} packets in ${output}\n`;
}

function rowOf({ name, seconds, summary: text, made }: Scenario): string[] {
  return [name, made === undefined ? String(seconds) : '', text];
}

function hands(context: CommandContext) {
  return { signal: context.signal, log: (line: string) => context.warn(line) };
}

function cleaned(): string {
  const { processes, folders } = cleanLeftovers();
  return processes + folders === 0
    ? 'Nothing was left behind.\n'
    : `Ended ${processes} processes and removed ${folders} folders.\n`;
}

function warnOfMissing(missing: readonly string[], context: CommandContext): void {
  if (missing.length > 0)
    context.warn(`left out, because it is not installed or did not start: ${missing.join(', ')}`);
}

function scenarioNamed(name: string | undefined): Scenario {
  if (name === undefined) throw new UsageError('which scenario? "oddwire lab list" shows them');
  const found = scenarios.find(one => one.name === name);
  if (found !== undefined) return found;
  const meant = nearest(
    name,
    scenarios.map(one => one.name),
  );
  throw new UsageError(
    `unknown scenario "${name}"${meant === undefined ? '; "oddwire lab list" shows them' : ` — did you mean "${meant}"?`}`,
  );
}

function seedOf(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > largestSeed)
    throw new UsageError(`--seed wants a whole number up to ${largestSeed}, not "${text}"`);
  return Number(text);
}

function outputOf(output: string | undefined, overwrite: boolean): string {
  if (output === undefined) throw new UsageError('say where the recording goes: -o FILE');
  if (!/\.pcapng(\.gz)?$/.test(output))
    throw new UsageError(`FILE must end in .pcapng or .pcapng.gz, not "${output}"`);
  if (existsSync(output) && !overwrite)
    throw new CommandError(`"${output}" exists; it was not touched — to replace it, add --overwrite`);
  return output;
}

function refuseWithoutRoot(context: CommandContext): void {
  if (process.platform !== 'linux')
    throw new CommandError(
      'the lab is made of Linux network namespaces; on other systems use the recordings in data/',
    );
  if (process.getuid?.() === 0) return;
  const start = context.environment['ODDWIRE_COMMAND'] ?? 'oddwire';
  throw new CommandError(`the lab needs root to make network namespaces — run: sudo ${start} lab …`);
}
