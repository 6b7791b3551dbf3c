/** What is summed up of every active host. "Asked": of conversations it began; "…In": what others did to it. */
export const quantity = {
  packetsOut: 0,
  bytesOut: 1,
  payloadOut: 2,
  packetsIn: 3,
  bytesIn: 4,
  payloadIn: 5,
  /** New flows, begun by it and with it. */
  begun: 6,
  begunIn: 7,
  syn: 8,
  synIn: 9,
  /** Connections that came about: who began them confirmed the answer. */
  completed: 10,
  completedIn: 11,
  /** Refused by reset, or unreachable. */
  failures: 12,
  refusals: 13,
  questions: 14,
  questionsIn: 15,
  /** Bytes of the names asked for. */
  nameBytes: 16,
  failedNames: 17,
  /** What the names asked are longer than ordinary ones. */
  longNameBytes: 18,
  arpRequests: 19,
  arpRequestsIn: 20,
  /** ARP replies nobody asked for. */
  arpUnasked: 21,
  arpUnaskedIn: 22,
  /** Another card speaks for its address. */
  cardChanges: 23,
  newPairs: 24,
  newPairsIn: 25,
  echoes: 26,
  echoesIn: 27,
  /** TCP conversations that did not begin with a SYN. */
  oddOpenings: 28,
  oddOpeningsIn: 29,
  /** Packets it got in conversations others began. */
  askedPacketsIn: 30,
  /** UDP. */
  datagramsIn: 31,
  /** From one's own network to elsewhere, and back. */
  bytesAbroad: 32,
  bytesFromAbroad: 33,
} as const;

export const quantities = 34;
export type Quantity = (typeof quantity)[keyof typeof quantity];
