import type { CaptureInterface, CaptureNotice, PacketBatch, PacketSink } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import type { Analysis } from '../detect/analysis.ts';
import { Tracker, type TrackerOptions } from '../flows/tracker.ts';
import { HostPlaces, type PlaceFinder } from '../geo/host-places.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { PacketRing, type PacketRingOptions } from '../packets/ring.ts';
import { Places } from './places.ts';
import { RateHistory } from './rate-history.ts';

export type CoreOptions = PacketRingOptions &
  TrackerOptions & {
    /** Who knows where addresses are; without, every public one is unknown. */
    readonly finder?: PlaceFinder;
    /** Who says what is odd; without, nothing is. */
    readonly makeAnalysis?: (tracker: Tracker, hostPlaces: HostPlaces) => Analysis;
  };

/**
 * The path of a packet: decoded, kept in the ring, counted in flows, hosts, countries and rates. Used by the engine
 * process and, without a screen, by commands.
 */
export class Core implements PacketSink {
  readonly ring: PacketRing;
  readonly tracker: Tracker;
  readonly rates = new RateHistory();
  /** Countries: their counts, and where packets, flows and hosts are. */
  readonly hostPlaces: HostPlaces;
  readonly places: Places;
  /** By row of the ring: number of the packet's flow (0 without one), and what the flow tells of it. */
  readonly flowNumber: Float64Array;
  readonly flowSlot: Int32Array;
  readonly tcpNotice: Uint8Array;
  /** Undefined: detection is off, and the three columns below are empty. */
  readonly analysis: Analysis | undefined;
  /** By row of the ring: how odd the packet is, its incident (0 for none), and why, as `reasonsOf` reads it. */
  readonly oddness: Float32Array;
  readonly incident: Int32Array;
  readonly cause: Int32Array;
  /** Packet time of the first and the newest packet, in seconds. */
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  bytes = 0;
  malformed = 0;
  readonly notices: CaptureNotice[] = [];
  interfaces: readonly CaptureInterface[] = [];
  readonly #packet = new Packet();

  constructor(options: CoreOptions = {}) {
    this.ring = new PacketRing(options);
    this.tracker = new Tracker(options);
    this.hostPlaces = new HostPlaces(this.tracker, options.finder);
    this.places = new Places(this.hostPlaces, this.ring);
    this.flowNumber = new Float64Array(this.ring.maxPackets);
    this.flowSlot = new Int32Array(this.ring.maxPackets);
    this.tcpNotice = new Uint8Array(this.ring.maxPackets);
    this.analysis = options.makeAnalysis?.(this.tracker, this.hostPlaces);
    const judged = this.analysis === undefined ? 0 : this.ring.maxPackets;
    this.oddness = new Float32Array(judged);
    this.incident = new Int32Array(judged);
    this.cause = new Int32Array(judged);
  }

  packets(batch: PacketBatch): void {
    const p = this.#packet;
    const { ring, tracker, rates, hostPlaces, places, analysis } = this;
    const { flows } = tracker;
    hostPlaces.beginBatch();
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      const slot = tracker.add(p);
      hostPlaces.add(p, slot);
      ring.append(p);
      const row = ring.rowOf(ring.newest);
      this.flowNumber[row] = slot < 0 ? 0 : (flows.number[slot] as number);
      this.flowSlot[row] = slot;
      this.tcpNotice[row] = slot < 0 ? 0 : flows.notice;
      if (p.malformed !== '') this.malformed += 1;
      places.keep(row);
      if (analysis !== undefined) {
        analysis.add(p, slot, ring.newest);
        this.oddness[row] = analysis.oddness;
        this.incident[row] = analysis.incident;
        this.cause[row] = analysis.cause;
      }
      rates.add(Math.floor(p.seconds), p.length);
      this.bytes += p.length;
    }
    if (batch.count === 0) return;
    const time = p.seconds + p.nanoseconds / 1e9;
    if (Number.isNaN(this.firstTime)) {
      this.firstTime = (batch.seconds[0] as number) + (batch.nanoseconds[0] as number) / 1e9;
    }
    this.lastTime = time;
  }

  /** Lets time pass without packets: live captures, where silence is news. In whole seconds since 1970. */
  advanceTo(second: number): void {
    this.rates.advanceTo(second);
    this.hostPlaces.counts.advanceTo(second);
    this.analysis?.advanceTo(second);
  }

  /** The input has ended: what is open in it is closed. */
  end(): void {
    this.analysis?.end();
  }

  notice(notice: CaptureNotice): void {
    this.notices.push(notice);
  }
}
