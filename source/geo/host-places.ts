import type { Packet } from '../decode/packet.ts';
import { whose } from '../flows/host-table.ts';
import type { Tracker } from '../flows/tracker.ts';
import { countryLocal, countryNumbers } from './countries.ts';
import { type ActiveCounts, CountryCounts } from './country-counts.ts';
import { LocatedAddress } from './located-address.ts';
import { PendingCounts, sideLocal, sideOfCountry } from './pending-counts.ts';
import { PlaceTable, placeLocal, placeUnasked, placeUnknown } from './place-table.ts';

/**
 * Who knows places. The words are those of the address to be located (located-address.ts), IPv4 in the last;
 * callers never ask for an address that is not public.
 */
export type PlaceFinder = {
  readonly places: PlaceTable;
  /** At once: a place of at least 1, or 0 when it has to be waited for. Allocates nothing for known addresses. */
  findNow(kind: number, a: number, b: number, c: number, d: number): number;
  /** Calls `onPlace(token, place)` later, never from inside, exactly once, with a place of at least 1. */
  request(kind: number, a: number, b: number, c: number, d: number, token: number): void;
  /** Set by whoever asks. */
  onPlace: (token: number, place: number) => void;
};

export type HostPlacesLimits = {
  /** Addresses being looked up at a time; default 131,072. */
  readonly maxPending?: number;
  /** Groups of packets that wait for them; default 262,144. */
  readonly maxGroups?: number;
  /** The same seed gives the same slots; by default nobody knows it. */
  readonly seed?: number;
};

/** Addresses looked up at once within one batch of packets; the others wait for their turn. */
const lookupsPerBatch = 1024;

/**
 * Where the hosts of a tracker are, and thereby its packets: told of every packet after the tracker, it keeps
 * `hosts.place` and the counts of the countries. Addresses that are not public and those of this machine are
 * local. An address that has to be looked up is asked for once, and its packets wait in `pending`.
 *
 * In `hosts.place` a positive number is a place, a negative one an address being looked up (its id).
 */
export class HostPlaces {
  readonly places: PlaceTable;
  readonly counts = new CountryCounts();
  readonly pending: PendingCounts;
  /** Addresses taken for unknown because too many were being looked up. */
  notLookedUp = 0;
  /** Where the sides of the packet just added are: as in `hosts.place`. */
  sourcePlace: number = placeLocal;
  destinationPlace: number = placeLocal;
  readonly #tracker: Tracker;
  /** The column of the host table. */
  readonly #placeOfHost: Int32Array;
  readonly #finder: PlaceFinder | undefined;
  readonly #located = new LocatedAddress();
  #lookupsLeft = lookupsPerBatch;
  #answers = 0;

  /** Without a finder every public address is unknown. */
  constructor(tracker: Tracker, finder: PlaceFinder | undefined, limits: HostPlacesLimits = {}) {
    this.#tracker = tracker;
    this.#placeOfHost = tracker.hosts.place;
    this.#finder = finder;
    this.places = finder?.places ?? new PlaceTable();
    // Where nobody is asked, nothing waits.
    const { maxPending, maxGroups, seed } =
      finder === undefined ? { maxPending: 1, maxGroups: 1, seed: limits.seed } : limits;
    this.pending = new PendingCounts(this.counts, maxPending, maxGroups, seed);
    this.counts.activeSince = time => this.#activeSince(time);
    if (finder !== undefined) finder.onPlace = (token, place) => this.#answered(token, place);
  }

  /** A batch of packets begins: so much may be looked up at once. */
  beginBatch(): void {
    this.#lookupsLeft = lookupsPerBatch;
  }

  /** Counts the packet the tracker was just told of; `flow` is what it answered. */
  add(p: Packet, flow: number): void {
    if (flow < 0) {
      this.sourcePlace = placeLocal;
      this.destinationPlace = placeLocal;
      this.counts.add(countryLocal, countryLocal, p.length, 0, p.seconds, p.nanoseconds);
      return;
    }
    const tracker = this.#tracker;
    const { sourceHost, destinationHost, flows } = tracker;
    const place = this.#placeOfHost;
    let from = place[sourceHost] as number;
    if (from === placeUnasked) from = this.#begin(sourceHost);
    let to = place[destinationHost] as number;
    if (to === placeUnasked) to = this.#begin(destinationHost);
    this.sourcePlace = from;
    this.destinationPlace = to;
    let begun = 0;
    if (flows.isNew) {
      begun = 1;
      flows.place[flow * 2 + flows.side] = from > 0 ? from : placeUnasked;
      flows.place[flow * 2 + 1 - flows.side] = to > 0 ? to : placeUnasked;
    }
    const { places } = this;
    if (from > 0 && to > 0) {
      const source = places.countryNumber(from);
      const destination = places.countryNumber(to);
      this.counts.add(source, destination, p.length, begun, p.seconds, p.nanoseconds);
      return;
    }
    this.pending.add(this.#side(from), this.#side(to), p.length, begun, p.seconds, p.nanoseconds);
  }

  /** Addresses of which the answer came later than their first packet: rows drawn before may now say more. */
  get answers(): number {
    return this.#answers;
  }

  /** Addresses being looked up now. */
  get waitingAddresses(): number {
    return this.pending.addresses.size;
  }

  /**
   * The place of a host by its slot, 0 while it is being looked up. Only of hosts that sent or were sent a
   * packet, which `add` has been told of.
   */
  ofHost(slot: number): number {
    return slot < 0 ? placeUnasked : Math.max(placeUnasked, this.#tracker.hosts.place[slot] as number);
  }

  /** The place of a flow's side 0 or 1, whether or not its host is still in the table; 0 while it is looked up. */
  ofFlow(slot: number, side: 0 | 1): number {
    const { flows } = this.#tracker;
    const { place, address } = flows;
    const known = place[slot * 2 + side] as number;
    if (known !== placeUnasked) return known;
    const at = slot * 8 + side * 4;
    const found = this.ofAddress(
      flows.kind[slot] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    place[slot * 2 + side] = found;
    return found;
  }

  /** The place of any address, as far as it is known without waiting; 0 otherwise. For what is drawn. */
  ofAddress(kind: number, a: number, b: number, c: number, d: number): number {
    const host = this.#tracker.hosts.find(kind, a, b, c, d);
    const place = this.ofHost(host);
    if (place !== placeUnasked || host >= 0) return place;
    const located = this.#located;
    if (this.#tracker.hosts.isOwn(kind, a, b, c, d) || !located.find(kind, a, b, c, d)) return placeLocal;
    if (this.#finder === undefined) return placeUnknown;
    const known = this.#finder.findNow(located.kind, located.a, located.b, located.c, located.d);
    return known > 0 ? publicPlace(known) : placeUnasked;
  }

  #side(place: number): number {
    if (place < 0) return place;
    return place === placeLocal ? sideLocal : sideOfCountry(this.places.countryNumber(place));
  }

  /** Finds out where a new host is, or asks; what is now in its `place`. */
  #begin(host: number): number {
    const { hosts } = this.#tracker;
    const { place, address } = hosts;
    const kind = hosts.kind[host] as number;
    const a = address[host * 4] as number;
    const b = address[host * 4 + 1] as number;
    const c = address[host * 4 + 2] as number;
    const d = address[host * 4 + 3] as number;
    const found = this.#locate(host, kind, a, b, c, d);
    place[host] = found;
    if (found > 0) this.counts.addHosts(this.places.countryNumber(found), 1);
    else this.pending.addresses.addHost(-found);
    return found;
  }

  #locate(host: number, kind: number, a: number, b: number, c: number, d: number): number {
    if (this.#tracker.hosts.whose[host] === whose.ours) return placeLocal;
    const located = this.#located;
    if (!located.find(kind, a, b, c, d)) return placeLocal;
    const finder = this.#finder;
    if (finder === undefined) return placeUnknown;
    const { addresses } = this.pending;
    const asked = addresses.find(kind, a, b, c, d);
    if (asked > 0) return -asked;
    if (this.#lookupsLeft > 0) {
      this.#lookupsLeft -= 1;
      const known = finder.findNow(located.kind, located.a, located.b, located.c, located.d);
      if (known > 0) return publicPlace(known);
    }
    const id = addresses.take(kind, a, b, c, d);
    if (id === 0) {
      this.notLookedUp += 1;
      return placeUnknown;
    }
    finder.request(located.kind, located.a, located.b, located.c, located.d, addresses.tokenOf(id));
    return -id;
  }

  #answered(token: number, place: number): void {
    const { addresses } = this.pending;
    const id = addresses.idOf(token);
    // A second answer, or one that comes too late for anybody.
    if (id === 0) return;
    const found = publicPlace(place);
    this.#answers += 1;
    const { hosts } = this.#tracker;
    const host = hosts.find(
      addresses.kind(id),
      addresses.word(id, 0),
      addresses.word(id, 1),
      addresses.word(id, 2),
      addresses.word(id, 3),
    );
    if (host >= 0 && hosts.place[host] === -id) hosts.place[host] = found;
    this.pending.resolve(id, this.places.countryNumber(found));
  }

  /** Hosts and flows with a packet at `time` or later, by country; what waits counts nowhere yet. */
  #activeSince(time: number): ActiveCounts {
    const { hosts, flows } = this.#tracker;
    const active = { hosts: new Float64Array(countryNumbers), flows: new Float64Array(countryNumbers) };
    const count = (counts: Float64Array, country: number): void => {
      counts[country] = (counts[country] as number) + 1;
    };
    for (let slot = 0; slot < hosts.slots.used; slot += 1) {
      if ((hosts.last[slot] as number) < time) continue;
      const place = hosts.place[slot] as number;
      if (place > 0) count(active.hosts, this.places.countryNumber(place));
    }
    for (let slot = 0; slot < flows.slots.used; slot += 1) {
      if ((flows.last[slot] as number) < time) continue;
      const one = this.ofFlow(slot, 0);
      const other = this.ofFlow(slot, 1);
      if (one === placeLocal && other === placeLocal) count(active.flows, countryLocal);
      const first = one > placeLocal ? this.places.countryNumber(one) : -1;
      const second = other > placeLocal ? this.places.countryNumber(other) : -1;
      if (first >= 0) count(active.flows, first);
      if (second >= 0 && second !== first) count(active.flows, second);
    }
    return active;
  }
}

/** Whoever is asked for a public address and calls it local does not know. */
function publicPlace(place: number): number {
  return place > placeLocal ? place : placeUnknown;
}
