import type { HostPlaces } from '../geo/host-places.ts';
import { type PlaceTable, placeLocal, placeUnasked } from '../geo/place-table.ts';
import type { PacketRing } from '../packets/ring.ts';

/** What stands for an address still being looked up. */
const waitingText = '…';

/**
 * Where packets, flows and hosts are: numbers that `table` turns into country, city and system. Below
 * `placeUnknown` (place-table.ts) they mean none: 1 an address that is not public, 0 one being looked up.
 * Asking may find out what was not known when the packet came, and then remembers it.
 */
export class Places {
  readonly table: PlaceTable;
  readonly #hosts: HostPlaces;
  readonly #ring: PacketRing;
  readonly #source: Int32Array;
  readonly #destination: Int32Array;

  constructor(hosts: HostPlaces, ring: PacketRing) {
    this.table = hosts.places;
    this.#hosts = hosts;
    this.#ring = ring;
    this.#source = new Int32Array(ring.maxPackets);
    this.#destination = new Int32Array(ring.maxPackets);
  }

  /** Keeps where the sides of the packet just counted are. Allocates nothing. */
  keep(row: number): void {
    this.#source[row] = this.#hosts.sourcePlace;
    this.#destination[row] = this.#hosts.destinationPlace;
  }

  /** Rises whenever an answer came that may change what was said of packets before. */
  get version(): number {
    return this.#hosts.answers;
  }

  /** Of the packet in a row of the ring. */
  source(row: number): number {
    const known = this.#source[row] as number;
    if (known > placeUnasked) return known;
    const { addressKind, src0, src1, src2, src3 } = this.#ring.columns;
    const found = this.#hosts.ofAddress(
      addressKind[row] as number,
      src0[row] as number,
      src1[row] as number,
      src2[row] as number,
      src3[row] as number,
    );
    this.#source[row] = found;
    return found;
  }

  destination(row: number): number {
    const known = this.#destination[row] as number;
    if (known > placeUnasked) return known;
    const { addressKind, dst0, dst1, dst2, dst3 } = this.#ring.columns;
    const found = this.#hosts.ofAddress(
      addressKind[row] as number,
      dst0[row] as number,
      dst1[row] as number,
      dst2[row] as number,
      dst3[row] as number,
    );
    this.#destination[row] = found;
    return found;
  }

  /** Of side 0 (who began) or 1 of the flow in a slot. */
  ofFlow(slot: number, side: 0 | 1): number {
    return this.#hosts.ofFlow(slot, side);
  }

  /** Of the host in a slot. */
  ofHost(slot: number): number {
    return this.#hosts.ofHost(slot);
  }

  /** 'DE'; 'DE US' where both sides are public, source first; '' where none is or nobody knows. */
  packetText(row: number): string {
    return this.#pair(this.source(row), this.destination(row));
  }

  flowText(slot: number): string {
    return this.#pair(this.ofFlow(slot, 0), this.ofFlow(slot, 1));
  }

  hostText(slot: number): string {
    return this.#text(this.ofHost(slot));
  }

  #pair(source: number, destination: number): string {
    if (destination === placeLocal || source === destination) return this.#text(source);
    const one = this.#text(source);
    const other = this.#text(destination);
    if (one === '' || one === other) return other;
    return other === '' ? one : `${one} ${other}`;
  }

  #text(place: number): string {
    return place <= placeUnasked ? waitingText : this.table.country(place);
  }
}
