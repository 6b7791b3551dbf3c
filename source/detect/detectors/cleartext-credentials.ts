import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { service, serviceNames, serviceOf } from './brute-force-services.ts';
import { CredentialReader } from './cleartext-credentials-reader.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, pairThing, reportContent, serverThing } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';

/** Before so much was learned everything is new. */
const enoughSeconds = 300;

/** A password anybody on the way can read, once for each client, server and service that is not known for it. */
export class CleartextCredentials implements Detector {
  readonly section = 'cleartext-credentials';
  readonly wants = interest.tcpData | interest.udp;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #reader: CredentialReader;
  readonly #known: ContentKnown;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#reader = new CredentialReader(tools.tracker);
    this.#known = new ContentKnown(tools);
  }

  packet(context: PacketContext): void {
    const { packet } = context;
    const code = serviceOf(packet.protocol);
    if (code === service.none || code === service.ssh || code === service.smb) return;
    const isDatagram = (context.traits & interest.udp) !== 0;
    if (isDatagram !== (code === service.snmp) || !this.#conversation.read(context)) return;
    const { flow, fromServer, at, end, client, server } = this.#conversation;
    if (!this.#reader.read(code, flow, packet.bytes, at, end, fromServer)) return;
    const { second } = context;
    const thing = pairThing(this.#tools, client, server, 0, code);
    const isNews = this.#known.isNews(thing, client, second);
    // In a network that is new, once for each server: there will be one for everybody who uses it.
    const isFirst = this.#known.isNews(serverThing(this.#tools, server, 0, code), client, second);
    if (!isNews || (!isFirst && this.#tools.learnedSeconds() < enoughSeconds)) return;
    const { user } = this.#reader;
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'cleartext-credentials',
      protocol: serviceNames[code] ?? '',
      measures: [
        newThing(
          code === service.snmp ? 'community in the open' : 'password in the open',
          this.#known.oddness,
        ),
      ],
      details: user === '' ? [] : [`user ${user}`],
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
}
