import type { Packet } from '../../decode/packet.ts';
import { protocolId } from '../../decode/protocol.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { PacketContext } from '../contracts.ts';
import { readDnp3 } from './dnp3-fields.ts';
import { readDns } from './dns-fields.ts';
import { FrequencyMemory } from './frequency-memory.ts';
import { readGoose } from './goose-fields.ts';
import { readHttp } from './http-fields.ts';
import { fastLog2 } from './logarithms.ts';
import type { MessageSink } from './message-sink.ts';
import { readModbus } from './modbus-fields.ts';
import { readMqtt } from './mqtt-fields.ts';
import { NumberMemory } from './number-memory.ts';
import type { PacketKeys } from './packet-keys.ts';
import { distinctKey, learnChild, rarityBits } from './rarity.ts';
import { StreamValues } from './stream-values.ts';

/** What one packet says that is looked at. */
const mostCategories = 32;
const mostNumbers = 24;
const memoryEntries = 32_768;
/** Of how far a value is out without having jumped: many things drift. */
const distanceShare = 0.5;
/** Bits for each doubling of how far a value jumped; and of a whole row of them, which chance makes less often. */
const jumpBits = 2;
const unrestBits = 3;
/** What was seen before counts less than what is new, however rare it is. */
const seenShare = 0.5;

type MessageReader = (
  p: Packet,
  at: number,
  end: number,
  side: number,
  stream: number,
  sink: MessageSink,
) => void;

const readers: readonly (readonly [string, MessageReader])[] = [
  ['MQTT', readMqtt],
  ['Modbus/TCP', readModbus],
  ['DNP 3.0', readDnp3],
  ['HTTP', readHttp],
  ['DNS', readDns],
  ['GOOSE', readGoose],
];

/**
 * What messages say, field by field: how rare it is between these two and for this service, and how far numbers are
 * from what they usually are and from the value before.
 */
export class PayloadFields implements MessageSink {
  readonly memory = new FrequencyMemory(memoryEntries);
  readonly numbers = new NumberMemory();
  readonly value = new Float64Array(1);
  readonly #streams = new StreamValues();
  readonly #readers: (MessageReader | undefined)[] = [];
  /** Parent and child, one after the other, of each category met in the packet. */
  readonly #met = new Int32Array(mostCategories * 4);
  #metCount = 0;
  readonly #numberKeys = new Int32Array(mostNumbers);
  /** Value and jump. */
  readonly #numberValues = new Float64Array(mostNumbers * 2);
  #numberCount = 0;
  /** Bits of what the packet's message says; 0 where nothing in it is understood. */
  readonly bits = new Float64Array(1);
  #pair = 0;
  #server = 0;

  constructor() {
    for (const [name, reader] of readers) this.#readers[protocolId(name)] = reader;
  }

  get memoryBytes(): number {
    return this.memory.memoryBytes + this.numbers.memoryBytes + this.#streams.memoryBytes;
  }

  /** Reads the packet's message; the answer is in `bits`. */
  write(context: PacketContext, keys: PacketKeys, seed: number, flowNumber: number): void {
    this.#metCount = 0;
    this.#numberCount = 0;
    this.bits[0] = 0;
    const p = context.packet;
    const reader = this.#readers[p.protocol];
    if (reader === undefined) return;
    const hasPayload = p.payloadStart >= 0 && p.payloadLength > 0;
    const at = hasPayload ? p.start + p.payloadStart : keys.bodyAt;
    if (at <= p.start || at >= p.end) return;
    const service = mix(mix(seed, keys.service), keys.side);
    this.#server = mix(service, keys.side === 0 ? keys.destination : keys.source);
    this.#pair = mix(this.#server, keys.side === 0 ? keys.source : keys.destination);
    const end = hasPayload ? Math.min(p.end, at + p.payloadLength) : p.end;
    reader(p, at, end, keys.side, mix(flowNumber, keys.side), this);
  }

  category(field: number, value: number): void {
    this.#category(mix(this.#pair, field), value);
    this.#category(mix(this.#server, field), value);
  }

  number(field: number, stream: number): void {
    const value = this.value[0] as number;
    if (this.#numberCount === mostNumbers || !Number.isFinite(value)) return;
    const key = mix(this.#pair, field);
    const place = this.numbers.find(key);
    const jump = this.#streams.add(mix(stream, field), value, this.numbers.usualJump(place));
    this.#remember(key, value);
    const jumped = jumpBits * fastLog2(1 + this.numbers.jumpRatio(place, jump));
    const apart = jumpBits * distanceShare * fastLog2(1 + this.numbers.distance(place, value));
    const unrest = unrestBits * fastLog2(1 + this.numbers.jumpRatio(place, this.#streams.unrest));
    this.#tell(jumped > apart ? jumped : apart);
    this.#tell(unrest);
  }

  counter(field: number, stream: number): void {
    const value = this.value[0] as number;
    if (this.#numberCount === mostNumbers || !Number.isFinite(value)) return;
    const key = mix(this.#pair, field);
    this.#streams.add(mix(stream, field), value, 0);
    this.#remember(key, value);
    const ratio = this.numbers.jumpRatio(this.numbers.find(key), this.#streams.lastJump);
    this.#tell(jumpBits * fastLog2(1 + ratio));
  }

  learn(): void {
    const met = this.#met;
    for (let index = 0; index < this.#metCount; index += 1) {
      const parent = met[index * 2] as number;
      this.memory.add(parent);
      learnChild(this.memory, parent, met[index * 2 + 1] as number);
    }
    for (let index = 0; index < this.#numberCount; index += 1) {
      const value = this.#numberValues[index * 2] as number;
      this.numbers.learn(
        this.#numberKeys[index] as number,
        value,
        this.#numberValues[index * 2 + 1] as number,
      );
    }
  }

  #category(parent: number, value: number): void {
    if (this.#metCount === mostCategories * 2) return;
    const child = mix(parent, value);
    const at = this.#metCount * 2;
    this.#metCount += 1;
    this.#met[at] = parent;
    this.#met[at + 1] = child;
    const { memory } = this;
    const count = memory.count(child);
    const bits = rarityBits(memory.count(parent), count, memory.count(distinctKey(parent)));
    this.#tell(count > 0 ? bits * seenShare : bits);
  }

  #remember(key: number, value: number): void {
    const index = this.#numberCount;
    this.#numberCount += 1;
    this.#numberKeys[index] = key;
    this.#numberValues[index * 2] = value;
    this.#numberValues[index * 2 + 1] = this.#streams.lastJump;
  }

  #tell(bits: number): void {
    if (bits > (this.bits[0] as number)) this.bits[0] = bits;
  }
}
