/** How somebody came to say that an address is at his card. */
export const claim = {
  /** Asks others in its name, or otherwise uses it. */
  use: 0,
  /** Answers a question. */
  answer: 1,
  /** Tells everybody without being asked. */
  announcement: 2,
  /** Tells one other without being asked: nobody needs to, but liars do. */
  directed: 3,
} as const;

/** VRRP (both versions of IP), HSRP (both of its versions) and GLBP: cards that several routers share. */
export function isVirtualCard(high: number, low: number): boolean {
  const middle = low >>> 16;
  if (high === 0x0000) return middle === 0x5e00 || middle === 0x0c07 || middle === 0x0c9f;
  if (high === 0x0005) return middle === 0x73a0;
  return high === 0x0007 && (middle & 0xff00) === 0xb400;
}
