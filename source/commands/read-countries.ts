import type { PacketBatch } from '../capture/source.ts';
import { counted, grouped } from '../capture/wording.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { ownAddresses } from '../flows/own-addresses.ts';
import { Tracker } from '../flows/tracker.ts';
import { countryCode, countryLabel, countryLocal, countryUnknown } from '../geo/countries.ts';
import type { CountryTotals } from '../geo/country-counts.ts';
import { HostPlaces, type PlaceFinder } from '../geo/host-places.ts';
import { prepareGeo } from '../geo/open.ts';
import { PacedFinder } from '../geo/paced-finder.ts';
import type { GeoSettings } from '../geo/settings.ts';
import type { TierFacts } from '../geo/tiers.ts';
import { loadFromBatch } from '../packets/batch.ts';
import type { Consumer, TextOutput } from './read-consumers.ts';
import { table } from './table.ts';

/** Who is asked, and how it is said afterwards. */
export type CountryLookups = {
  readonly finder: PlaceFinder | undefined;
  facts(): readonly TierFacts[];
  close(): Promise<void>;
};

export type CountriesOptions = {
  readonly json: boolean;
  /** Of this machine, whose addresses are local. */
  readonly isLive: boolean;
  /** Ends the wait for answers early. */
  readonly signal: AbortSignal;
  /** How long answers are waited for when all packets were read. */
  readonly waitSeconds?: number;
};

/** Raised when a field changes its meaning or goes away. */
const countriesSchemaVersion = 1;
/** Exact counts want every host and flow to be remembered; memory is taken for those there are. */
const maxHosts = 1_048_576;
const maxFlows = 1_048_576;
const limits = { maxPending: 524_288, maxGroups: 1_048_576 };
const defaultWaitSeconds = 10;
/** When somebody wants it to end. */
const hastySeconds = 2;
const lookAgainMilliseconds = 20;

/** Counts per country, told at the end. */
export class CountriesConsumer implements Consumer {
  readonly satisfied = false;
  readonly #lookups: CountryLookups;
  readonly #output: TextOutput;
  readonly #options: CountriesOptions;
  readonly #tracker = new Tracker({ maxHosts, maxFlows });
  readonly #hosts: HostPlaces;
  readonly #packet = new Packet();
  #bytes = 0;

  constructor(lookups: CountryLookups, output: TextOutput, options: CountriesOptions) {
    this.#lookups = lookups;
    this.#output = output;
    this.#options = options;
    if (options.isLive) this.#tracker.hosts.setOwnAddresses(ownAddresses());
    this.#hosts = new HostPlaces(this.#tracker, lookups.finder, limits);
  }

  batch(batch: PacketBatch): void {
    const p = this.#packet;
    this.#hosts.beginBatch();
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      this.#hosts.add(p, this.#tracker.add(p));
      this.#bytes += p.length;
    }
  }

  async finish(): Promise<void> {
    const waited = await this.#waitForAnswers();
    const rows = this.#rows();
    this.#output.add(this.#options.json ? this.#json(rows) : this.#text(rows, waited));
    await this.#output.finish();
    await this.#lookups.close();
  }

  /** How many seconds it took, or was given to, those who answer. */
  async #waitForAnswers(): Promise<number> {
    const start = performance.now();
    const seconds = (): number => (performance.now() - start) / 1000;
    const { signal, waitSeconds = defaultWaitSeconds } = this.#options;
    const patience = (): number => (signal.aborted ? Math.min(hastySeconds, waitSeconds) : waitSeconds);
    while (this.#hosts.waitingAddresses > 0 && seconds() < patience()) {
      await new Promise<void>(resolve => setTimeout(resolve, lookAgainMilliseconds));
    }
    return seconds();
  }

  /** Busiest first. */
  #rows(): CountryTotals[] {
    const { counts } = this.#hosts;
    return counts
      .rows('start')
      .toSorted((one, other) => other.packets - one.packets || one.country - other.country);
  }

  #json(rows: readonly CountryTotals[]): string {
    const { counts, pending, waitingAddresses } = this.#hosts;
    const packets = counts.packets('start');
    const document = {
      v: countriesSchemaVersion,
      packets,
      bytes: this.#bytes,
      /** Packets between two countries stand in both. */
      packets_in_two: counts.crossing,
      addresses: publicAddresses(rows) + waitingAddresses,
      addresses_unknown: unknownAddresses(rows) + waitingAddresses,
      addresses_unanswered: waitingAddresses,
      packets_unanswered: pending.waiting,
      sources: sourcesOf(this.#lookups.facts()),
      countries: rows.map(row => ({
        code: countryCode(row.country) || null,
        name: countryLabel(row.country),
        packets: row.packets,
        share: packets === 0 ? 0 : row.packets / packets,
        packets_in: row.packetsIn,
        packets_out: row.packetsOut,
        bytes: row.bytes,
        bytes_in: row.bytesIn,
        bytes_out: row.bytesOut,
        hosts: row.hosts,
        flows: row.flows,
        first: row.first,
      })),
    };
    return `${JSON.stringify(document, undefined, 2)}\n`;
  }

  #text(rows: readonly CountryTotals[], waited: number): string {
    const total = this.#hosts.counts.packets('start');
    const heading = [
      'CODE',
      'COUNTRY',
      'PACKETS',
      'SHARE',
      'IN',
      'OUT',
      'BYTES',
      'HOSTS',
      'FLOWS',
      'FIRST SEEN',
    ];
    const lines = rows.map(row => [
      countryCode(row.country) || '-',
      countryLabel(row.country),
      grouped(row.packets),
      shareText(row.packets, total),
      grouped(row.packetsIn),
      grouped(row.packetsOut),
      grouped(row.bytes),
      grouped(row.hosts),
      grouped(row.flows),
      dateAndTime(row.first),
    ]);
    const body = table([heading, ...lines], { alignRight: [2, 3, 4, 5, 6, 7, 8] });
    return `${body}\n${this.#sentences(rows, waited).join('\n')}\n`;
  }

  #sentences(rows: readonly CountryTotals[], waited: number): string[] {
    const { counts, pending, notLookedUp, waitingAddresses } = this.#hosts;
    const sources = sourcesOf(this.#lookups.facts());
    const addresses = publicAddresses(rows) + waitingAddresses;
    const said = [`${counted(counts.packets('start'), 'packet')}, ${counted(this.#bytes, 'byte')}.`];
    if (counts.crossing > 0) {
      said.push(`${counted(counts.crossing, 'packet')} between two countries, counted for both.`);
    }
    // Who is asked and knows nothing is not told of.
    const how = sources.length === 0 ? 'nobody knew any' : `looked up: ${sources.join('; ')}`;
    const noun = addresses === 1 ? 'address' : 'addresses';
    const unknown = grouped(unknownAddresses(rows));
    said.push(
      addresses === 0
        ? 'No public addresses.'
        : `${grouped(addresses)} public ${noun}, ${unknown} of them unknown; ${how}.`,
    );
    if (waitingAddresses > 0) {
      said.push(
        `${grouped(waitingAddresses)} got no answer within ${Math.ceil(waited)} s, so ${counted(pending.waiting, 'packet')} of theirs are not in the table; asked again, more may be known.`,
      );
    }
    if (notLookedUp + pending.overflown > 0) {
      said.push(
        `Too many addresses waited at a time: ${grouped(notLookedUp)} of them and ${grouped(pending.overflown)} packets count as unknown.`,
      );
    }
    if (this.#tracker.evictedHosts + this.#tracker.evictedFlows > 0) {
      said.push(
        `More than ${grouped(maxHosts)} hosts or ${grouped(maxFlows)} flows: some of them are counted more than once.`,
      );
    }
    return said;
  }
}

function publicAddresses(rows: readonly CountryTotals[]): number {
  return rows.reduce((sum, row) => sum + (row.country === countryLocal ? 0 : row.hosts), 0);
}

function unknownAddresses(rows: readonly CountryTotals[]): number {
  return rows.find(row => row.country === countryUnknown)?.hosts ?? 0;
}

const tierWords = {
  memory: '',
  redis: 'Redis',
  file: 'the cache of earlier runs',
  web: 'the web service',
} as const;

/** Who answered, in words: 'bundled countries built 2026-06-17'. */
function sourcesOf(facts: readonly TierFacts[]): string[] {
  return facts.flatMap(({ tier, answered, details }) => {
    if (answered === 0 || tier === 'memory') return [];
    if (tier !== 'database') return [tierWords[tier]];
    return details.flatMap(([name, text]) =>
      text.startsWith('built ') ? [`${name} ${text.replace(/,.*$/, '')}`] : [],
    );
  });
}

/** What is there is never called nothing, as on the screen. */
function shareText(packets: number, total: number): string {
  if (total === 0) return '-';
  const text = `${((packets / total) * 100).toFixed(1)} %`;
  return packets > 0 && text === '0.0 %' ? '<0.1 %' : text;
}

/** In the local time zone. */
function dateAndTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'unreadable';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Everybody the settings name; the second step is taken when root was given up (see geo/open.ts). */
export async function prepareCountries(
  settings: GeoSettings,
  environment: NodeJS.ProcessEnv,
  onDatabases: (facts: TierFacts) => void,
): Promise<(output: TextOutput, options: CountriesOptions) => CountriesConsumer> {
  const prepared = await prepareGeo(settings, environment);
  if (prepared?.databases !== undefined) onDatabases(prepared.databases.facts());
  return (output, options) => {
    const resolver = prepared?.open();
    const lookups: CountryLookups = {
      finder: resolver === undefined ? undefined : new PacedFinder(resolver),
      facts: () => resolver?.facts() ?? [],
      close: async () => resolver?.close(),
    };
    return new CountriesConsumer(lookups, output, options);
  };
}
