import { protocolId } from '../../decode/protocol.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, reportContent, serverThing } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { chosenVersion, serverHelloAt } from './tls-server-hello.ts';

const ssl2Id = protocolId('SSLv2', 'tls');
const ssl2 = 2;
const ssl2ServerHello = 4;
const tls12 = 0x0303;

/** What a server chose that nobody should: SSL 2 and 3, TLS 1.0 and 1.1. */
const versionNames: Readonly<Record<number, string>> = {
  [ssl2]: 'SSL 2.0',
  768: 'SSL 3.0',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
};

/** A server that speaks a version of TLS which was given up, unless it is known to. */
export class TlsOldVersion implements Detector {
  readonly section = 'tls-old-version';
  readonly wants = interest.tls | interest.tcpData;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
  }

  packet(context: PacketContext): void {
    const { packet, traits } = context;
    if ((traits & interest.tls) === 0 && packet.protocol !== ssl2Id) return;
    const at = packet.start + packet.payloadStart;
    const version =
      packet.protocol === ssl2Id ? ssl2Version(packet.bytes, at, packet.end) : this.#version(context);
    const name = versionNames[version];
    if (name === undefined || !this.#conversation.read(context)) return;
    const { client, server, port } = this.#conversation;
    if (!this.#known.isNews(serverThing(this.#tools, server, port, version), client, context.second)) return;
    const serverName = this.#tools.tracker.flowName(context.flow);
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'tls-old-version',
      protocol: name,
      measures: [newThing(`server that chose ${name}`, this.#known.oddness)],
      details: serverName === '' ? [name] : [name, serverName],
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

  /** 0 for what is no Server Hello, and for versions nobody minds. */
  #version({ packet }: PacketContext): number {
    const at = packet.start + packet.payloadStart;
    const body = serverHelloAt(packet.bytes, at, packet.end);
    if (body < 0) return 0;
    const version = chosenVersion(packet.bytes, body, packet.end);
    return version < tls12 ? version : 0;
  }
}

/** Two bytes of length with the highest bit set, then the message's number. */
function ssl2Version(bytes: Uint8Array, at: number, end: number): number {
  return at + 3 <= end && bytes[at + 2] === ssl2ServerHello ? ssl2 : 0;
}
