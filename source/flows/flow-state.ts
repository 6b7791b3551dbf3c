import { flagFin, flagRst, flagSyn } from '../decode/tcp.ts';

/** What became of a conversation. */
export const flowState = {
  /** One side sent, the other has not answered. */
  asking: 0,
  /** TCP: the handshake is under way. */
  opening: 1,
  open: 2,
  closing: 3,
  closed: 4,
  reset: 5,
  /** TCP that was under way before we looked, or datagrams in both directions. */
  talking: 6,
} as const;

/** For tables and the filter language; in the order of the numbers. */
export const flowStateWords: readonly string[] = [
  'asking',
  'opening',
  'open',
  'closing',
  'closed',
  'reset',
  'talking',
];

/**
 * The state after a TCP packet with `flags`: `mine` and `theirs` are all flags its sender and the other side
 * have sent so far, this packet included.
 */
export function nextTcpState(state: number, flags: number, mine: number, theirs: number): number {
  if ((flags & flagRst) !== 0) return flowState.reset;
  if (state === flowState.reset) return state;
  if ((mine & flagFin) !== 0 && (theirs & flagFin) !== 0) return flowState.closed;
  if (((mine | theirs) & flagFin) !== 0) return flowState.closing;
  if (theirs === 0) return flowState.asking;
  if ((mine & flagSyn) !== 0 && (theirs & flagSyn) !== 0) {
    // A repeated SYN of an open connection opens nothing.
    return (flags & flagSyn) !== 0 && state !== flowState.open ? flowState.opening : flowState.open;
  }
  return flowState.talking;
}
