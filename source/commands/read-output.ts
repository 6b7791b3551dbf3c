import { identityAfterDrop } from '../capture/privileges.ts';
import type { CaptureStatistics, PacketSource } from '../capture/source.ts';
import type { Packet } from '../decode/packet.ts';
import { csv } from '../export/csv.ts';
import type { PacketOddness, TextFormat, TextFormatOptions } from '../export/format.ts';
import { jsonArray, jsonLines } from '../export/json.ts';
import { mayCreateBeside, type OutputOptions, openOutputFile } from '../export/output-file.ts';
import { packetJson } from '../export/packet-json.ts';
import { openPcapngWriter, type PcapngWriter } from '../export/pcapng.ts';
import { basicLines, packetLines } from '../export/table.ts';
import { type CommandContext, CommandError } from './command.ts';
import {
  type Consumer,
  CountConsumer,
  RecordingConsumer,
  TextConsumer,
  TextOutput,
  TreeConsumer,
} from './read-consumers.ts';
import type { OrderedDecoder } from './read-flows.ts';
import { IncidentsConsumer } from './read-incidents.ts';
import type { Judge } from './read-judge.ts';
import { OddestConsumer, oddestAsPcapng, oddestAsText, oddLines } from './read-oddest.ts';
import type { ReadOptions, TextFormatName } from './read-options.ts';
import type { ReadPlaces } from './read-places.ts';
import { CaptureSummary } from './read-summary.ts';
import { version } from './version.ts';

/** How wide a report is that is piped. */
const pipedColumns = 80;

const formats: Readonly<Record<TextFormatName, (options: TextFormatOptions) => TextFormat>> = {
  csv,
  json: jsonArray,
  jsonl: jsonLines,
  'packet-json': packetJson,
};

/**
 * True when the output must be opened while still root: somebody logged in as root wants it where `nobody`,
 * whom we become, may not write. Files of a sudo user are opened later, as that user.
 */
export function needsRootToWrite(options: ReadOptions): boolean {
  const { output } = options;
  if (output === undefined || options.keepRoot || process.geteuid?.() !== 0) return false;
  const { uid, gid } = identityAfterDrop();
  const invokedBySudo = process.env['SUDO_UID'] !== undefined && process.env['SUDO_UID'] !== '0';
  return !invokedBySudo && !mayCreateBeside(output, uid, gid);
}

/** Opens the output and what feeds it; throws an error whose message is for the user. */
export function chooseConsumer(
  options: ReadOptions,
  source: PacketSource,
  context: CommandContext,
  output: OutputOptions,
  decoder: OrderedDecoder,
  places?: ReadPlaces,
  judge?: Judge,
): Consumer {
  const { odd } = options;
  if (odd.incidents && judge !== undefined) {
    const report = { json: options.json, columns: columnsOf(options, true) ?? pipedColumns };
    const file =
      options.output === undefined
        ? undefined
        : packetConsumer(options, source, context, output, decoder, places, judge);
    return new IncidentsConsumer(judge, new TextOutput(context.print, undefined), report, file);
  }
  return packetConsumer(options, source, context, output, decoder, places, judge);
}

function packetConsumer(
  options: ReadOptions,
  source: PacketSource,
  context: CommandContext,
  output: OutputOptions,
  decoder: OrderedDecoder,
  places: ReadPlaces | undefined,
  judge: Judge | undefined,
): Consumer {
  const { format, odd } = options;
  const oddest = judge === undefined ? undefined : odd.oddest;
  if (format === 'pcapng') {
    const writer = openRecording(options, source, output);
    const statistics = (): CaptureStatistics => source.statistics();
    return oddest === undefined || judge === undefined
      ? new RecordingConsumer(writer, statistics, odd.incidents ? judge : undefined)
      : new OddestConsumer(oddest, judge, decoder, oddestAsPcapng(writer, statistics));
  }
  const file = options.output === undefined ? undefined : openOutputFile(options.output, output);
  const text = new TextOutput(context.print, file);
  if (options.countOnly) return new CountConsumer(text);
  if (options.treeOf !== undefined) return new TreeConsumer(options.treeOf, text, decoder);
  if (options.basic) return new TextConsumer(basicLines(), text, decoder, new CaptureSummary());
  if (oddest !== undefined && judge !== undefined) {
    const make = (oddness: () => PacketOddness): TextFormat =>
      format === undefined
        ? oddLines(columnsOf(options), oddness)
        : formats[format]({ oddness, ...(places === undefined ? {} : { places: p => places.of(p) }) });
    return new OddestConsumer(oddest, judge, decoder, oddestAsText(make, text, decoder));
  }
  if (format === undefined) return new TextConsumer(packetLines(columnsOf(options)), text, decoder);
  const told = places === undefined ? {} : { places: (p: Packet) => places.of(p) };
  if (judge === undefined || !odd.inExports) return new TextConsumer(formats[format](told), text, decoder);
  const judged = formats[format]({ ...told, oddness: () => judge.packetOddness() });
  return new TextConsumer(judged, text, decoder, undefined, judge);
}

/** How wide lines may be; what is piped or written to a file is read by others. */
function columnsOf({ output }: ReadOptions, isReport = false): number | undefined {
  return (isReport || output === undefined) && process.stdout.isTTY === true
    ? process.stdout.columns
    : undefined;
}

function openRecording(options: ReadOptions, source: PacketSource, output: OutputOptions): PcapngWriter {
  const opened = openPcapngWriter(options.output ?? '-', {
    ...output,
    interfaces: source.interfaces,
    application: `Oddwire ${version}`,
    ...(options.captureFilter === undefined ? {} : { filter: options.captureFilter }),
  });
  if (!opened.ok) throw new CommandError(opened.message);
  return opened.writer;
}
