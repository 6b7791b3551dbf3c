/** Opens live captures: which engine, which interfaces, and a sentence when it cannot be done. */
import { type CapOptions, capLongestFrame, openCap } from './cap.ts';
import { listInterfaces } from './interfaces.ts';
import { MergedSource } from './merge.ts';
import { captureObstacle } from './permission.ts';
import { reservedSocketCount } from './reserved-sockets.ts';
import { everyInterface, openRing } from './ring-open.ts';
import type { CaptureNotice, PacketSource } from './source.ts';

export type LiveEngine = 'ring' | 'cap';

export type LiveOptions = {
  /** At least one; `any` stands for all of them. */
  readonly interfaces: readonly string[];
  /** `auto`, the default: the ring, or `cap` where there is no ring. */
  readonly engine?: LiveEngine | 'auto';
  /** In the language of pcap-filter(7). */
  readonly filter?: string;
  /** Bytes kept of each packet; by default all of any packet. */
  readonly snapLength?: number;
  /** Default true. */
  readonly promiscuous?: boolean;
  /** Memory for packets the kernel has and we have not; default 64, shared between the interfaces. */
  readonly bufferMegabytes?: number;
  /** What to tell the person to run as root, for example `./start.sh read -i eth0`. */
  readonly command?: string;
  /** The helper process of `cap` gives up root by itself once it is open, unless told to keep it. */
  readonly keepRoot?: boolean;
};

export type LiveOpened =
  | {
      readonly ok: true;
      readonly source: PacketSource;
      readonly engine: LiveEngine;
      /** Whose clock stamped the packets: the kernel's at reception, or ours when they reached us. */
      readonly timestamps: 'kernel' | 'arrival';
      readonly notices: readonly CaptureNotice[];
    }
  | { readonly ok: false; readonly message: string };

export const defaultSnapLength = 262_144;
export const defaultBufferMegabytes = 64;
const minimumBufferMegabytes = 2;
/** Positions in the ring are 32-bit numbers with a sign. */
const maximumBufferMegabytes = 1024;

export async function openLive(options: LiveOptions): Promise<LiveOpened> {
  const notices: CaptureNotice[] = [];
  const names = chooseInterfaces(options.interfaces, notices);
  const unknown = names.find(name => name !== everyInterface && !exists(name));
  if (names.length === 0) return { ok: false, message: `no interface was named; ${existing()}` };
  if (unknown !== undefined)
    return { ok: false, message: `there is no interface ${JSON.stringify(unknown)}; ${existing()}` };
  const mustAsk = process.platform === 'linux' && reservedSocketCount() === 0;
  const obstacle = mustAsk ? captureObstacle() : undefined;
  if (obstacle !== undefined) return { ok: false, message: needsRoot(names, obstacle, options) };
  if (options.engine === 'cap') return openEachCap(names, options, notices);
  const opened = openEachRing(names, options, notices);
  if (opened.ok || options.engine === 'ring' || !opened.tryCap) return opened;
  notices.push({
    severity: 'warning',
    text: `the ring engine is not available (${opened.message}); using cap, which counts no drops`,
  });
  return openEachCap(names, options, notices);
}

function chooseInterfaces(names: readonly string[], notices: CaptureNotice[]): string[] {
  const chosen = [...new Set(names)];
  if (chosen.length < 2 || !chosen.includes(everyInterface)) return chosen;
  notices.push({ severity: 'info', text: 'any includes the other interfaces; capturing on any' });
  return [everyInterface];
}

function exists(name: string): boolean {
  return listInterfaces().some(one => one.name === name);
}

function existing(): string {
  const names = listInterfaces().map(one => one.name);
  return `there are: ${[...names, everyInterface].join(', ')}`;
}

function needsRoot(names: readonly string[], obstacle: string, options: LiveOptions): string {
  const command = options.command ?? `./start.sh read ${names.map(name => `-i ${name}`).join(' ')}`;
  return `cannot open ${names.join(', ')}: ${obstacle} — run: sudo ${command}`;
}

function snapLengthOf(options: LiveOptions): number {
  const asked = options.snapLength ?? 0;
  return asked > 0 ? Math.min(asked, defaultSnapLength) : defaultSnapLength;
}

function bufferOf(options: LiveOptions, count: number): number {
  const each = Math.floor((options.bufferMegabytes ?? defaultBufferMegabytes) / count);
  return Math.min(maximumBufferMegabytes, Math.max(minimumBufferMegabytes, each));
}

type RingsOpened =
  | (LiveOpened & { readonly ok: true })
  | { readonly ok: false; readonly message: string; readonly tryCap: boolean };

function openEachRing(names: readonly string[], options: LiveOptions, notices: CaptureNotice[]): RingsOpened {
  const sources: PacketSource[] = [];
  for (const name of names) {
    const opened = openRing({
      interface: name,
      ...(options.filter === undefined ? {} : { filter: options.filter }),
      snapLength: snapLengthOf(options),
      promiscuous: options.promiscuous ?? true,
      bufferMegabytes: bufferOf(options, names.length),
    });
    if (!opened.ok) {
      for (const source of sources) source.close();
      const { reason, message } = opened;
      if (reason === 'permission')
        return { ok: false, message: needsRoot([name], 'needs root', options), tryCap: false };
      const tryCap = reason === 'unsupported' || reason === 'kernel';
      return {
        ok: false,
        message: reason === 'kernel' ? `cannot open ${name}: ${message}` : message,
        tryCap,
      };
    }
    sources.push(opened.source);
    const asked = Math.floor((options.bufferMegabytes ?? defaultBufferMegabytes) / names.length);
    if (opened.bufferMegabytes < asked)
      notices.push({
        severity: 'warning',
        text: `${name} has a buffer of ${opened.bufferMegabytes} MiB instead of ${asked}: more was not to be had`,
      });
  }
  return { ok: true, source: oneOf(sources), engine: 'ring', timestamps: 'kernel', notices };
}

async function openEachCap(
  names: readonly string[],
  options: LiveOptions,
  notices: CaptureNotice[],
): Promise<LiveOpened> {
  const sources: PacketSource[] = [];
  for (const name of names) {
    const request: CapOptions = {
      interface: name,
      ...(options.filter === undefined ? {} : { filter: options.filter }),
      keepRoot: options.keepRoot ?? false,
      snapLength: snapLengthOf(options),
      bufferMegabytes: bufferOf(options, names.length),
    };
    const opened = await openCap(request);
    if (!opened.ok) {
      for (const source of sources) source.close();
      if (/permission/i.test(opened.message))
        return { ok: false, message: needsRoot([name], 'needs root', options) };
      return { ok: false, message: `cannot open ${name} with cap: ${opened.message}` };
    }
    sources.push(opened.source);
  }
  if (options.promiscuous === false)
    notices.push({ severity: 'warning', text: 'cap always captures promiscuously' });
  notices.push({
    severity: 'info',
    text: `cap stamps packets when they arrive here, does not count drops and cuts packets at ${capLongestFrame} bytes`,
  });
  return { ok: true, source: oneOf(sources), engine: 'cap', timestamps: 'arrival', notices };
}

function oneOf(sources: readonly PacketSource[]): PacketSource {
  const [first] = sources;
  return sources.length === 1 && first !== undefined ? first : new MergedSource(sources);
}
