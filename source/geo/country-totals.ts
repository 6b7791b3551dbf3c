/** What is called recent: the last five minutes of packet time, to the second. */
export const recentSeconds = 300;

/** From there, to there, and both: each packet is one of them. */
export const inward = 0;
export const outward = 1;
export const inside = 2;
export type Way = typeof inward | typeof outward | typeof inside;

export type CountrySpan = 'start' | 'recent';

export type CountryTotals = {
  /** See countries.ts. */
  readonly country: number;
  /** From or to there; a packet of which both sides are there counts once in the sum. */
  readonly packets: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly hosts: number;
  readonly flows: number;
  /** Packet time of the first and last packet since the start, in seconds. */
  readonly first: number;
  readonly last: number;
  readonly isNew: boolean;
};

export type CountryPackets = Pick<CountryTotals, 'country' | 'packets' | 'isNew'>;

/** Hosts and flows active since a packet time, by country number. */
export type ActiveCounts = { readonly hosts: Float64Array; readonly flows: Float64Array };

/** Packets of one second that share their fate; `first` and `last` in seconds. */
export type PacketGroup = {
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly second: number;
  readonly first: number;
  readonly last: number;
};

/** Of a second in the ring of seconds; damaged captures have times before 1970. */
export function placeOf(second: number): number {
  const place = second % recentSeconds;
  return place < 0 ? place + recentSeconds : place;
}
