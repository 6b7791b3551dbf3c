import type { GeoFlags } from '../geo/read-settings.ts';
import { parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import { checkGeoFlags, geoFlags, geoOptions, geoOptionsHelp } from './geo-options.ts';
import { wholeNumber } from './numbers.ts';
import { type OddOptions, oddOptions, oddOptionsHelp, oddOptionWords } from './read-odd-options.ts';

export const textFormats = ['csv', 'json', 'jsonl', 'packet-json'] as const;
export type TextFormatName = (typeof textFormats)[number];
export type ExportFormat = TextFormatName | 'pcapng';

export type ReadOptions = {
  /** A file or '-'; undefined for a live capture. */
  readonly file: string | undefined;
  readonly interfaces: readonly string[];
  readonly engine: 'ring' | 'cap' | 'auto';
  readonly captureFilter: string | undefined;
  /** A display filter, as typed. */
  readonly filter: string | undefined;
  readonly snapLength: number | undefined;
  readonly promiscuous: boolean;
  readonly bufferMegabytes: number | undefined;
  readonly durationSeconds: number | undefined;
  /** Stop after so many packets. */
  readonly limit: number | undefined;
  readonly countOnly: boolean;
  readonly basic: boolean;
  readonly treeOf: number | undefined;
  /** A table of countries, as JSON when wanted. */
  readonly countries: boolean;
  readonly json: boolean;
  readonly format: ExportFormat | undefined;
  readonly output: string | undefined;
  readonly overwrite: boolean;
  readonly quiet: boolean;
  readonly keepRoot: boolean;
  readonly geo: GeoFlags;
  readonly odd: OddOptions;
};

export const readUsage = `Usage: oddwire read FILE|- [options]
       oddwire read -i INTERFACE [-i …] [options]

Reads packets from a capture file (pcap, pcapng, also gzip or zstd;
packet-json), from standard input (-), or live from interfaces; prints a line
for each.

Live capture:
  -i, --interface NAME   capture here; may be repeated; "any" is every interface
      --engine NAME      ring (Linux), cap (libpcap), auto (the default)
  -s, --snaplen BYTES    keep so much of each packet; everything by default
      --no-promiscuous   only packets this machine would see anyway
      --buffer MEGABYTES memory for packets not read yet; default 64
      --duration SECONDS stop after so long
      --keep-root        stay root; otherwise the invoking user once it is open

Which packets:
  -f, --capture-filter EXPRESSION
                         pcap-filter(7) syntax, such as "tcp port 443"
      --filter EXPRESSION
                         display filter, such as "dns and not 10.0.0.0/8"; says
                         what is printed or written ("oddwire help filter")
  -c, --limit COUNT      stop after so many packets, whether they match or not

What to print:
      --basic            time, addresses, ports, transport, length; a summary
      --tree NO          every field and byte of packet NO
      --count            only how many packets there are
      --countries        a table of countries: packets, bytes, hosts, flows
      --json             with --countries, --incidents: as JSON
  -q, --quiet            no counts at the end

Writing to a file:
      --export FORMAT    csv, json, jsonl, packet-json or pcapng
  -o, --output PATH      write there: pcapng, or as --export or the ending says
      --overwrite        replace PATH if it exists

${oddOptionsHelp}
${geoOptionsHelp}Filters and exports ask only databases on this machine, --countries everybody.

Received, dropped and skipped packets are counted on standard error at the end;
SIGUSR1 prints the counts so far. Skipped is what was left out on purpose, such
as the second copy of packets on loopback, or what a file does not describe.
Ctrl-C ends a capture and keeps the file.

Examples:
  oddwire read capture.pcapng
  oddwire read capture.pcap.gz --basic
  oddwire read capture.pcapng --export jsonl | jq .info
  oddwire read capture.pcapng --filter "port 53 and len > 200"
  oddwire read capture.pcapng --filter "country in {de, at, ch}"
  oddwire read capture.pcapng --countries
  oddwire read capture.pcapng --incidents
  oddwire read capture.pcapng --odd 20 -o odd.pcapng
  ssh host tcpdump -w - -U | oddwire read -
  sudo ./start.sh read -i eth0 -f "not port 22" -o eth0.pcapng
`;

export function parseReadOptions(words: readonly string[]): ReadOptions {
  const { values, positionals } = parseArguments(words, {
    interface: { type: 'string', short: 'i', multiple: true },
    engine: { type: 'string', default: 'auto' },
    'capture-filter': { type: 'string', short: 'f' },
    filter: { type: 'string' },
    snaplen: { type: 'string', short: 's' },
    promiscuous: { type: 'boolean', default: true },
    buffer: { type: 'string' },
    duration: { type: 'string' },
    limit: { type: 'string', short: 'c' },
    count: { type: 'boolean', default: false },
    basic: { type: 'boolean', default: false },
    tree: { type: 'string' },
    countries: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    export: { type: 'string' },
    output: { type: 'string', short: 'o' },
    overwrite: { type: 'boolean', default: false },
    quiet: { type: 'boolean', short: 'q', default: false },
    'keep-root': { type: 'boolean', default: false },
    ...oddOptionWords,
    ...geoOptions,
  });
  const geo = geoFlags(values);
  checkGeoFlags(geo);
  const interfaces = values.interface ?? [];
  const [file, surplus] = positionals;
  if (surplus !== undefined) throw new UsageError(`one capture at a time: "${surplus}" is one too many`);
  if (file === undefined && interfaces.length === 0) {
    throw new UsageError('nothing to read: name a capture file, "-" for standard input, or -i INTERFACE');
  }
  if (file !== undefined && interfaces.length > 0) {
    throw new UsageError(`either the file "${file}" or interfaces, not both`);
  }
  const engine = engineName(values.engine);
  if (file !== undefined) refuseLiveOptions(values);
  refuseOutput(values.output);
  const format = exportFormat(values.export, values.output);
  const output = values.output === '-' || values.output === '/dev/stdout' ? undefined : values.output;
  const { basic, count, countries } = values;
  const odd = oddOptions(values);
  const chosen = [basic, values.tree !== undefined, count, countries].filter(Boolean).length;
  if (chosen > 1) throw new UsageError('choose one of --basic, --tree, --count and --countries');
  if (chosen > 0 && (odd.incidents || odd.oddest !== undefined)) {
    throw new UsageError('--incidents and --odd do not go with --basic, --tree, --count or --countries');
  }
  if (odd.incidents && output === undefined && (format !== undefined || values.filter !== undefined)) {
    throw new UsageError(
      '--incidents tells of all packets; to write some to a file as well, name it with -o PATH',
    );
  }
  if (chosen > 0 && format !== undefined) {
    throw new UsageError(
      '--basic, --tree, --count and --countries print; they do not go with --export or -o',
    );
  }
  if (values.json && !countries && !odd.incidents) {
    throw new UsageError(
      '--json is for --countries and --incidents; packets become JSON with --export jsonl',
    );
  }
  return {
    file,
    interfaces,
    engine,
    captureFilter: values['capture-filter'],
    filter: values.filter,
    // 0 is what tcpdump calls everything.
    snapLength: wholeNumber('--snaplen', values.snaplen, 0, 262_144) || undefined,
    promiscuous: values.promiscuous,
    bufferMegabytes: wholeNumber('--buffer', values.buffer, 1, 4096),
    durationSeconds: seconds(values.duration),
    limit: wholeNumber('--limit', values.limit, 1, Number.MAX_SAFE_INTEGER),
    countOnly: values.count,
    basic: values.basic,
    countries,
    json: values.json,
    treeOf: wholeNumber('--tree', values.tree, 1, Number.MAX_SAFE_INTEGER),
    format,
    output,
    overwrite: values.overwrite,
    quiet: values.quiet,
    keepRoot: values['keep-root'],
    geo,
    odd,
  };
}

/** Ignoring them would let people believe that, say, packets were cut before they were written. */
function refuseLiveOptions(values: {
  readonly snaplen?: string | undefined;
  readonly buffer?: string | undefined;
  readonly engine: string;
  readonly promiscuous: boolean;
}): void {
  const given = [
    values.snaplen !== undefined && '--snaplen',
    values.buffer !== undefined && '--buffer',
    values.engine !== 'auto' && '--engine',
    !values.promiscuous && '--no-promiscuous',
  ].find(Boolean);
  if (given) throw new UsageError(`${given} is for live captures; a file is read as it is`);
}

function refuseOutput(output: string | undefined): void {
  if (output === '') throw new UsageError('-o needs the name of a file, or - for standard output');
  const compressed = /\.(gz|zst)$/i.exec(output ?? '')?.[0];
  if (compressed === undefined) return;
  const program = compressed.toLowerCase() === '.gz' ? 'gzip' : 'zstd';
  throw new UsageError(
    `files are written uncompressed: leave out the "${compressed}", or use -o - | ${program} > FILE`,
  );
}

function exportFormat(named: string | undefined, output: string | undefined): ExportFormat | undefined {
  if (named !== undefined) {
    const known = [...textFormats, 'pcapng'] as const;
    const found = known.find(one => one === named);
    if (found === undefined) throw new UsageError(`unknown format "${named}"; there are ${known.join(', ')}`);
    return found;
  }
  if (output === undefined) return undefined;
  const ending = /\.(csv|json|jsonl)$/i.exec(output)?.[1]?.toLowerCase();
  return textFormats.find(one => one === ending) ?? 'pcapng';
}

function engineName(name: string): 'ring' | 'cap' | 'auto' {
  if (name === 'ring' || name === 'cap' || name === 'auto') return name;
  throw new UsageError(`unknown engine "${name}"; there are ring, cap and auto`);
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (value > 0 && value <= 31_536_000) return value;
  throw new UsageError(`--duration takes seconds, such as 10 or 0.5, not "${text}"`);
}
