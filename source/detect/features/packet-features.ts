import { whose } from '../../flows/host-table.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { PacketContext } from '../contracts.ts';
import type { Learned, Section } from '../learned.ts';
import { ChannelSlots } from './channel-slots.ts';
import { ticksOf } from './damped-table.ts';
import { fastLog1p } from './logarithms.ts';
import { createPacketBlock, type PacketBlock } from './packet-block.ts';
import { PacketKeys } from './packet-keys.ts';
import { PacketMemory } from './packet-memory.ts';
import { packetRarity } from './packet-rarity.ts';
import { PayloadFields } from './payload-fields.ts';

export { packetSchema } from './packet-columns.ts';

const format = 1;
const entries = 131_072;
const channels = 16_384;
const sendersWithoutIp = 1024;
/** Flows under way at a time are far fewer than those kept: slots so far apart share what fades. */
const mostDampedFlows = 131_072;
/** What was learned is halved this often, in seconds of packet time while learning. */
const halvingSeconds = 86_400;

/** The first of the columns `plain-rates.ts` is about. */
const firstRate = 14;

export type PacketFeaturesOptions = {
  readonly tracker: Tracker;
  /** Scatters what is remembered; kept with it, so that a loaded memory is read with its own. */
  readonly seed: number;
};

/**
 * What every packet is judged by. `write` says how the packet is compared with what went before, `learn` makes it
 * part of that. What fades with time (rates, sizes, gaps) moves with every `write`; what is learned with `learn` only.
 */
export class PacketFeatures implements Learned {
  readonly section = 'packet-memory';
  readonly memory: PacketMemory;
  readonly fields = new PayloadFields();
  readonly #tracker: Tracker;
  readonly #keys = new PacketKeys();
  readonly #block: PacketBlock;
  readonly #senderSlots: ChannelSlots;
  readonly #channelSlots: ChannelSlots;
  #seed: number;
  /** Seconds learned from since the last halving, and the last of them. */
  readonly #learned = new Float64Array(2);

  constructor(options: PacketFeaturesOptions) {
    this.#tracker = options.tracker;
    this.#seed = options.seed | 0;
    this.#block = createPacketBlock({
      entries,
      hosts: options.tracker.hosts.slots.capacity,
      senders: sendersWithoutIp,
      channels,
      flows: Math.min(mostDampedFlows, options.tracker.flows.slots.capacity),
    });
    this.memory = new PacketMemory(this.#block);
    this.#senderSlots = new ChannelSlots(sendersWithoutIp, this.#seed);
    this.#channelSlots = new ChannelSlots(channels, this.#seed);
  }

  get memoryBytes(): number {
    return (
      this.memory.frequencies.memoryBytes +
      this.fields.memoryBytes +
      this.#block.hosts.memoryBytes +
      this.#block.senders.memoryBytes +
      this.#senderSlots.memoryBytes +
      this.#block.channels.memoryBytes +
      this.#channelSlots.memoryBytes +
      this.#block.flows.memoryBytes
    );
  }

  /** Bits of what was never seen before in the packet just written: hosts, pairs, services. */
  get rareness(): number {
    return this.memory.rareness;
  }

  /** Bits of what the message in it says. */
  get messageRareness(): number {
    return this.fields.bits[0] as number;
  }

  /** What the flow of the packet just written was like before it; see `damped`. */
  get flowFound(): Float64Array {
    return this.#block.flows.found;
  }

  /** The row of this packet, from what was known before it. Once for each packet, in order. */
  write(context: PacketContext, row: Float32Array): void {
    const p = context.packet;
    const { flows } = this.#tracker;
    const keys = this.#keys;
    keys.read(context, flows);
    this.memory.lookUp(p, keys, this.#seed);
    const flowNumber = context.flow < 0 ? keys.service : (flows.number[context.flow] as number);
    this.fields.write(context, keys, this.#seed, flowNumber | 0);
    this.#writeRarities(context, row);
    this.#writeRates(context, row);
  }

  /** Remembers the packet just written. */
  learn(context: PacketContext): void {
    this.memory.learn();
    this.fields.learn();
    this.#fade(context.second);
  }

  save(): Section {
    return {
      facts: { format, seed: this.#seed, learnedSeconds: this.#learned[0] as number },
      arrays: {
        frequencies: this.memory.frequencies.save(),
        totals: this.memory.saveTotals(),
        messages: this.fields.memory.save(),
        numberTags: this.fields.numbers.saveTags(),
        numberValues: this.fields.numbers.saveValues(),
      },
    };
  }

  load(section: Section): string | undefined {
    const { facts, arrays } = section;
    const { seed, learnedSeconds } = facts;
    if (facts['format'] !== format)
      return 'the memory of packets was written in a form this version does not read';
    if (typeof seed !== 'number' || (seed | 0) !== seed) return 'the memory of packets has no seed';
    if (typeof learnedSeconds !== 'number' || !(learnedSeconds >= 0 && learnedSeconds <= halvingSeconds)) {
      return 'the memory of packets does not say how old it is';
    }
    const { frequencies, totals, messages, numberTags, numberValues } = arrays;
    const problem =
      this.memory.frequencies.problem(frequencies) ??
      this.memory.totalsProblem(totals) ??
      this.fields.memory.problem(messages) ??
      this.fields.numbers.problem(numberTags, numberValues);
    if (problem !== undefined) return `the memory of packets is damaged: ${problem}`;
    this.#seed = seed;
    this.#learned[0] = learnedSeconds;
    this.#learned[1] = 0;
    this.memory.load(frequencies as Uint32Array, totals as Float64Array);
    this.fields.memory.load(messages as Uint32Array);
    this.fields.numbers.load(numberTags as Uint32Array, numberValues as Float64Array);
    return undefined;
  }

  #writeRarities(context: PacketContext, row: Float32Array): void {
    const p = context.packet;
    const { bits } = this.memory;
    row[0] = fastLog1p(p.length > 0 ? p.length : 0);
    row[1] = bits[packetRarity.length] as number;
    row[2] = bits[packetRarity.flags] as number;
    row[3] = bits[packetRarity.protocol] as number;
    row[4] = bits[packetRarity.service] as number;
    row[5] = bits[packetRarity.tuple] as number;
    row[6] = bits[packetRarity.pair] as number;
    row[7] = bits[packetRarity.source] as number;
    row[8] = bits[packetRarity.destination] as number;
    row[9] = bits[packetRarity.sourceService] as number;
    row[10] = bits[packetRarity.destinationService] as number;
    row[11] = bits[packetRarity.etherType] as number;
    row[12] = bits[packetRarity.timeToLive] as number;
    row[13] =
      context.flow < 0 ? 0 : this.#isElsewhere(context.source) + this.#isElsewhere(context.destination);
    row[30] = this.memory.rareness;
    row[31] = this.fields.bits[0] as number;
  }

  #isElsewhere(host: number): number {
    return host >= 0 && this.#tracker.hosts.whose[host] === whose.elsewhere ? 1 : 0;
  }

  #writeRates(context: PacketContext, row: Float32Array): void {
    const { source, flow } = context;
    const { hosts, flows } = this.#tracker;
    const keys = this.#keys;
    const isHost = source >= 0;
    const sender = isHost ? source : this.#senderSlots.take(keys.source, keys.etherType);
    const numbers = isHost ? hosts.number : this.#senderSlots.number;
    const channel = this.#channelSlots.take(keys.source, keys.destination);
    this.#block.addRates(
      sender,
      isHost,
      numbers[sender] as number,
      channel,
      this.#channelSlots.number[channel] as number,
      flow < 0 ? -1 : flow % mostDampedFlows,
      flow < 0 ? 0 : (flows.number[flow] as number) | 0,
      ticksOf(context.clock[0] as number),
      context.packet.length,
    );
    const { rates } = this.#block;
    for (let index = 0; index < rates.length; index += 1) row[firstRate + index] = rates[index] as number;
  }

  /** Silences do not count: only seconds in which something was learned. */
  #fade(second: number): void {
    const learned = this.#learned;
    const last = learned[1] as number;
    if (second === last) return;
    learned[1] = second;
    learned[0] = (learned[0] as number) + 1;
    if ((learned[0] as number) < halvingSeconds) return;
    learned[0] = 0;
    this.memory.halve();
    this.fields.memory.halve();
  }
}
