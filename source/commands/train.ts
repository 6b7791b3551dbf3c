import { accessSync, constants, existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { openCapture } from '../capture/file.ts';
import { PacketJsonSource } from '../capture/packet-json.ts';
import { dropPrivileges } from '../capture/privileges.ts';
import type { PacketSource } from '../capture/source.ts';
import { counted } from '../capture/wording.ts';
import { safeString } from '../decode/text.ts';
import { trainBaseline } from '../engine/training.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandContext, CommandError, exitCodes, UsageError } from './command.ts';
import { wholeNumber } from './numbers.ts';

export const train: Command = {
  usage: `Usage: oddwire train FILE… -o BASELINE [options]

Learns from capture files (pcap, pcapng, also gzip or zstd; packet-json) what is
normal, and writes it to a baseline file for --baseline. Files are read in the
order given; the clock of each goes on from the end of the one before. What is
in them is taken for normal but for the oddest fiftieth, so leave attacks out.

  -o, --output PATH      the baseline file
      --overwrite        replace PATH if it exists
      --general          leave out addresses and names: for any network
      --seed N           of what is random: the same gives the same; default 1

Examples:
  oddwire train monday.pcapng tuesday.pcapng -o office.baseline
  oddwire watch -i eth0 --baseline office.baseline
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      output: { type: 'string', short: 'o' },
      overwrite: { type: 'boolean', default: false },
      seed: { type: 'string' },
      general: { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new UsageError('name one or more capture files to learn from');
    if (values.output === undefined) throw new UsageError('name the baseline file to write with -o PATH');
    const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
    const sources: PacketSource[] = [];
    for (const path of positionals) sources.push(await openFile(path, context));
    // Whatever root alone may read is open now.
    const drop = dropPrivileges();
    if (drop.state === 'failed') throw new CommandError(drop.message);
    refuseUnwritable(values.output, values.overwrite, drop.state === 'dropped');
    const result = await trainBaseline(sources, {
      path: values.output,
      overwrite: values.overwrite,
      isGeneral: values.general,
      signal: context.signal,
      onNotice: notice => context.warn(safeString(notice.text)),
      ...(seed === undefined ? {} : { seed }),
    });
    if (!result.ok) throw new CommandError(result.message);
    context.print(
      `${safeString(values.output)}: learned ${counted(result.packets, 'packet')}, ${counted(result.flows, 'flow')} over ${duration(result.seconds)}${result.isProvisional ? '; too few for claims about rare things (provisional)' : ''}\n`,
    );
    return exitCodes.done;
  },
};

/** Before minutes of work, not after. */
function refuseUnwritable(path: string, overwrite: boolean, isOther: boolean): void {
  const shown = safeString(path);
  if (!overwrite && existsSync(path))
    throw new CommandError(`${shown} exists; nothing was changed — add --overwrite to replace it`);
  try {
    accessSync(dirname(resolve(path)), constants.W_OK | constants.X_OK);
  } catch {
    const reason = isOther
      ? `its folder is closed to ${userInfo().username}, whom root becomes to be safe; run this without root, or`
      : 'its folder is closed to you;';
    throw new CommandError(`cannot write ${shown}: ${reason} name another one with -o`);
  }
}

async function openFile(path: string, context: CommandContext): Promise<PacketSource> {
  const opened = await openCapture(path, context.signal);
  if (opened.ok) return opened.source;
  if (opened.format === 'packet-json') {
    return new PacketJsonSource(path === '-' ? 'standard input' : safeString(path), opened.content);
  }
  throw new CommandError(opened.message);
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
