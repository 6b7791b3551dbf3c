import { openCapture } from '../capture/file.ts';
import { filteredSource } from '../capture/filtered.ts';
import { createFrameFilter } from '../capture/frame-filter.ts';
import { openLive } from '../capture/live.ts';
import { PacketJsonSource } from '../capture/packet-json.ts';
import type { CaptureNotice, PacketSource } from '../capture/source.ts';
import { safeString } from '../decode/text.ts';
import { type CommandContext, CommandError } from './command.ts';
import type { ReadOptions } from './read-options.ts';

export type OpenedInput = {
  readonly source: PacketSource;
  readonly live: boolean;
  /** Descriptions of packets rather than packets: cannot be recorded. */
  readonly hasBytes: boolean;
  readonly notices: readonly CaptureNotice[];
};

/** Opens what `read` was asked to read; throws a `CommandError` that says why it cannot. */
export async function openInput(
  options: ReadOptions,
  words: readonly string[],
  context: CommandContext,
): Promise<OpenedInput> {
  return options.file === undefined
    ? openInterfaces(options, words, context)
    : openFile(options.file, options, context);
}

async function openInterfaces(
  options: ReadOptions,
  words: readonly string[],
  context: CommandContext,
): Promise<OpenedInput> {
  const start = context.environment['ODDWIRE_COMMAND'] ?? 'oddwire';
  const opened = await openLive({
    interfaces: options.interfaces,
    engine: options.engine,
    promiscuous: options.promiscuous,
    keepRoot: options.keepRoot,
    command: [start, 'read', ...words.map(quoted)].join(' '),
    ...(options.captureFilter === undefined ? {} : { filter: options.captureFilter }),
    ...(options.snapLength === undefined ? {} : { snapLength: options.snapLength }),
    ...(options.bufferMegabytes === undefined ? {} : { bufferMegabytes: options.bufferMegabytes }),
  });
  if (!opened.ok) throw new CommandError(safeString(opened.message));
  return { source: opened.source, live: true, hasBytes: true, notices: opened.notices };
}

async function openFile(path: string, options: ReadOptions, context: CommandContext): Promise<OpenedInput> {
  const filter = options.captureFilter === undefined ? undefined : createFrameFilter(options.captureFilter);
  if (filter !== undefined && !filter.ok) throw new CommandError(safeString(filter.message));
  const opened = await openCapture(path, context.signal);
  let source: PacketSource;
  if (opened.ok) source = opened.source;
  else if (opened.format === 'packet-json') {
    if (filter !== undefined) {
      throw new CommandError(
        'packet records hold no packet bytes for a capture filter to look at; use --filter instead of -f',
      );
    }
    source = new PacketJsonSource(path === '-' ? 'standard input' : safeString(path), opened.content);
  } else throw new CommandError(opened.message);
  return {
    source: filter === undefined ? source : filteredSource(source, filter.value),
    live: false,
    hasBytes: opened.ok,
    notices: [],
  };
}

/** As a shell wants it typed. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
