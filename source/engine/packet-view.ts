import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { hex } from '../decode/text.ts';
import { Tree, type TreeNode } from '../decode/tree.ts';
import { flowEndpoint } from '../flows/flow-row.ts';
import type { FlowTable } from '../flows/flow-table.ts';
import { setRelativeNumbers } from '../flows/relative-numbers.ts';
import { tcpNoticeText } from '../flows/tcp-notice.ts';
import { type ConversationText, collectConversation, conversationLines } from './conversation.ts';
import type { Core } from './core.ts';
import { oddCell, oddnessOf } from './odd-cells.ts';
import { clockTime, packetRow } from './packet-cells.ts';
import { type Matching, PacketTable } from './packet-table.ts';
import type { Conversation, FieldRow, OpenedPacket, PacketsBody, Row, View } from './protocol.ts';

/** Bytes of one packet that are sent to the screen. */
const maxShownBytes = 65_536;
/** Longest one snapshot may look for a text; the next goes on where it stopped. */
const findBudgetMilliseconds = 50;

/** The packets screen: rows, the opened packet, its conversation. Decodes only what is looked at. */
export class PacketView {
  readonly table: PacketTable;
  readonly marks = new Set<number>();
  readonly #core: Core;
  readonly #packet = new Packet();
  #conversation: { flow: number; newest: number; text: ConversationText } | undefined;
  #found: { id: number; number: number | undefined } | undefined;
  /** A search that is not over: the next packet to look at. */
  #search: { id: number; next: number } | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.table = new PacketTable(core.ring, core.oddness);
  }

  body(view: View, matching: Matching): PacketsBody {
    const found = view.find === undefined ? undefined : this.#find(view, matching);
    const cursor =
      found?.fresh === true && found.number !== undefined
        ? { at: found.number, offset: 0, screenRow: view.cursor.screenRow }
        : view.cursor;
    const { numbers, position } = this.table.window(matching, { ...view, cursor });
    const rows: Row[] = [];
    for (const number of numbers) {
      const row = this.row(number);
      if (row !== undefined) rows.push(row);
    }
    return {
      screen: 'packets',
      rows,
      position,
      opened: view.open === undefined ? undefined : this.#opened(view.open, matching),
      conversation: this.#conversationOf(view),
      found: found === undefined ? undefined : { id: found.id, number: found.number },
    };
  }

  row(number: number): Row | undefined {
    const p = this.#decoded(number, undefined);
    return p === undefined
      ? undefined
      : packetRow(p, number, this.#countryOf(number), oddCell(this.#core, number), this.marks.has(number));
  }

  #countryOf(number: number): string {
    const { ring, places } = this.#core;
    return places.packetText(ring.rowOf(number));
  }

  #decoded(number: number, tree: Tree | undefined): Packet | undefined {
    const p = this.#packet;
    const { ring, tracker, tcpNotice } = this.#core;
    if (!ring.loadColumns(number, p)) return undefined;
    setRelativeNumbers(tracker.flows, p);
    p.wantsInfo = true;
    p.tree = tree;
    decode(p);
    p.tree = undefined;
    const told = tcpNoticeText[tcpNotice[ring.rowOf(number)] ?? 0] ?? '';
    if (told !== '') p.info = told + p.info;
    return p;
  }

  #opened(number: number, matching: Matching): OpenedPacket | undefined {
    const { ring } = this.#core;
    if (!ring.load(number, this.#packet)) return undefined;
    const tree = new Tree(this.#packet.start, this.#packet.end);
    const p = this.#decoded(number, tree);
    if (p === undefined) return undefined;
    const at = matching.positionOf(number);
    const stands = at < matching.count && matching.at(at) === number;
    const following = stands ? at + 1 : at;
    return {
      number,
      time: clockTime(p),
      protocol: protocolName(p.protocol),
      info: p.info,
      length: p.length,
      captured: p.end - p.start,
      odd: oddnessOf(this.#core, number),
      tree: tree.nodes.map(fieldRow),
      hex: hex(p.bytes, p.start, Math.min(p.end, p.start + maxShownBytes), '', maxShownBytes),
      previous: at > 0 ? matching.at(at - 1) : undefined,
      next: following < matching.count ? matching.at(following) : undefined,
    };
  }

  #conversationOf(view: View): Conversation | undefined {
    if (view.conversation === undefined || view.open === undefined) return undefined;
    const { ring, flowNumber, tracker } = this.#core;
    const row = ring.rowOf(view.open);
    if (row < 0) return undefined;
    const flow = flowNumber[row] as number;
    if (this.#conversation?.flow !== flow || this.#conversation.newest !== ring.newest) {
      const numbers = flow === 0 ? [view.open] : packetsOfFlow(this.#core, flow);
      const [title, isAsker] = this.#sides(view.open, tracker.flows);
      this.#conversation = {
        flow,
        newest: ring.newest,
        text: collectConversation(ring, numbers, title, isAsker),
      };
    }
    return conversationLines(this.#conversation.text, view.conversation);
  }

  /** The conversation's title, who began it first, and how to tell a packet of that side. */
  #sides(number: number, flows: FlowTable): [string, (p: Packet) => boolean] {
    const row = this.row(number);
    const p = this.#packet;
    const slot = flows.find(p);
    if (slot < 0) return [row?.cells.slice(2, 4).join(' ↔ ') ?? '', () => true];
    const title = `${flowEndpoint(flows, slot, 0)} ↔ ${flowEndpoint(flows, slot, 1)}`;
    return [
      title,
      one => {
        flows.find(one);
        return flows.side === 0;
      },
    ];
  }

  /** A text is still being looked for: another snapshot goes on with it. */
  get isFinding(): boolean {
    return this.#search !== undefined;
  }

  /** Looks through Info from the cursor on, once for each request; undefined while there is more to look at. */
  #find(
    view: View,
    matching: Matching,
  ): { id: number; number: number | undefined; fresh: boolean } | undefined {
    const { find } = view;
    if (find === undefined) {
      this.#search = undefined;
      return undefined;
    }
    if (this.#found?.id === find.id) return { ...this.#found, fresh: false };
    const text = find.text.toLowerCase();
    const step = find.backwards ? -1 : 1;
    const deadline = performance.now() + findBudgetMilliseconds;
    let number: number | undefined;
    let at = this.#search?.id === find.id ? matching.positionOf(this.#search.next) : findFrom(view, matching);
    for (; at >= 0 && at < matching.count; at += step) {
      const candidate = matching.at(at);
      if (performance.now() >= deadline) {
        this.#search = { id: find.id, next: candidate };
        return undefined;
      }
      if (this.#decoded(candidate, undefined)?.info.toLowerCase().includes(text) !== true) continue;
      number = candidate;
      break;
    }
    this.#search = undefined;
    this.#found = { id: find.id, number };
    return { ...this.#found, fresh: true };
  }
}

/** The position a search begins at: beside the cursor, or at the far end while the newest are followed. */
function findFrom({ cursor, find }: View, matching: Matching): number {
  const backwards = find?.backwards === true;
  if (typeof cursor.at !== 'number') return backwards ? matching.count - 1 : 0;
  const at = matching.positionOf(cursor.at);
  if (backwards) return at - 1;
  return at < matching.count && matching.at(at) === cursor.at ? at + 1 : at;
}

/** Numbers of the packets of one flow still in the ring, ascending. */
export function* packetsOfFlow(core: Core, flow: number): Generator<number> {
  const { ring, flowNumber } = core;
  let row = ring.firstRow;
  for (let index = 0; index < ring.count; index += 1) {
    if (flowNumber[row] === flow) yield ring.numberOf(row);
    row = ring.rowAfter(row);
  }
}

function fieldRow(node: TreeNode): FieldRow {
  const { depth, label, value, start, length, filter } = node;
  return {
    depth,
    label,
    value,
    start,
    length,
    filter: filter === undefined ? undefined : filterText(filter, value),
  };
}

/** `ip.src == 10.0.0.5`: numbers and addresses as they are, words in quotes. */
function filterText(field: string, value: string): string {
  const plain = /^[0-9a-fA-F.:x]+/.exec(value)?.[0];
  return plain !== undefined && /^[0-9a-fA-F.:x]+( |$)/.test(value)
    ? `${field} == ${plain}`
    : `${field} == "${value.replaceAll('"', '')}"`;
}
