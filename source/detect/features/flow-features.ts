import type { Packet } from '../../decode/packet.ts';
import { flagRst } from '../../decode/tcp.ts';
import { flowState } from '../../flows/flow-state.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { PacketContext } from '../contracts.ts';
import { damped } from './damped-table.ts';
import { entropyOf } from './entropy.ts';
import { fastLog1p } from './logarithms.ts';
import type { PacketFeatures } from './packet-features.ts';
import { packetRarity } from './packet-rarity.ts';

export { flowSchema } from './flow-columns.ts';

const largestCount = 0xffff;
/** Seconds. A conversation that has lasted longer is a long one: how long depends on how long anybody has watched. */
const longestDuration = 300;
/** Rarities of the flow's first packet, kept with an eighth of a bit. */
const bitSteps = 8;
const keptRarities = 7;
/** Entropy is kept in steps of a thirtieth of a bit. */
const entropySteps = 30;

/** Columns that are logarithms. */
const logarithmic = Uint8Array.of(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 15, 17);

export type FlowFeaturesOptions = { readonly tracker: Tracker; readonly packets: PacketFeatures };

/**
 * What every flow is judged by, at packets 2, 4, 8 … and at its end. `due` has to see every packet once, after
 * `PacketFeatures.write` and before its `learn`: it counts what the flow table does not. It has no memory of its own.
 */
export class FlowFeatures {
  readonly #tracker: Tracker;
  readonly #packets: PacketFeatures;
  readonly #empty: Uint16Array;
  /** Seconds until the first packet of the other side; 0 before. */
  readonly #handshake: Float32Array;
  readonly #entropy: Uint8Array;
  readonly #firstPayload: Uint16Array;
  /** Most of any packet. */
  readonly #message: Uint8Array;
  readonly #ended: Uint8Array;
  readonly #rarities: Uint8Array;

  constructor(options: FlowFeaturesOptions) {
    const { capacity } = options.tracker.flows.slots;
    this.#tracker = options.tracker;
    this.#packets = options.packets;
    this.#empty = new Uint16Array(capacity);
    this.#handshake = new Float32Array(capacity);
    this.#entropy = new Uint8Array(capacity);
    this.#firstPayload = new Uint16Array(capacity);
    this.#message = new Uint8Array(capacity);
    this.#ended = new Uint8Array(capacity);
    this.#rarities = new Uint8Array(capacity * keptRarities);
  }

  get memoryBytes(): number {
    return (
      this.#empty.byteLength * 2 +
      this.#handshake.byteLength +
      this.#entropy.byteLength * 3 +
      this.#rarities.byteLength
    );
  }

  /** Counts the packet; whether its flow is to be judged now. */
  due(context: PacketContext): boolean {
    const { flow } = context;
    if (flow < 0) return false;
    const p = context.packet;
    const { flows } = this.#tracker;
    if (context.isNewFlow) this.#begin(flow);
    if (p.payloadLength === 0 && (this.#empty[flow] as number) < largestCount) {
      this.#empty[flow] = (this.#empty[flow] as number) + 1;
    }
    if (p.payloadLength > 0 && this.#firstPayload[flow] === 0) this.#meetPayload(flow, p);
    const packets = (flows.packets[flow * 2] as number) + (flows.packets[flow * 2 + 1] as number);
    const mine = flows.packets[flow * 2 + context.side] as number;
    if (mine === 1 && packets > 1) {
      const passed = (context.clock[0] as number) - context.ahead - (flows.first[flow] as number);
      this.#handshake[flow] = passed > 0 ? passed : 0;
    }
    const message = Math.min(255, this.#packets.messageRareness * bitSteps);
    if (message > (this.#message[flow] as number)) this.#message[flow] = message;
    const state = flows.state[flow] as number;
    const hasEnded = state === flowState.closed || state === flowState.reset;
    if (hasEnded && this.#ended[flow] === 0) {
      this.#ended[flow] = 1;
      return true;
    }
    return packets > 1 && (packets & (packets - 1)) === 0;
  }

  /** The row of the packet's flow, after `due`; the packet is part of it. */
  write(context: PacketContext, row: Float32Array): void {
    const { flow } = context;
    const { flows } = this.#tracker;
    const { flowFound: found } = this.#packets;
    const asked = flows.packets[flow * 2] as number;
    const answered = flows.packets[flow * 2 + 1] as number;
    const bytesAsked = flows.bytes[flow * 2] as number;
    const bytesAnswered = flows.bytes[flow * 2 + 1] as number;
    const packets = asked + answered;
    const bytes = bytesAsked + bytesAnswered;
    const lasted = (flows.last[flow] as number) - (flows.first[flow] as number);
    const duration = Math.min(longestDuration, Math.max(0, lasted));
    row[0] = asked;
    row[1] = answered;
    row[2] = bytesAsked;
    row[3] = bytesAnswered;
    row[4] = bytes > 0 ? bytesAsked / bytes : 0;
    row[5] = duration;
    row[6] = packets / Math.max(duration, shortestDuration);
    row[7] = packets > 1 ? duration / (packets - 1) : 0;
    row[8] = found[damped.gapVariation] as number;
    row[9] = packets > 0 ? bytes / packets : 0;
    row[10] = found[damped.deviation] as number;
    row[11] = packets > 0 ? (this.#empty[flow] as number) / packets : 0;
    row[12] = answered === 0 ? asked : asked === 0 ? answered : 0;
    row[13] =
      (((flows.flagsSeen[flow * 2] as number) | (flows.flagsSeen[flow * 2 + 1] as number)) & flagRst) === 0
        ? 0
        : 1;
    row[14] = packets > 0 ? (flows.retransmissions[flow] as number) / packets : 0;
    row[15] = this.#handshake[flow] as number;
    row[16] = (this.#entropy[flow] as number) / entropySteps;
    row[17] = this.#firstPayload[flow] as number;
    for (let index = 0; index < keptRarities; index += 1) {
      row[18 + index] = (this.#rarities[flow * keptRarities + index] as number) / bitSteps;
    }
    for (let index = 0; index < logarithmic.length; index += 1) {
      const column = logarithmic[index] as number;
      row[column] = fastLog1p(row[column] as number);
    }
    row[25] = (this.#message[flow] as number) / bitSteps;
  }

  /** Novelty is that of its first packet: after it the flow itself has made it known. */
  #begin(flow: number): void {
    const { bits } = this.#packets.memory;
    this.#empty[flow] = 0;
    this.#handshake[flow] = 0;
    this.#entropy[flow] = 0;
    this.#firstPayload[flow] = 0;
    this.#message[flow] = 0;
    this.#ended[flow] = 0;
    const at = flow * keptRarities;
    this.#keep(at, bits[packetRarity.service] as number);
    this.#keep(at + 1, bits[packetRarity.pair] as number);
    this.#keep(at + 2, bits[packetRarity.tuple] as number);
    this.#keep(at + 3, bits[packetRarity.destinationService] as number);
    this.#keep(at + 4, bits[packetRarity.source] as number);
    this.#keep(at + 5, bits[packetRarity.protocol] as number);
    this.#keep(at + 6, this.#packets.rareness);
  }

  #keep(at: number, bits: number): void {
    this.#rarities[at] = Math.min(255, Math.round(bits * bitSteps));
  }

  #meetPayload(flow: number, p: Packet): void {
    this.#firstPayload[flow] = Math.min(largestCount, p.payloadLength);
    if (p.payloadStart < 0) return;
    this.#entropy[flow] = Math.round(entropyOf(p.bytes, p.start + p.payloadStart, p.end) * entropySteps);
  }
}

/** Rates over less are of one burst: packets that come together. */
const shortestDuration = 0.001;
