import { type Bytes, startsWith } from '../../decode/bytes.ts';
import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, reportContent, serverThing, textKey } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { FlowMemory } from './content-memory.ts';
import { bodyAt } from './content-text.ts';
import { endingKind, isHarmlessType, kindAskedFor, programKind, programType } from './executable-kinds.ts';

const places = 256;
const headBytes = 1400;
/** What a flow is remembered for: a head without a body, or what the name asked for says, from `named` on. */
const waitingForBody = 1;
const named = 2;
const waitSeconds = 10;
/** A program fetched over HTTP without encryption from outside, from where none usually comes. */
export class ExecutableDownload implements Detector {
  readonly section = 'executable-download';
  readonly wants = interest.http | interest.tcpData;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;
  /** What was asked for, or that a head came without its body. */
  readonly #asked: FlowMemory;
  #waitingUntil = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
    this.#asked = new FlowMemory(tools.tracker, places);
  }

  /** Whether segments of any protocol may hold the beginning of a file. */
  isWaiting(second: number): boolean {
    return this.#waitingUntil >= second;
  }

  packet(context: PacketContext): void {
    const { packet, flow, traits, source } = context;
    if (flow < 0 || packet.payloadStart < 0) return;
    const isWaiting = this.#waitingUntil >= context.second && this.#asked.get(flow) === waitingForBody;
    if (!isWaiting && (traits & interest.http) === 0) return;
    const { bytes } = packet;
    const at = packet.start + packet.payloadStart;
    const end = Math.min(packet.end, at + packet.payloadLength);
    if (startsWith(bytes, at, end, 'GET ')) {
      const kind = kindAskedFor(bytes, at, end);
      this.#asked.set(flow, kind < 0 ? 0 : named + kind);
      return;
    }
    const isHead = startsWith(bytes, at, end, 'HTTP/1.');
    if (!isHead && !isWaiting) return;
    if (this.#tools.tracker.hosts.whose[source] !== whose.elsewhere) return;
    const what = isHead ? this.#head(context, bytes, at, end) : programKind(bytes, at, end);
    if (isWaiting) this.#asked.set(flow, 0);
    if (what !== '') this.#judge(context, what);
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

  #head(context: PacketContext, bytes: Bytes, at: number, end: number): string {
    const { flow, second } = context;
    const asked = this.#asked.get(flow) - named;
    this.#asked.set(flow, 0);
    if (!startsWith(bytes, at + 8, end, ' 2')) return '';
    const stop = Math.min(end, at + headBytes);
    const body = bodyAt(bytes, at, stop);
    const headEnd = body < 0 ? stop : body;
    const kind = body >= 0 ? programKind(bytes, body, end) : '';
    if (kind !== '') return kind;
    const type = programType(bytes, at, headEnd);
    if (type !== '') return type;
    if (asked >= 0 && !isHarmlessType(bytes, at, headEnd)) return endingKind(asked);
    if (body === end) {
      this.#asked.set(flow, waitingForBody);
      this.#waitingUntil = second + waitSeconds;
    }
    return '';
  }

  #judge(context: PacketContext, what: string): void {
    if (!this.#conversation.read(context) || !this.#conversation.fromServer) return;
    const { client, server } = this.#conversation;
    const name = this.#tools.tracker.flowName(context.flow);
    // Large sites answer from ever other addresses.
    const thing = name === '' ? serverThing(this.#tools, server, 0, 0) : textKey(name) || 1;
    if (!this.#known.isNews(thing, client, context.second)) return;
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'executable-download',
      protocol: 'HTTP',
      measures: [newThing('place programs are fetched from', this.#known.oddness)],
      details: name === '' ? [what] : [what, name],
    });
  }
}
