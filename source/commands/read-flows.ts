import { decode } from '../decode/decode.ts';
import type { Packet } from '../decode/packet.ts';
import type { Tree } from '../decode/tree.ts';
import { FlowTable } from '../flows/flow-table.ts';
import { setRelativeNumbers } from '../flows/relative-numbers.ts';
import { tcpNoticeText } from '../flows/tcp-notice.ts';

/** Conversations remembered at a time; numbers of older ones are shown as they were sent. */
const maxFlows = 65_536;

/**
 * Decodes the packets of a capture in order, so that TCP numbers count from the beginning of their
 * conversation and what only the conversation can tell (a retransmission) stands before the summary.
 */
export class OrderedDecoder {
  readonly #flows = new FlowTable(maxFlows);
  /** Somebody in front of us, a filter, calls `follow` for every packet and hands on only some. */
  isFollowed = false;

  /** Columns only; every packet of the capture has to pass here, shown or not. */
  follow(p: Packet): void {
    p.wantsInfo = false;
    p.tree = undefined;
    decode(p);
    this.#flows.add(p);
  }

  /** Decodes with summary, and with the field tree when one is given. */
  decode(p: Packet, tree?: Tree): void {
    let told = '';
    if (this.isFollowed) decode(p);
    else {
      this.follow(p);
      told = tcpNoticeText[this.#flows.notice] ?? '';
    }
    setRelativeNumbers(this.#flows, p);
    p.wantsInfo = true;
    p.tree = tree;
    decode(p);
    if (told !== '') p.info = told + p.info;
  }
}
