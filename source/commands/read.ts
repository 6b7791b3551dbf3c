import { dropPrivileges } from '../capture/privileges.ts';
import { pump } from '../capture/pump.ts';
import type {
  CaptureNotice,
  CaptureStatistics,
  PacketBatch,
  PacketSink,
  PacketSource,
} from '../capture/source.ts';
import { counted, grouped } from '../capture/wording.ts';
import { safeString } from '../decode/text.ts';
import { OutputError } from '../export/output-file.ts';
import { asksForDetails, asksForPlaces } from '../filter/place-columns.ts';
import type { TierFacts } from '../geo/tiers.ts';
import { type Command, type CommandContext, CommandError, exitCodes, UsageError } from './command.ts';
import { type Consumer, TextOutput } from './read-consumers.ts';
import { type DisplayFilter, FilteringConsumer, readFilter } from './read-filter.ts';
import { OrderedDecoder } from './read-flows.ts';
import { openInput } from './read-input.ts';
import { isJudged, type Judge, prepareJudge } from './read-judge.ts';
import { newestTimeFor } from './read-newest.ts';
import { parseReadOptions, type ReadOptions, readUsage } from './read-options.ts';
import { chooseConsumer, needsRootToWrite } from './read-output.ts';
import type { ReadPlaces } from './read-places.ts';

const statusIntervalMilliseconds = 1000;
/** Assumed of a terminal that does not say how wide it is. */
const narrowestColumns = 80;

export const read: Command = {
  usage: readUsage,
  async run(words, context) {
    const options = parseReadOptions(words);
    const filter = readFilter(options.filter, context);
    refuseTerminal(options);
    const input = await openInput(options, words, context);
    if (options.format === 'pcapng' && !input.hasBytes) {
      input.source.close();
      throw new CommandError(
        'packet records hold no packet bytes, so they cannot become pcapng; try --export jsonl',
      );
    }
    const finishAsRoot = needsRootToWrite(options);
    const output = { overwrite: options.overwrite, finishAsRoot };
    let judge: Judge | undefined;
    try {
      // Whatever reads files of this program or of root comes before root is given up.
      const { places, countries } = await preparePlaces(options, filter, context, input.live);
      judge = await prepareJudge(options, filter, places, input.live);
      const newest = await newestTimeFor(filter, options, words, context);
      const run = new ReadRun(input.source, options, context, filter, places, newest, judge);
      // Everything that needs root is open now; other output files come after, as the user we become.
      const choose = (): Consumer =>
        chooseConsumer(options, input.source, context, output, run.decoder, places, judge);
      if (finishAsRoot) run.consumer = choose();
      const drop = dropPrivileges({ keepRoot: options.keepRoot });
      if (drop.state === 'failed') throw new CommandError(drop.message);
      run.consumer ??= countries?.() ?? choose();
      for (const notice of input.notices) run.notice(notice);
      return await run.go(input.live);
    } catch (error) {
      throw error instanceof OutputError ? new CommandError(error.message) : error;
    } finally {
      input.source.close();
      await judge?.close();
    }
  },
};

/** `detail` of databases that know more than countries. */
const citiesOrSystems = 2;

/** What `read` has to know of places; undefined in a reading that asks for none, which waits for no database. */
async function preparePlaces(
  options: ReadOptions,
  filter: DisplayFilter | undefined,
  context: CommandContext,
  isLive: boolean,
): Promise<{
  readonly places: ReadPlaces | undefined;
  readonly countries: (() => Consumer) | undefined;
}> {
  const { format, countries: isTable, json } = options;
  const isFiltered = filter !== undefined && asksForPlaces(filter);
  const isExported = format !== undefined && format !== 'pcapng';
  if (!isTable && !isFiltered && !isExported && !isJudged(options, filter))
    return { places: undefined, countries: undefined };
  const { gatherGeoSettings, refusedDatabases } = await import('./geo-settings.ts');
  const { settings, warnings } = gatherGeoSettings(options.geo, context);
  if (settings.mode === 'off') {
    if (isTable) throw new UsageError('--countries needs addresses to be looked up, and --geo is off');
    if (isFiltered) throw new UsageError('--filter asks where addresses are, and --geo is off');
    return { places: undefined, countries: undefined };
  }
  for (const warning of warnings) context.warn(warning);
  const { environment, print, signal } = context;
  const places =
    !isTable || isFiltered
      ? (await import('./read-places.ts')).openReadPlaces(settings, environment, isLive)
      : undefined;
  const told = new Set<string>();
  const tell = ({ details }: Pick<TierFacts, 'details'>): void => {
    for (const sentence of refusedDatabases(details)) {
      if (!told.has(sentence)) context.warn(sentence);
      told.add(sentence);
    }
  };
  if (places !== undefined) tell(places.databases.facts());
  if (isFiltered && asksForDetails(filter) && places?.databases.detail !== citiesOrSystems)
    context.warn('no database here knows cities or systems (AS): name one that does with --geo-db');
  if (!isTable) return { places, countries: undefined };
  const { prepareCountries } = await import('./read-countries.ts');
  const prepared = await prepareCountries(settings, environment, tell);
  return { places, countries: () => prepared(new TextOutput(print, undefined), { json, isLive, signal }) };
}

function refuseTerminal(options: ReadOptions): void {
  if (options.format === 'pcapng' && options.output === undefined && process.stdout.isTTY === true) {
    throw new CommandError(
      'pcapng is not for terminals: name a file with -o PATH, or pipe the output, for example into tcpdump -r -',
    );
  }
}

/** One reading from first packet to last count: numbers packets, stops where asked, tells what happened. */
class ReadRun implements PacketSink {
  consumer: Consumer | undefined;
  readonly decoder = new OrderedDecoder();
  readonly #source: PacketSource;
  readonly #options: ReadOptions;
  readonly #context: CommandContext;
  readonly #stop = new AbortController();
  readonly #filtering: FilteringConsumer | undefined;
  readonly #judge: Judge | undefined;
  #seen = 0;
  #damaged = false;
  #failure: unknown;
  #status = '';

  constructor(
    source: PacketSource,
    options: ReadOptions,
    context: CommandContext,
    filter: DisplayFilter | undefined,
    places: ReadPlaces | undefined,
    newest: number | undefined,
    judge: Judge | undefined,
  ) {
    this.#judge = judge;
    this.#filtering =
      filter === undefined
        ? undefined
        : new FilteringConsumer(filter, source.interfaces, this.decoder, places, newest, judge);
    this.#source = source;
    this.#options = options;
    this.#context = context;
  }

  packets(batch: PacketBatch): void {
    if (this.#stop.signal.aborted) return;
    const limit = this.#options.limit ?? Number.POSITIVE_INFINITY;
    // What is beyond the limit was not asked for.
    if (this.#seen + batch.count > limit) batch.count = limit - this.#seen;
    const received = batch.count;
    try {
      this.#judge?.batch(batch, this.#seen + 1);
      if (this.#filtering === undefined) this.consumer?.batch(batch, this.#seen + 1);
      else if (this.consumer !== undefined) this.#filtering.batch(batch, this.#seen + 1, this.consumer);
    } catch (error) {
      // Sources must not see exceptions; this one is told when the pump has stopped.
      this.#failure = error;
      this.#stop.abort();
      return;
    }
    this.#seen += received;
    if (this.#seen >= limit || this.consumer?.satisfied === true) this.#stop.abort();
  }

  notice(notice: CaptureNotice): void {
    this.#clearStatus();
    if (notice.severity === 'error') this.#damaged = true;
    this.#context.warn(safeString(notice.text));
  }

  async go(live: boolean): Promise<number> {
    const { signal } = this.#context;
    const stop = (): void => this.#stop.abort();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const { durationSeconds } = this.#options;
    const timer = durationSeconds === undefined ? undefined : setTimeout(stop, durationSeconds * 1000);
    const showCounts = (): void => this.#showCounts();
    process.on('SIGUSR1', showCounts);
    const status = this.#startStatus(live);
    this.#judge?.start();
    try {
      await pump(this.#source, this, this.#stop.signal);
    } finally {
      clearTimeout(timer);
      clearInterval(status);
      process.off('SIGUSR1', showCounts);
      signal.removeEventListener('abort', stop);
      this.#clearStatus();
    }
    await this.#finish();
    if (!this.#options.quiet) this.#showCounts();
    return this.#damaged ? exitCodes.failed : exitCodes.done;
  }

  async #finish(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await this.consumer?.finish();
    const { treeOf, output, odd } = this.#options;
    if (treeOf !== undefined && this.consumer?.satisfied === false) {
      const matching = this.#filtering === undefined || treeOf > this.#seen ? '' : ' that matches';
      throw new CommandError(
        `there is no packet ${treeOf}${matching}; ${counted(this.#seen, 'packet')} were read`,
      );
    }
    if (output !== undefined && !this.#options.quiet) {
      const chosen = this.#filtering?.matched ?? this.#seen;
      const written = Math.min(chosen, this.consumer?.written ?? chosen);
      const others =
        written < chosen && odd.oddest === undefined
          ? `; ${counted(chosen - written, 'packet')} left out: no place in this format`
          : '';
      this.#context.warn(`${counted(written, 'packet')} written to ${safeString(output)}${others}`);
    }
  }

  #showCounts(): void {
    this.#clearStatus();
    this.#context.warn(this.#counts());
  }

  /** Packets beyond a limit reached the sink but nobody looked at them. */
  #counts(): string {
    const counts = countsText({ ...this.#source.statistics(), received: this.#seen });
    return this.#filtering === undefined ? counts : `${counts}, ${grouped(this.#filtering.matched)} matched`;
  }

  /** While packets go to a file, the terminal shows that they come, and whether any are lost. */
  #startStatus(live: boolean): NodeJS.Timeout | undefined {
    if (!live || this.#options.quiet || this.#options.output === undefined || !process.stderr.isTTY)
      return undefined;
    return setInterval(() => {
      this.#clearStatus();
      // A line that wraps could not be taken back.
      this.#status = this.#counts().slice(0, (process.stderr.columns || narrowestColumns) - 1);
      process.stderr.write(this.#status);
    }, statusIntervalMilliseconds);
  }

  #clearStatus(): void {
    if (this.#status !== '') process.stderr.write(`\r${' '.repeat(this.#status.length)}\r`);
    this.#status = '';
  }
}

/** '1,204 received, 0 dropped by kernel, unknown dropped by interface, 12 skipped'. */
export function countsText(counts: CaptureStatistics): string {
  const { droppedByKernel, droppedByInterface } = counts;
  if (droppedByKernel === undefined && droppedByInterface === undefined) {
    return `${grouped(counts.received)} received, drops unknown, ${grouped(counts.skipped)} skipped`;
  }
  const known = (value: number | undefined): string => (value === undefined ? 'unknown' : grouped(value));
  return (
    `${grouped(counts.received)} received, ${known(droppedByKernel)} dropped by kernel, ` +
    `${known(droppedByInterface)} dropped by interface, ${grouped(counts.skipped)} skipped`
  );
}
