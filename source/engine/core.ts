import type { CaptureInterface, CaptureNotice, PacketBatch, PacketSink } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { addressNone, Packet } from '../decode/packet.ts';
import { addressClass, classifyAddress } from '../flows/address-class.ts';
import { Tracker, type TrackerOptions } from '../flows/tracker.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { PacketRing, type PacketRingOptions } from '../packets/ring.ts';
import { RateHistory } from './rate-history.ts';

export type CoreOptions = PacketRingOptions & TrackerOptions;

/**
 * The path of a packet: decoded, kept in the ring, counted in flows, hosts and rates. Used by the engine
 * process and, without a screen, by commands.
 */
export class Core implements PacketSink {
  readonly ring: PacketRing;
  readonly tracker: Tracker;
  readonly rates = new RateHistory();
  /** By row of the ring: number of the packet's flow (0 without one), and what the flow tells of it. */
  readonly flowNumber: Float64Array;
  readonly flowSlot: Int32Array;
  readonly tcpNotice: Uint8Array;
  /** Packet time of the first and the newest packet, in seconds. */
  firstTime = Number.NaN;
  lastTime = Number.NaN;
  bytes = 0;
  malformed = 0;
  /** Packets with no public address on either side, and all others until somebody knows their country. */
  localPackets = 0;
  unlocatedPackets = 0;
  readonly notices: CaptureNotice[] = [];
  interfaces: readonly CaptureInterface[] = [];
  readonly #packet = new Packet();

  constructor(options: CoreOptions = {}) {
    this.ring = new PacketRing(options);
    this.tracker = new Tracker(options);
    this.flowNumber = new Float64Array(this.ring.maxPackets);
    this.flowSlot = new Int32Array(this.ring.maxPackets);
    this.tcpNotice = new Uint8Array(this.ring.maxPackets);
  }

  packets(batch: PacketBatch): void {
    const p = this.#packet;
    const { ring, tracker, rates } = this;
    const { flows } = tracker;
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      const slot = tracker.add(p);
      ring.append(p);
      const row = ring.rowOf(ring.newest);
      this.flowNumber[row] = slot < 0 ? 0 : (flows.number[slot] as number);
      this.flowSlot[row] = slot;
      this.tcpNotice[row] = slot < 0 ? 0 : flows.notice;
      if (p.malformed !== '') this.malformed += 1;
      if (isWithoutPublicAddress(p)) this.localPackets += 1;
      else this.unlocatedPackets += 1;
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

  notice(notice: CaptureNotice): void {
    this.notices.push(notice);
  }
}

function isWithoutPublicAddress(p: Packet): boolean {
  if (p.addressKind === addressNone) return true;
  return (
    classifyAddress(p.addressKind, p.src0 >>> 0, p.src1 >>> 0, p.src2 >>> 0, p.src3 >>> 0) !==
      addressClass.global &&
    classifyAddress(p.addressKind, p.dst0 >>> 0, p.dst1 >>> 0, p.dst2 >>> 0, p.dst3 >>> 0) !==
      addressClass.global
  );
}
