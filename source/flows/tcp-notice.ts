import type { Packet } from '../decode/packet.ts';
import { flagAck, flagFin, flagRst, flagSyn } from '../decode/tcp.ts';
import type { FlowTable, Side } from './flow-table.ts';

/** What a flow tells about one TCP packet that the packet alone cannot. */
export const tcpNotice = {
  none: 0,
  retransmission: 1,
  keepAlive: 2,
  /** Bytes before this packet were not seen: lost, late, or not captured. */
  gap: 3,
} as const;

export const tcpNoticeText: readonly string[] = [
  '',
  '[retransmission] ',
  '[keep-alive] ',
  '[earlier bytes not seen] ',
];

/** Compares the packet with what its side has sent, and remembers how far it goes. Allocates nothing. */
export function noticeTcp(flows: FlowTable, slot: number, side: Side, p: Packet): number {
  // Records of packets have flags but no sequence numbers.
  if (p.payloadStart < 0) return tcpNotice.none;
  const index = slot * 2 + side;
  const { baseKnown, baseSequence, nextSequence } = flows;
  const isSyn = (p.tcpFlags & flagSyn) !== 0;
  // SYN and FIN take a sequence number each.
  const span = p.payloadLength + (isSyn ? 1 : 0) + ((p.tcpFlags & flagFin) !== 0 ? 1 : 0);
  const end = (p.sequence + span) | 0;
  // Numbers count from the SYN; where it was missed, from the first packet we saw. A SYN with another
  // number is a new attempt between the same sockets.
  if (baseKnown[index] === 0 || (isSyn && baseSequence[index] !== p.sequence)) {
    baseKnown[index] = 1;
    baseSequence[index] = p.sequence;
    nextSequence[index] = end;
    return tcpNotice.none;
  }
  const expected = nextSequence[index] as number;
  const ahead = (p.sequence - expected) | 0;
  // What a reset claims is not to be believed.
  if ((p.tcpFlags & flagRst) !== 0) return tcpNotice.none;
  if (((end - expected) | 0) > 0) nextSequence[index] = end;
  if (ahead === -1 && span <= 1 && (p.tcpFlags & (flagSyn | flagFin)) === 0 && (p.tcpFlags & flagAck) !== 0) {
    return tcpNotice.keepAlive;
  }
  if (span === 0) return tcpNotice.none;
  if (ahead < 0) {
    flows.retransmissions[slot] = (flows.retransmissions[slot] as number) + 1;
    return tcpNotice.retransmission;
  }
  return ahead > 0 ? tcpNotice.gap : tcpNotice.none;
}
