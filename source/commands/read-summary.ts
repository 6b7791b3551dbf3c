import { grouped } from '../capture/wording.ts';
import { addressNone, type Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { destinationAddress, sourceAddress } from '../decode/row.ts';
import { table } from './table.ts';

/** How many protocols and talkers the summary lists. */
const listedRows = 10;
/** Hosts counted before further new ones are left out, so that a scan cannot fill the memory. */
const maxHosts = 100_000;

/** What a whole capture amounts to: packets, bytes, duration, protocols, top talkers. */
export class CaptureSummary {
  #packets = 0;
  #bytes = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #uncounted = 0;
  readonly #protocols = new Map<number, Tally>();
  readonly #hosts = new Map<string, Tally>();

  add(p: Packet): void {
    this.#packets += 1;
    this.#bytes += p.length;
    const time = p.seconds + p.nanoseconds / 1e9;
    if (time < this.#first) this.#first = time;
    if (time > this.#last) this.#last = time;
    tally(this.#protocols, p.protocol, p.length);
    if (p.addressKind === addressNone) return;
    const source = sourceAddress(p);
    const destination = destinationAddress(p);
    this.#addHost(source, p.length);
    // Who talks to themselves (loopback) said it once.
    if (destination !== source) this.#addHost(destination, p.length);
  }

  text(): string {
    const duration = this.#packets > 0 ? this.#last - this.#first : 0;
    const rate = duration > 0 ? `, ${grouped(Math.round(this.#packets / duration))} packets/s` : '';
    const protocols = [...this.#protocols].map(
      ([id, counts]) => [protocolName(id) || 'unknown', counts] as const,
    );
    const more =
      this.#uncounted > 0
        ? `(${grouped(this.#uncounted)} appearances of further hosts are not counted)\n`
        : '';
    return (
      `\n${grouped(this.#packets)} packets, ${grouped(this.#bytes)} bytes in ${duration.toFixed(6)} s${rate}\n` +
      `\n${ranking('PROTOCOL', protocols, this.#bytes)}` +
      (this.#hosts.size === 0 ? '' : `\n${ranking('TOP TALKER', [...this.#hosts], this.#bytes)}${more}`)
    );
  }

  #addHost(address: string, length: number): void {
    if (this.#hosts.size >= maxHosts && !this.#hosts.has(address)) this.#uncounted += 1;
    else tally(this.#hosts, address, length);
  }
}

type Tally = { packets: number; bytes: number };

function tally<Key>(counts: Map<Key, Tally>, key: Key, length: number): void {
  const known = counts.get(key);
  if (known === undefined) counts.set(key, { packets: 1, bytes: length });
  else {
    known.packets += 1;
    known.bytes += length;
  }
}

function ranking(
  heading: string,
  entries: readonly (readonly [string, Tally])[],
  totalBytes: number,
): string {
  const sorted = entries.toSorted(([, a], [, b]) => b.bytes - a.bytes || b.packets - a.packets);
  const rows = [[heading, 'PACKETS', 'BYTES', 'SHARE']];
  for (const [name, { packets, bytes }] of sorted.slice(0, listedRows)) {
    const share = totalBytes === 0 ? '-' : `${((bytes / totalBytes) * 100).toFixed(1)} %`;
    rows.push([name, grouped(packets), grouped(bytes), share]);
  }
  const rest = sorted.length - listedRows;
  return table(rows, { alignRight: [1, 2, 3] }) + (rest > 0 ? `… and ${grouped(rest)} more\n` : '');
}
