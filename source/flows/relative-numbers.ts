import type { Packet } from '../decode/packet.ts';
import type { FlowTable } from './flow-table.ts';

/**
 * Prepares a stored packet (its columns are in `p`) so that decoding it again shows sequence numbers counted
 * from the beginning of its flow. Where the flow is gone or a side's beginning is unknown, numbers are shown
 * as they were sent. Returns the flow's slot or -1.
 */
export function setRelativeNumbers(flows: FlowTable, p: Packet): number {
  p.baseSequence = 0;
  p.baseAcknowledgment = 0;
  const slot = flows.find(p);
  if (slot < 0 || p.tcpFlags < 0) return slot;
  const mine = slot * 2 + flows.side;
  const theirs = slot * 2 + 1 - flows.side;
  if (flows.baseKnown[mine] === 1) p.baseSequence = flows.baseSequence[mine] as number;
  if (flows.baseKnown[theirs] === 1) p.baseAcknowledgment = flows.baseSequence[theirs] as number;
  return slot;
}
