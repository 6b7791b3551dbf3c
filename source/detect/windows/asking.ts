import type { Packet } from '../../decode/packet.ts';

const icmpNumber = 1;
const icmpv6Number = 58;
export const icmpEcho = 8;
export const icmpv6Echo = 128;
const neighbourSolicitation = 135;

/** Answers and complaints of ICMP are flows of their own to the tracker: nobody asked anything with them. */
export function isAsking(p: Packet): boolean {
  if (p.ipProtocol === icmpNumber) return p.icmpType === icmpEcho;
  if (p.ipProtocol !== icmpv6Number) return true;
  return p.icmpType === icmpv6Echo || p.icmpType === neighbourSolicitation;
}
