import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { hostKey } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, reportContent, serverThing } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { isPool } from './mining-pools.ts';
import { isTlsPort } from './tls-ports.ts';
import { serverHelloAt } from './tls-server-hello.ts';

/** A port is usual here once so many servers in as many groups speak TLS there. */
const groups = 8;
const groupsThatMakeUsual = 5;
const groupThing = 0x706f7274;

/** TLS on a port that is not known for it: neither in general nor, after a while, in this network. */
export class TlsOddPort implements Detector {
  readonly section = 'tls-odd-port';
  readonly wants = interest.tls;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
  }

  packet(context: PacketContext): void {
    const { packet } = context;
    if (isTlsPort(packet.srcPort) || isTlsPort(packet.dstPort)) return;
    const at = packet.start + packet.payloadStart;
    if (serverHelloAt(packet.bytes, at, packet.end) < 0 || !this.#conversation.read(context)) return;
    const { client, server, port } = this.#conversation;
    const thing = serverThing(this.#tools, server, port, 0);
    if (!this.#known.isNews(thing, client, context.second)) return;
    const isUsual = this.#isUsualHere(port);
    if (this.#known.has(thing)) this.#known.learn(this.#group(port, server), context.second);
    const name = this.#tools.tracker.flowName(context.flow);
    // Somebody else speaks of those.
    if (isUsual || isPool(name, port)) return;
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'tls-odd-port',
      protocol: 'TLS',
      measures: [newThing('server with TLS on this port', this.#known.oddness)],
      details: name === '' ? [] : [name],
    });
  }

  second(): void {
    // Nothing here depends on time alone.
  }

  save(): Section {
    return this.#known.save();
  }

  load(section: Section): string | undefined {
    return this.#known.load(section);
  }

  #group(port: number, server: number): number {
    const group = hostKey(this.#tools.tracker.hosts, server) & (groups - 1);
    return groupOf(port, group);
  }

  #isUsualHere(port: number): boolean {
    let known = 0;
    for (let group = 0; group < groups; group += 1) if (this.#known.has(groupOf(port, group))) known += 1;
    return known >= groupsThatMakeUsual;
  }
}

function groupOf(port: number, group: number): number {
  const thing = mix(mix(groupThing, port), group);
  return thing === 0 ? 1 : thing;
}
