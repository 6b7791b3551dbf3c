import { openCapture } from '../capture/file.ts';
import { filteredSource } from '../capture/filtered.ts';
import { createFrameFilter } from '../capture/frame-filter.ts';
import { openLive } from '../capture/live.ts';
import { PacketJsonSource } from '../capture/packet-json.ts';
import type { CaptureNotice, PacketSource } from '../capture/source.ts';
import { safeString } from '../decode/text.ts';
import { demoCapture } from './demo.ts';
import type { Input } from './protocol.ts';
import type { SessionInput } from './session.ts';

export type OpenOptions = {
  readonly engine?: 'ring' | 'cap' | 'auto';
  readonly captureFilter?: string;
  readonly snapLength?: number;
  readonly promiscuous?: boolean;
  readonly bufferMegabytes?: number;
  /** How the program was called, for advice. */
  readonly command?: string;
};

export type Opened =
  | {
      readonly ok: true;
      readonly input: Omit<SessionInput, 'speed'>;
      readonly notices: readonly CaptureNotice[];
    }
  | { readonly ok: false; readonly message: string };

/** Opens what somebody chose to watch. `dropped`: root was given up already. */
export async function openInput(input: Input, options: OpenOptions, dropped: boolean): Promise<Opened> {
  switch (input.kind) {
    case 'live':
      return openInterfaces(input.interfaces, options, dropped);
    case 'demo':
      return openFile(demoCapture(), 'demo', options);
    default:
      return openFile(input.path, input.path === '-' ? 'standard input' : safeString(input.path), options);
  }
}

async function openInterfaces(
  interfaces: readonly string[],
  options: OpenOptions,
  dropped: boolean,
): Promise<Opened> {
  const command = `${options.command ?? 'oddwire'} watch ${interfaces.map(name => `-i ${name}`).join(' ')}`;
  const opened = await openLive({
    interfaces,
    engine: options.engine ?? 'auto',
    promiscuous: options.promiscuous ?? true,
    command,
    ...(options.captureFilter === undefined ? {} : { filter: options.captureFilter }),
    ...(options.snapLength === undefined ? {} : { snapLength: options.snapLength }),
    ...(options.bufferMegabytes === undefined ? {} : { bufferMegabytes: options.bufferMegabytes }),
  });
  if (!opened.ok) {
    // After the drop nobody can open anything any more: say what helps.
    const message = dropped
      ? `root was given up; to watch ${interfaces.join(', ')}, quit and run: sudo ${command}`
      : opened.message;
    return { ok: false, message: safeString(message) };
  }
  const input = {
    source: opened.source,
    name: safeString(interfaces.join(' ')),
    live: true,
    captureFilter: options.captureFilter ?? '',
  };
  return { ok: true, input, notices: opened.notices };
}

async function openFile(path: string, name: string, options: OpenOptions): Promise<Opened> {
  const filter = options.captureFilter === undefined ? undefined : createFrameFilter(options.captureFilter);
  if (filter !== undefined && !filter.ok) return { ok: false, message: safeString(filter.message) };
  const opened = await openCapture(path);
  let source: PacketSource;
  if (opened.ok) source = opened.source;
  else if (opened.format === 'packet-json') source = new PacketJsonSource(name, opened.content);
  else return { ok: false, message: opened.message };
  const filtered = filter === undefined ? source : filteredSource(source, filter.value);
  const input = {
    source: filtered,
    name: name.split('/').at(-1) ?? name,
    live: false,
    captureFilter: options.captureFilter ?? '',
  };
  return { ok: true, input, notices: [] };
}
