import { countryCodeOf } from '../filter/country-words.ts';
import { byteCount, clockTime, wholeNumber } from '../flows/amounts.ts';
import { countryCode, countryLabel, countryLocal, countryUnknown } from '../geo/countries.ts';
import type { CountryCounts, CountryTotals } from '../geo/country-counts.ts';
import {
  type CountrySpan,
  type Sort,
  type View,
  type WorldBody,
  type WorldRow,
  worldColumns,
  worldTrendValues,
} from './protocol.ts';

/** What the world screen needs to know besides counts. */
export type WorldSources = {
  /** Code of the country this machine stands in; '' when nobody knows. */
  readonly home: () => string;
  /** Who answers, in words. */
  readonly sources: () => string;
  /** Addresses being looked up. */
  readonly pending: () => number;
};

/** What a span looked like at one moment. */
type Picture = {
  readonly countries: readonly CountryTotals[];
  /** Packets counted, each once. */
  readonly packets: number;
  readonly trends: Map<number, readonly number[]>;
};

const defaultSort: Sort = { column: 'packets', descending: true };
/** Counts of the last minutes take a walk over seconds, hosts and flows: not for every key. */
const recentEveryMilliseconds = 250;
const spans: readonly CountrySpan[] = ['start', 'recent'];

/** The world screen: countries counted, sorted, and cut to the rows in view. */
export class WorldView {
  readonly #counts: CountryCounts;
  readonly #sources: WorldSources;
  readonly #taken = new Map<CountrySpan, Picture>();
  #takenAt = 0;
  #frozenAt: number | undefined;

  constructor(counts: CountryCounts, sources: WorldSources) {
    this.#counts = counts;
    this.#sources = sources;
  }

  body(view: View): WorldBody {
    const picture = this.#picture(view.span, view.frozenAt);
    const sorted = sortCountries(picture, view.sort ?? defaultSort);
    const rows = Math.max(1, view.rows);
    const selected = sorted.length === 0 ? -1 : clamp(locate(sorted, view), sorted.length - 1);
    const first = clamp(selected - clamp(view.cursor.screenRow, rows - 1), Math.max(0, sorted.length - rows));
    const shown = sorted.slice(first, first + rows).map(totals => this.#row(totals, picture));
    const row = shown[selected - first];
    return {
      screen: 'world',
      rows: shown,
      position: {
        total: sorted.length,
        first,
        selected: selected < 0 ? -1 : selected - first,
        newer: 0,
        lost: 0,
      },
      lights: lightsOf(picture.countries),
      selected: row?.code ?? '',
      home: this.#sources.home(),
      filter: row?.filter ?? '',
      pending: this.#sources.pending(),
      sources: this.#sources.sources(),
    };
  }

  /** While paused: what was counted at the pause, of both spans, because one may be changed for the other. */
  #picture(span: CountrySpan, frozenAt: number | undefined): Picture {
    const now = performance.now();
    const isOld =
      frozenAt === undefined ? now - this.#takenAt >= recentEveryMilliseconds : frozenAt !== this.#frozenAt;
    if (isOld || (frozenAt === undefined && this.#frozenAt !== undefined)) {
      this.#taken.clear();
      this.#takenAt = now;
      this.#frozenAt = frozenAt;
      if (frozenAt !== undefined) for (const one of spans) this.#taken.set(one, this.#take(one, true));
    }
    const known = this.#taken.get(span);
    // Counts since the start cost nothing: they are never older than the snapshot.
    if (known !== undefined && (frozenAt !== undefined || span === 'recent')) return known;
    const taken = this.#take(span, false);
    this.#taken.set(span, taken);
    return taken;
  }

  #take(span: CountrySpan, withTrends: boolean): Picture {
    const countries = this.#counts.rows(span);
    const trends = new Map<number, readonly number[]>();
    if (withTrends)
      for (const { country } of countries) trends.set(country, this.#counts.trend(country, worldTrendValues));
    return { countries, packets: this.#counts.packets(span), trends };
  }

  #row(totals: CountryTotals, { packets, trends }: Picture): WorldRow {
    const { country } = totals;
    let trend = trends.get(country);
    if (trend === undefined) {
      trend = this.#counts.trend(country, worldTrendValues);
      trends.set(country, trend);
    }
    const code = countryCode(country);
    return {
      id: country,
      code,
      filter: filterOf(country),
      cells: cellsOf(totals, packets),
      tone: country === countryLocal || country === countryUnknown ? 'quiet' : 'plain',
      marked: false,
      trend,
      isNew: totals.isNew,
    };
  }
}

function cellsOf(totals: CountryTotals, packets: number): readonly string[] {
  const cells: Readonly<Record<(typeof worldColumns)[number], string>> = {
    code: countryCode(totals.country),
    name: countryLabel(totals.country),
    packets: wholeNumber(totals.packets),
    share: shareText(packets === 0 ? 0 : totals.packets / packets),
    in: byteCount(totals.bytesIn),
    out: byteCount(totals.bytesOut),
    bytes: byteCount(totals.bytes),
    hosts: wholeNumber(totals.hosts),
    flows: wholeNumber(totals.flows),
    first: clockTime(totals.first),
  };
  return worldColumns.map(column => cells[column]);
}

const leastShare = 0.001;

function shareText(share: number): string {
  if (share > 0 && share < leastShare) return '<0.1 %';
  return share >= 0.9995 ? '100 %' : `${(share * 100).toFixed(1)} %`;
}

/** In the filter language, which knows "local" and "unknown" as the counts do; '' for codes it does not know. */
function filterOf(country: number): string {
  if (country === countryLocal || country === countryUnknown) return `country == ${countryLabel(country)}`;
  const code = countryCode(country);
  return countryCodeOf(code) === undefined ? '' : `country == ${code}`;
}

/** By weight of the busiest country; what is local or unknown has no place on a map. */
function lightsOf(countries: readonly CountryTotals[]): WorldBody['lights'] {
  const placed = countries.filter(({ country }) => countryCode(country) !== '');
  const most = Math.max(1, ...placed.map(({ packets }) => packets));
  return placed.map(({ country, packets }) => ({
    code: countryCode(country),
    weight: Math.round((packets / most) * weightSteps) / weightSteps || 1 / weightSteps,
  }));
}

/** Finer weights would make every snapshot a different one. */
const weightSteps = 1000;

const numbers: Readonly<Record<string, (totals: CountryTotals) => number>> = {
  packets: totals => totals.packets,
  share: totals => totals.packets,
  in: totals => totals.bytesIn,
  out: totals => totals.bytesOut,
  bytes: totals => totals.bytes,
  hosts: totals => totals.hosts,
  flows: totals => totals.flows,
  first: totals => totals.first,
};

function sortCountries({ countries }: Picture, { column, descending }: Sort): readonly CountryTotals[] {
  const sign = descending ? -1 : 1;
  const number = numbers[column];
  const order =
    number === undefined
      ? byText(column === 'code' ? countryCode : countryLabel)
      : (one: CountryTotals, other: CountryTotals) => number(one) - number(other);
  return countries.toSorted((one, other) => sign * order(one, other) || one.country - other.country);
}

function byText(text: (country: number) => string) {
  return (one: CountryTotals, other: CountryTotals): number =>
    text(one.country).localeCompare(text(other.country), 'en');
}

function locate(sorted: readonly CountryTotals[], { cursor: { at, offset } }: View): number {
  if (typeof at !== 'number') return offset;
  return (
    Math.max(
      0,
      sorted.findIndex(({ country }) => country === at),
    ) + offset
  );
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
