import type { EngineOptions } from '../engine/process.ts';
import type { Input, PlaySpeed } from '../engine/protocol.ts';
import type { GeoFlags } from '../geo/read-settings.ts';
import { type Configuration, noConfiguration } from '../ui/configuration.ts';
import type { KeyBinding } from '../ui/keys.ts';
import { isThemeName, type LookOptions, mergedLook, type ThemeName, themeNames } from '../ui/look.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import { checkGeoFlags, geoFlags, geoOptions, geoOptionsHelp } from './geo-settings.ts';
import { wholeNumber } from './numbers.ts';

export type WatchOptions = {
  readonly engine: EngineOptions;
  readonly filter: string;
  readonly look: LookOptions;
  readonly mouse: boolean | undefined;
  readonly bell: boolean;
  readonly bindings: readonly KeyBinding[];
  readonly hidden: Configuration['hidden'];
  readonly geo: GeoFlags;
};

export const watchUsage = `Usage: oddwire watch [-i INTERFACE | -r FILE|-] [options]

Shows packets, flows and hosts as they come. Without -i or -r it asks what to
watch.

  -i, --interface NAME   watch this interface; again for more; "any" is all
  -r, --read FILE        play a capture file; "-" is standard input
      --speed SPEED      1, 10 or max; default 1; "+" changes it while playing
      --demo             play the bundled capture
      --filter TEXT      display filter to begin with; see "oddwire help filter"
  -f, --capture-filter EXPRESSION
                         pcap-filter(7) syntax: packets it refuses never arrive

Live capture:
      --engine NAME      ring (Linux), cap (libpcap), auto (the default)
  -s, --snaplen BYTES    keep so much of each packet; everything by default
      --no-promiscuous   only packets this machine would see anyway
      --buffer MEGABYTES memory for packets not read yet; default 64
      --keep-root        stay root once the capture is open

What is odd:
      --baseline FILE    what "oddwire train" wrote, instead of what this
                         interface taught before; "none" begins from nothing
      --budget N         incidents an hour that are bearable; default 6
      --seed N           of everything random; a file with the same seed gives
                         the same incidents

Memory:
      --packets COUNT    packets kept to scroll through; default 200000
      --memory MEGABYTES packet bytes kept; default 64

Screen:
      --theme NAME       dark, light or plain
      --ascii            draw with plain ASCII
      --no-mouse         leave the mouse to the terminal
      --bell             ring the terminal's bell for a new incident

${geoOptionsHelp}
"oddwire help config" tells how to keep options and change keys.

Examples:
  sudo ./start.sh watch -i eth0
  oddwire watch -r capture.pcapng --speed 10
  ssh host tcpdump -w - -U | oddwire watch -r -
`;

const megabyte = 1024 * 1024;

/** Flags count for more than the environment, that for more than the user's file. */
export function parseWatchOptions(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  configuration: Configuration = noConfiguration,
): WatchOptions {
  const { values, positionals } = parseArguments(words, {
    interface: { type: 'string', short: 'i', multiple: true },
    read: { type: 'string', short: 'r' },
    demo: { type: 'boolean', default: false },
    speed: { type: 'string' },
    filter: { type: 'string' },
    'capture-filter': { type: 'string', short: 'f' },
    engine: { type: 'string', default: 'auto' },
    snaplen: { type: 'string', short: 's' },
    promiscuous: { type: 'boolean', default: true },
    buffer: { type: 'string' },
    'keep-root': { type: 'boolean', default: false },
    packets: { type: 'string' },
    memory: { type: 'string' },
    theme: { type: 'string' },
    ascii: { type: 'boolean', default: false },
    mouse: { type: 'boolean' },
    bell: { type: 'boolean' },
    baseline: { type: 'string' },
    budget: { type: 'string' },
    seed: { type: 'string' },
    ...geoOptions,
  });
  const geo = geoFlags(values);
  checkGeoFlags(geo);
  themeName('ODDWIRE_THEME', environment['ODDWIRE_THEME'] || undefined);
  const [operand] = positionals;
  if (operand !== undefined) {
    throw new UsageError(
      `unexpected argument "${operand}"; a capture file goes after -r, an interface after -i`,
    );
  }
  const input = chosenInput(values.interface ?? [], values.read, values.demo);
  const snapLength = wholeNumber('--snaplen', values.snaplen, 1, 262_144);
  const bufferMegabytes = wholeNumber('--buffer', values.buffer, 1, 4096) ?? configuration.buffer;
  const maxPackets = wholeNumber('--packets', values.packets, 100, 10_000_000) ?? configuration.packets;
  const memory = wholeNumber('--memory', values.memory, 1, 16_384) ?? configuration.memory;
  const budget = wholeNumber('--budget', values.budget, 1, 10_000);
  const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
  return {
    engine: {
      engine: engineName(values.engine),
      promiscuous: values.promiscuous,
      keepRoot: values['keep-root'],
      speed: playSpeed(values.speed, configuration.speed ?? 1),
      ...(input === undefined ? {} : { input }),
      ...(values['capture-filter'] === undefined ? {} : { captureFilter: values['capture-filter'] }),
      ...(snapLength === undefined ? {} : { snapLength }),
      ...(bufferMegabytes === undefined ? {} : { bufferMegabytes }),
      ...(maxPackets === undefined ? {} : { maxPackets }),
      ...(memory === undefined ? {} : { maxBytes: memory * megabyte }),
      detection: {
        ...(values.baseline === undefined ? {} : { baseline: values.baseline }),
        ...(budget === undefined ? {} : { budget }),
        ...(seed === undefined ? {} : { seed }),
      },
    },
    filter: values.filter ?? configuration.filter ?? '',
    look: mergedLook({ theme: themeName('--theme', values.theme), ascii: values.ascii }, environment, {
      theme: configuration.theme,
      ascii: configuration.ascii ?? false,
      ...(configuration.colours === undefined ? {} : { colours: configuration.colours }),
    }),
    mouse: values.mouse ?? configuration.mouse,
    bell: values.bell ?? configuration.bell ?? false,
    bindings: configuration.bindings,
    hidden: configuration.hidden,
    geo,
  };
}

function themeName(where: string, name: string | undefined): ThemeName | undefined {
  if (name === undefined || isThemeName(name)) return name;
  throw new UsageError(`${where}: unknown theme "${name}"; there are ${themeNames.join(', ')}`);
}

function chosenInput(
  interfaces: readonly string[],
  file: string | undefined,
  demo: boolean,
): Input | undefined {
  const chosen = [interfaces.length > 0, file !== undefined, demo].filter(Boolean).length;
  if (chosen > 1) throw new UsageError('choose one of -i, -r and --demo');
  if (demo) return { kind: 'demo' };
  if (file !== undefined) return { kind: 'file', path: file };
  return interfaces.length > 0 ? { kind: 'live', interfaces } : undefined;
}

function engineName(name: string): 'ring' | 'cap' | 'auto' {
  if (name === 'ring' || name === 'cap' || name === 'auto') return name;
  throw new UsageError(`unknown engine "${name}"; there are ring, cap and auto`);
}

function playSpeed(text: string | undefined, otherwise: PlaySpeed): PlaySpeed {
  switch (text) {
    case undefined:
      return otherwise;
    case '1':
      return 1;
    case '10':
      return 10;
    case 'max':
      return 'max';
    default:
      throw new UsageError(`--speed is 1, 10 or max, not "${text}"`);
  }
}
