/**
 * One oddness out of many: of the packet by itself, of how unseen it is, of what its message says, of its flow and
 * its hosts. All are 10·log10(N) for "1 in N".
 */

/** What a packet is judged by; the place of each in the array of components. */
export const component = {
  packet: 0,
  /** How unseen its hosts, ports and pairs are. */
  rareness: 1,
  /** How unseen what its message says is. */
  message: 2,
  flow: 3,
  /** Of whoever sends it as a source, and of whoever gets it as a target. */
  source: 4,
  target: 5,
  /** The other way round: an answer to somebody odd. */
  answer: 6,
} as const;
export const componentCount = 7;

/** Few packets carry a message that can be read, and what it says counts when it is rarer than one in sixteen. */
const messageFrom = 12;
const messageWeight = 3;
/** What flow and hosts do orders packets; it does not make an ordinary one odd. */
const companyWeight = 0.1;
/** A level that knows fewer rows says the less. */
const enoughRows = 2000;

/** How much levels that know so many rows have to say, 0 … 1. */
export function trust(rows: number): number {
  return Math.min(1, rows / enoughRows);
}

/**
 * Not yet a frequency, only larger where odder. Weights were tried on four labelled captures: the packet and its
 * rareness added beat the larger of the two, and company helped in one of them and hurt in none.
 */
export function fuse(components: Float64Array, flowTrust: number, hostTrust: number): number {
  const itself = (components[component.packet] as number) + (components[component.rareness] as number);
  const said = messageWeight * Math.max(0, (components[component.message] as number) - messageFrom);
  const hosts =
    (components[component.source] as number) +
    (components[component.target] as number) +
    (components[component.answer] as number);
  const company = flowTrust * (components[component.flow] as number) + hostTrust * hosts;
  return itself + said + companyWeight * company;
}
