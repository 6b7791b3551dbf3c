import { type Bytes, startsWith, u32le } from '../../decode/bytes.ts';
import { whose } from '../../flows/host-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { newThing, reportContent, serverThing, textKey } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { FlowMemory } from './content-memory.ts';
import { bodyAt, findIgnoringCase } from './content-text.ts';

const places = 256;
const headBytes = 1400;
const typeBytes = 80;
/** Where the header of a PE file says its second header stands. */
const peOffsetAt = 0x3c;

/** What files call themselves. Packages of Linux distributions are signed, and everyday. */
const types: readonly (readonly [string, string])[] = [
  ['msdownload', 'Windows program'],
  ['x-dosexec', 'Windows program'],
  ['portable-executable', 'Windows program'],
  ['x-msi', 'Windows installer'],
  ['x-executable', 'program'],
  ['x-elf', 'ELF program'],
  ['x-mach-binary', 'macOS program'],
  ['android.package-archive', 'Android program'],
  ['java-archive', 'Java program'],
  ['x-sh', 'shell script'],
  ['x-shellscript', 'shell script'],
];
const waitingForBody = 1;

/** A program fetched over HTTP without encryption from outside, from where none usually comes. */
export class ExecutableDownload implements Detector {
  readonly section = 'executable-download';
  readonly wants = interest.http | interest.tcpData;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;
  /** Flows whose head came without a body. */
  readonly #waiting: FlowMemory;
  #waitingUntil = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
    this.#waiting = new FlowMemory(tools.tracker, places);
  }

  packet(context: PacketContext): void {
    const { packet, flow, source } = context;
    if (flow < 0 || packet.payloadStart < 0) return;
    const isWaiting = this.#waitingUntil >= context.second && this.#waiting.get(flow) === waitingForBody;
    if (!isWaiting && (context.traits & interest.http) === 0) return;
    const { bytes } = packet;
    const at = packet.start + packet.payloadStart;
    const end = Math.min(packet.end, at + packet.payloadLength);
    const isHead = startsWith(bytes, at, end, 'HTTP/1.');
    if (!isHead && !isWaiting) return;
    if (this.#tools.tracker.hosts.whose[source] !== whose.elsewhere) return;
    if (isWaiting) this.#waiting.set(flow, 0);
    const what = isHead ? this.#head(context, bytes, at, end) : programKind(bytes, at, end);
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
    if (!startsWith(bytes, at + 8, end, ' 2')) return '';
    const stop = Math.min(end, at + headBytes);
    const body = bodyAt(bytes, at, stop);
    if (body < 0) return '';
    if (body < end) {
      const kind = programKind(bytes, body, end);
      if (kind !== '') return kind;
    } else {
      this.#waiting.set(context.flow, waitingForBody);
      this.#waitingUntil = context.second + 10;
    }
    const field = findIgnoringCase(bytes, at, body, '\ncontent-type:');
    if (field < 0) return '';
    for (let index = 0; index < types.length; index += 1) {
      const [word, kind] = types[index] as readonly [string, string];
      if (findIgnoringCase(bytes, field, Math.min(body, field + typeBytes), word) >= 0) return kind;
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

/** What the first bytes of a file say; '' for no program. */
function programKind(bytes: Bytes, at: number, end: number): string {
  if (end - at < 4) return '';
  switch (bytes[at]) {
    case 0x4d:
      return isWindowsProgram(bytes, at, end) ? 'Windows program' : '';
    case 0x7f:
      return startsWith(bytes, at + 1, end, 'ELF') ? 'ELF program' : '';
    case 0x23:
      return isScript(bytes, at, end) ? 'shell script' : '';
    case 0x64:
      return startsWith(bytes, at, end, 'dex\n03') ? 'Android program' : '';
    case 0xcf:
    case 0xce:
      return bytes[at + 1] === 0xfa && bytes[at + 2] === 0xed && bytes[at + 3] === 0xfe
        ? 'macOS program'
        : '';
    case 0xca:
      return bytes[at + 1] === 0xfe && bytes[at + 2] === 0xba && bytes[at + 3] === 0xbe ? 'program' : '';
    default:
      return '';
  }
}

/** 'MZ', and 'PE' where the header says, if that was captured. */
function isWindowsProgram(bytes: Bytes, at: number, end: number): boolean {
  if (bytes[at + 1] !== 0x5a) return false;
  if (at + peOffsetAt + 4 > end) return true;
  const second = u32le(bytes, at + peOffsetAt);
  if (second < peOffsetAt || second > 0x1000) return second < 0x100_0000 && bytes[at + 2] !== 0x20;
  return at + second + 2 > end || startsWith(bytes, at + second, end, 'PE');
}

function isScript(bytes: Bytes, at: number, end: number): boolean {
  return startsWith(bytes, at, end, '#!/') || startsWith(bytes, at, end, '#! /');
}
