import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, pairThing, reportContent } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import {
  changesSomething,
  control,
  controlNames,
  controlOf,
  messageName,
  messageOf,
} from './unusual-message-reader.ts';

/** A protocol's habits are known so long after its first message was learned. */
const enoughSeconds = 120;
const enoughMessages = 100;

/**
 * A message to a machine that controls something which this client never sent it before: a function of Modbus, DNP3, IEC 104 or S7,
 * or a topic of MQTT's own. Nothing is said before the protocol's habits here are known.
 */
export class UnusualMessage implements Detector {
  readonly section = 'unusual-message';
  readonly wants = interest.tcpData | interest.udp;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;
  /** Of each protocol: messages learned, and the second of the first one. */
  readonly #learned = new Float64Array(controlNames.length);
  readonly #since = new Float64Array(controlNames.length);

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
  }

  packet(context: PacketContext): void {
    const { packet, second } = context;
    const code = controlOf(packet.protocol);
    if (code === 0 || !this.#conversation.read(context) || this.#conversation.fromServer) return;
    const { at, end, client, server } = this.#conversation;
    const message = messageOf(code, packet.bytes, at, end);
    if (message < 0) return;
    const thing = pairThing(this.#tools, client, server, code, message);
    const isKnownHabit =
      (this.#learned[code] as number) >= enoughMessages &&
      second - (this.#since[code] as number) >= enoughSeconds;
    const isNews = this.#known.isNews(thing, client, second);
    this.#learn(code, client, second);
    if (!isNews || !isKnownHabit) return;
    const isChange = changesSomething(code, message);
    // Everybody publishes and subscribes.
    if (code === control.mqtt && !isChange) return;
    const { oddness } = this.#known;
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'unusual-message',
      protocol: controlNames[code] ?? '',
      measures: [newThing(`'${messageName(code, message)}' by this client`, oddness)],
      details: [messageName(code, message), ...(isChange ? ['changes something'] : [])],
    });
  }

  second(): void {
    // Nothing here depends on time alone.
  }

  save(): Section {
    const section = this.#known.save();
    return {
      facts: section.facts,
      arrays: { ...section.arrays, learned: this.#learned.slice(), since: this.#since.slice() },
    };
  }

  load(section: Section): string | undefined {
    const { learned, since } = section.arrays;
    const damaged = 'what is known of control messages is damaged';
    if (!(learned instanceof Float64Array) || learned.length !== this.#learned.length) return damaged;
    if (!(since instanceof Float64Array) || since.length !== learned.length) return damaged;
    if (!learned.every(isAmount) || !since.every(isAmount)) return damaged;
    const failure = this.#known.load(section);
    if (failure !== undefined) return failure;
    this.#learned.set(learned);
    this.#since.set(since);
    return undefined;
  }

  #learn(code: number, client: number, second: number): void {
    if (!this.#tools.learning() || this.#tools.isSuspect(client)) return;
    if (this.#learned[code] === 0) this.#since[code] = second;
    this.#learned[code] = (this.#learned[code] as number) + 1;
  }
}

function isAmount(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
