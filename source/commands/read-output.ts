import { identityAfterDrop } from '../capture/privileges.ts';
import type { PacketSource } from '../capture/source.ts';
import type { Packet } from '../decode/packet.ts';
import { csv } from '../export/csv.ts';
import type { TextFormat, TextFormatOptions } from '../export/format.ts';
import { jsonArray, jsonLines } from '../export/json.ts';
import { mayCreateBeside, type OutputOptions, openOutputFile } from '../export/output-file.ts';
import { packetJson } from '../export/packet-json.ts';
import { openPcapngWriter } from '../export/pcapng.ts';
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
import type { ReadOptions, TextFormatName } from './read-options.ts';
import type { ReadPlaces } from './read-places.ts';
import { CaptureSummary } from './read-summary.ts';
import { version } from './version.ts';

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
): Consumer {
  if (options.format === 'pcapng') return recorder(options, source, output);
  const file = options.output === undefined ? undefined : openOutputFile(options.output, output);
  const text = new TextOutput(context.print, file);
  if (options.countOnly) return new CountConsumer(text);
  if (options.treeOf !== undefined) return new TreeConsumer(options.treeOf, text, decoder);
  if (options.basic) return new TextConsumer(basicLines(), text, decoder, new CaptureSummary());
  if (options.format === undefined) return new TextConsumer(packetLines(columnsOf(options)), text, decoder);
  const told = places === undefined ? {} : { places: (p: Packet) => places.of(p) };
  return new TextConsumer(formats[options.format](told), text, decoder);
}

/** How wide lines may be; what is piped or written to a file is read by others. */
function columnsOf({ output }: ReadOptions): number | undefined {
  return output === undefined && process.stdout.isTTY === true ? process.stdout.columns : undefined;
}

function recorder(options: ReadOptions, source: PacketSource, output: OutputOptions): Consumer {
  const opened = openPcapngWriter(options.output ?? '-', {
    ...output,
    interfaces: source.interfaces,
    application: `Oddwire ${version}`,
    ...(options.captureFilter === undefined ? {} : { filter: options.captureFilter }),
  });
  if (!opened.ok) throw new CommandError(opened.message);
  return new RecordingConsumer(opened.writer, () => source.statistics());
}
