import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import type { CertificateFacts } from './certificate.ts';
import { CertificateAssembly } from './certificate-assembly.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, reportContent, serverThing } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { chosenVersion, serverHelloAt } from './tls-server-hello.ts';

/** Handshakes put together at a time, and how much of each. */
const places = 64;
const mostBytes = 8192;
const longestSeconds = 15;
const tls12 = 0x0303;
const daySeconds = 86_400;
/** Clocks are wrong by so much, and not worth a word. */
const clockSlackSeconds = daySeconds;
const what = { selfSigned: 1, expired: 2 } as const;

/**
 * Servers whose certificate nobody else signed, or which is over: read from the handshake up to TLS 1.2; later versions
 * encrypt it. Servers known for it are no news.
 */
export class TlsCertificate implements Detector {
  readonly section = 'tls-certificate';
  readonly wants = interest.tcpData;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;
  readonly #assembly = new CertificateAssembly(mostBytes);
  readonly #bytes = new Uint8Array(places * mostBytes);
  /** Of each place: the flow's number, 0 when free; bytes so far; sequence number of the next; when it began. */
  readonly #flow = new Float64Array(places);
  readonly #length = new Int32Array(places);
  readonly #sequence = new Int32Array(places);
  readonly #begun = new Int32Array(places);
  #waiting = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
  }

  /** Whether segments that begin no record are of interest. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  packet(context: PacketContext): void {
    const { traits, packet, flow } = context;
    if ((traits & interest.tls) !== 0) {
      const at = packet.start + packet.payloadStart;
      const body = serverHelloAt(packet.bytes, at, packet.end);
      if (body >= 0) {
        if (chosenVersion(packet.bytes, body, packet.end) <= tls12) this.#begin(context, at);
        return;
      }
    }
    if (this.#waiting === 0 || flow < 0) return;
    const place = flow & (places - 1);
    if (this.#flow[place] !== this.#tools.tracker.flows.number[flow]) return;
    if (packet.sequence !== this.#sequence[place]) return;
    this.#append(context, place, packet.start + packet.payloadStart);
  }

  second(now: number): void {
    if (this.#waiting === 0) return;
    for (let place = 0; place < places; place += 1) {
      if (this.#flow[place] !== 0 && now - (this.#begun[place] as number) > longestSeconds) this.#free(place);
    }
  }

  save(): Section {
    return this.#known.save();
  }

  load(section: Section): string | undefined {
    return this.#known.load(section);
  }

  #begin(context: PacketContext, at: number): void {
    const { flow } = context;
    if (flow < 0) return;
    const place = flow & (places - 1);
    const number = this.#tools.tracker.flows.number[flow] as number;
    if (this.#flow[place] === number) return;
    if (this.#flow[place] === 0) this.#waiting += 1;
    this.#flow[place] = number;
    this.#length[place] = 0;
    this.#begun[place] = context.second;
    this.#append(context, place, at);
  }

  #append(context: PacketContext, place: number, at: number): void {
    const { packet } = context;
    const { payloadLength } = packet;
    const from = place * mostBytes;
    const length = this.#length[place] as number;
    const captured = Math.max(0, Math.min(packet.end, at + payloadLength) - at);
    const taken = Math.min(captured, mostBytes - length);
    for (let index = 0; index < taken; index += 1) {
      this.#bytes[from + length + index] = packet.bytes[at + index] as number;
    }
    this.#length[place] = length + taken;
    this.#sequence[place] = (packet.sequence + payloadLength) | 0;
    const found = this.#assembly.read(this.#bytes, from, from + length + taken);
    // Cut short, or enough: there is nothing to wait for.
    const isOver = captured < payloadLength || length + taken >= mostBytes;
    if (found === 'more' && !isOver) return;
    this.#free(place);
    if (typeof found !== 'string') this.#judge(context, found);
  }

  #free(place: number): void {
    this.#flow[place] = 0;
    this.#waiting -= 1;
  }

  #judge(context: PacketContext, facts: CertificateFacts): void {
    const now = context.clock[0] as number;
    const isOver = facts.notAfter + clockSlackSeconds < now;
    const isEarly = facts.notBefore - clockSlackSeconds > now;
    if (!isOver && !isEarly && !facts.isSelfIssued) return;
    if (!this.#conversation.read(context)) return;
    const { client, server, port } = this.#conversation;
    const isExpired = isOver || isEarly;
    const thing = serverThing(this.#tools, server, port, isExpired ? what.expired : what.selfSigned);
    if (!this.#known.isNews(thing, client, context.second)) return;
    const { oddness } = this.#known;
    const days = Math.round(Math.abs(now - (isOver ? facts.notAfter : facts.notBefore)) / daySeconds);
    const name = this.#tools.tracker.flowName(context.flow);
    reportContent(this.#tools, context, this.#conversation, {
      kind: isExpired ? 'tls-expired' : 'tls-self-signed',
      protocol: 'TLS',
      measures: [
        isExpired
          ? {
              of: isOver ? 'since the certificate was over' : 'until the certificate begins',
              value: days * daySeconds,
              unit: 'seconds',
              windowSeconds: 0,
              usual: 0,
              usualOf: 'network',
              oddness,
            }
          : newThing('certificate signed by itself', oddness),
      ],
      details: [
        ...(facts.subject === '' ? [] : [`certificate of ${facts.subject}`]),
        ...(name === '' || name === facts.subject ? [] : [`asked for ${name}`]),
        ...(isExpired && facts.isSelfIssued ? ['signed by itself'] : []),
      ],
    });
  }
}
