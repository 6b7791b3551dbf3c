import { addressNone, type Packet } from '../decode/packet.ts';
import { formatAddress } from '../flows/address-words.ts';
import { recentSeconds } from '../geo/country-counts.ts';

export type NaiveTotals = {
  packets: number;
  packetsIn: number;
  packetsOut: number;
  bytes: number;
  bytesIn: number;
  bytesOut: number;
  flows: number;
  first: number;
  last: number;
};

type Seen = {
  readonly source: string;
  readonly destination: string;
  readonly length: number;
  readonly time: number;
  readonly flows: number;
};

/**
 * An independent count of packets by country, as plain as can be: every packet is kept, and counted when asked.
 * `countryOf` says 'local', 'unknown' or a code for an address as text.
 */
export class NaiveCountries {
  readonly #countryOf: (address: string) => string;
  readonly #seen: Seen[] = [];

  constructor(countryOf: (address: string) => string) {
    this.#countryOf = countryOf;
  }

  add(p: Packet, flow: number, isNewFlow: boolean): void {
    const isIp = p.addressKind !== addressNone && flow >= 0;
    const text = (a: number, b: number, c: number, d: number): string =>
      isIp ? formatAddress(p.addressKind, a, b, c, d) : '';
    this.#seen.push({
      source: text(p.src0, p.src1, p.src2, p.src3),
      destination: text(p.dst0, p.dst1, p.dst2, p.dst3),
      length: p.length,
      time: p.seconds + p.nanoseconds / 1e9,
      flows: isNewFlow ? 1 : 0,
    });
  }

  get packets(): number {
    return this.#seen.length;
  }

  /** Of all packets, or of those in the last five minutes before the end of second `now`. */
  totals(now?: number): Map<string, NaiveTotals> {
    const totals = new Map<string, NaiveTotals>();
    for (const { source, destination, length, time, flows } of this.#seen) {
      const second = Math.floor(time);
      if (now !== undefined && (second > now || second <= now - recentSeconds)) continue;
      const from = source === '' ? 'local' : this.#countryOf(source);
      const to = destination === '' ? 'local' : this.#countryOf(destination);
      const isHome = from === 'local' && to === 'local';
      const countries = new Set([from, to].filter(country => isHome || country !== 'local'));
      for (const country of countries) {
        const total = totals.get(country) ?? emptyTotals(time);
        totals.set(country, total);
        total.packets += 1;
        total.bytes += length;
        total.flows += flows;
        if (from === country) {
          total.packetsIn += 1;
          total.bytesIn += length;
        }
        if (to === country) {
          total.packetsOut += 1;
          total.bytesOut += length;
        }
        total.first = Math.min(total.first, time);
        total.last = Math.max(total.last, time);
      }
    }
    return totals;
  }
}

function emptyTotals(time: number): NaiveTotals {
  return {
    packets: 0,
    packetsIn: 0,
    packetsOut: 0,
    bytes: 0,
    bytesIn: 0,
    bytesOut: 0,
    flows: 0,
    first: time,
    last: time,
  };
}
