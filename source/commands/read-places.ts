import type { Packet } from '../decode/packet.ts';
import type { PacketPlaces } from '../export/format.ts';
import type { FieldName } from '../filter/fields.ts';
import { placeColumns } from '../filter/place-columns.ts';
import type { Column } from '../filter/target.ts';
import { HostTable } from '../flows/host-table.ts';
import { ownAddresses } from '../flows/own-addresses.ts';
import { openDatabases } from '../geo/databases.ts';
import { LocalFinder } from '../geo/local-finder.ts';
import { LocatedAddress } from '../geo/located-address.ts';
import { placeLocal, placeUnasked } from '../geo/place-table.ts';
import type { GeoSettings } from '../geo/settings.ts';
import type { LocalDatabases } from '../geo/tiers.ts';

/** Where the ends of packets are, told at once from databases on this machine: for filters and exports. */
export class ReadPlaces {
  readonly databases: LocalDatabases;
  readonly #finder: LocalFinder;
  readonly #located = new LocatedAddress();
  /** Knows which addresses are this machine's; holds no hosts. */
  readonly #hosts: HostTable;

  constructor(databases: LocalDatabases, hosts: HostTable) {
    this.databases = databases;
    this.#finder = new LocalFinder(databases);
    this.#hosts = hosts;
  }

  sourceOf(p: Packet): number {
    return this.#placeOf(p.addressKind, p.src0, p.src1, p.src2, p.src3);
  }

  destinationOf(p: Packet): number {
    return this.#placeOf(p.addressKind, p.dst0, p.dst1, p.dst2, p.dst3);
  }

  /** For detectors: two capitals, 'local', or '' where nobody knows. */
  countryOf(hosts: HostTable, host: number): string {
    const at = host * 4;
    const { address } = hosts;
    const place = this.#placeOf(
      hosts.kind[host] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    return place === placeLocal ? 'local' : this.#finder.places.country(place);
  }

  /** For a filter over the packet `p` points at. */
  columns(p: Packet): (field: FieldName) => Column | undefined {
    const { places } = this.#finder;
    return placeColumns({
      source: () => this.sourceOf(p),
      destination: () => this.destinationOf(p),
      country: place => places.country(place),
      city: place => places.city(place),
      asn: place => places.asn(place),
      local: placeLocal,
      unasked: placeUnasked,
    });
  }

  /** For an export. */
  of(p: Packet): PacketPlaces {
    return { source: this.#endPlace(this.sourceOf(p)), destination: this.#endPlace(this.destinationOf(p)) };
  }

  #endPlace(place: number): PacketPlaces['source'] {
    const { places } = this.#finder;
    return { country: places.country(place), city: places.city(place), asn: places.asn(place) };
  }

  #placeOf(kind: number, a: number, b: number, c: number, d: number): number {
    const located = this.#located;
    if (!located.find(kind, a, b, c, d) || this.#hosts.isOwn(kind, a | 0, b | 0, c | 0, d | 0))
      return placeLocal;
    return this.#finder.findNow(located.kind, located.a, located.b, located.c, located.d);
  }
}

/** Reads the databases now: the user we may become need not be able to. */
export function openReadPlaces(
  settings: GeoSettings,
  environment: NodeJS.ProcessEnv,
  isLive: boolean,
): ReadPlaces {
  const databases = openDatabases(settings.databases, environment);
  databases.load();
  const hosts = new HostTable(1);
  if (isLive) hosts.setOwnAddresses(ownAddresses());
  return new ReadPlaces(databases, hosts);
}
