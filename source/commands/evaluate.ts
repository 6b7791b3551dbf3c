import { open } from 'node:fs/promises';
import { openCapture } from '../capture/file.ts';
import { dropPrivileges } from '../capture/privileges.ts';
import type { PacketSource } from '../capture/source.ts';
import { counted, grouped } from '../capture/wording.ts';
import { safeString } from '../decode/text.ts';
import { type Evaluation, evaluate as evaluateCapture } from '../detect/evaluate/evaluation.ts';
import { evaluationObject, evaluationText } from '../detect/evaluate/evaluation-text.ts';
import { readLabels } from '../detect/evaluate/labels.ts';
import { loadBaselineFile } from '../engine/detection.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandContext, CommandError, exitCodes, UsageError } from './command.ts';
import { wholeNumber } from './numbers.ts';

const mostPackets = 1_000_000_000;

export const evaluate: Command = {
  usage: `Usage: oddwire evaluate FILE --labels FILE [options]

Says how well what is odd is told from what is not, on a capture whose packets
are labelled: per packet the area under the ROC curve, average precision and
the share found at 1 % and 0.1 % false alarms, beside four trivial detectors;
per incident what was found, how fast, and what was false.

      --labels FILE      one line for each packet: 0, or the number of its
                         incident; also gzipped. NAME.labels.jsonl beside
                         NAME.labels.gz names the incidents

What is learned from first, and then frozen (the bundled baseline otherwise):
      --train-on FILE    another capture; the clock goes on from its end
      --train-limit N    only its first N packets
      --train-rows N     the first N packets of FILE itself; they are not judged
      --baseline FILE    what "oddwire train" wrote

      --scores OUT       one oddness for each packet of FILE, a number a line
      --overwrite        replace OUT if it exists
      --budget N         incidents an hour that are bearable; default 6
      --seed N           of what is random: the same gives the same; default 1
      --json             as JSON: schema "oddwire.evaluate", version 1

Examples:
  oddwire evaluate data/demo.pcapng.gz --labels data/demo.labels.gz
  oddwire evaluate data/drift.pcapng.gz --labels data/drift.labels.gz \\
      --train-on data/normal-day.pcapng.gz
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      labels: { type: 'string' },
      'train-on': { type: 'string' },
      'train-limit': { type: 'string' },
      'train-rows': { type: 'string' },
      baseline: { type: 'string' },
      scores: { type: 'string' },
      overwrite: { type: 'boolean', default: false },
      budget: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const [file, second] = positionals;
    if (file === undefined) throw new UsageError('name a capture file to evaluate on');
    if (second !== undefined) throw new UsageError(`unexpected argument "${safeString(second)}"`);
    if (values.labels === undefined)
      throw new UsageError('name the labels of its packets with --labels FILE');
    const ways = [values['train-on'], values['train-rows'], values.baseline].filter(
      value => value !== undefined,
    );
    if (ways.length > 1) throw new UsageError('learn from one thing: --train-on, --train-rows or --baseline');
    if (values['train-limit'] !== undefined && values['train-on'] === undefined)
      throw new UsageError('--train-limit is about the file of --train-on');
    const trainLimit = wholeNumber('--train-limit', values['train-limit'], 1, mostPackets);
    const trainRows = wholeNumber('--train-rows', values['train-rows'], 1, mostPackets);
    const budget = wholeNumber('--budget', values.budget, 1, 10_000);
    const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
    const read = await readLabels(values.labels);
    if (!read.ok) throw new CommandError(read.message);
    const learnsFirst = values['train-on'] !== undefined || trainRows !== undefined;
    const load = learnsFirst ? undefined : await loadBaselineFile(values.baseline);
    if (load?.ok === false) throw new CommandError(load.message);
    const output =
      values.scores === undefined ? undefined : await openScores(values.scores, values.overwrite);
    const test = await openFile(file, context);
    const trainOn =
      values['train-on'] === undefined ? undefined : await openFile(values['train-on'], context);
    // Whatever root alone may read or write is open now.
    const drop = dropPrivileges();
    if (drop.state === 'failed') throw new CommandError(drop.message);
    let evaluation: Evaluation;
    try {
      evaluation = await evaluateCapture({
        test,
        labels: read.labels,
        ...(trainOn === undefined
          ? {}
          : { trainOn: { source: trainOn, ...(trainLimit === undefined ? {} : { limit: trainLimit }) } }),
        ...(trainRows === undefined ? {} : { trainRows }),
        ...(load === undefined
          ? {}
          : {
              prepare: analyser => {
                const problem = load.into(analyser);
                if (problem !== undefined) throw new CommandError(problem);
              },
            }),
        ...(budget === undefined ? {} : { budget }),
        ...(seed === undefined ? {} : { seed }),
        signal: context.signal,
        onNotice: notice => context.warn(safeString(notice.text)),
      });
      const { length } = read.labels.numbers;
      if (evaluation.seen !== length && !context.signal.aborted)
        throw new CommandError(
          `there are ${grouped(length)} labels for ${counted(evaluation.seen, 'packet')}: they are not those of this capture`,
        );
      await output?.write(`${Array.from(evaluation.scores.subarray(0, evaluation.packets)).join('\n')}\n`);
    } finally {
      await output?.close();
    }
    context.print(
      values.json ? `${JSON.stringify(evaluationObject(evaluation), null, 2)}\n` : evaluationText(evaluation),
    );
    return exitCodes.done;
  },
};

async function openFile(path: string, context: CommandContext): Promise<PacketSource> {
  const opened = await openCapture(path, context.signal);
  if (!opened.ok) throw new CommandError(opened.message);
  return opened.source;
}

/** Opened before hours of work, not after. */
async function openScores(
  path: string,
  overwrite: boolean,
): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }> {
  try {
    const file = await open(path, overwrite ? 'w' : 'wx', 0o600);
    return { write: text => file.writeFile(text), close: () => file.close() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST')
      throw new CommandError(
        `${safeString(path)} exists; nothing was changed — add --overwrite to replace it`,
      );
    throw new CommandError(`cannot write ${safeString(path)} (${code}): name another file with --scores`);
  }
}
