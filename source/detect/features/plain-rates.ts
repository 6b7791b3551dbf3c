import { type DampedTable, damped } from './damped-table.ts';
import { fastLog1p } from './logarithms.ts';

/** What fades with time: of hosts, of senders without IP, of pairs of addresses, and of flows. */
export type RateTables = {
  readonly hosts: DampedTable;
  readonly senders: DampedTable;
  readonly channels: DampedTable;
  readonly flows: DampedTable;
};

/** A packet of its sender (a host, or one without IP), its channel and its flow (−1 for none), by their slots. */
export type RatedPacket = readonly [
  sender: number,
  isHost: boolean,
  senderNumber: number,
  channel: number,
  channelNumber: number,
  flow: number,
  flowNumber: number,
  ticks: number,
  length: number,
];

/** Columns of a packet's row, in one piece, that say how many packets there were lately, how large and how regular. */
export const rateColumns = 16;
/** A silence before the first packet is as good as one of an hour. */
const neverGapSeconds = 3600;

/** Adds a packet to all of them, and fills `row` with what was there before; the twin of `assembly/rates.ts`. */
export function plainRates(
  tables: RateTables,
  row: Float32Array,
  ...[sender, isHost, senderNumber, channel, channelNumber, flow, flowNumber, ticks, length]: RatedPacket
): void {
  const { channels, flows } = tables;
  const table = isHost ? tables.hosts : tables.senders;
  table.add(sender, senderNumber, ticks, length);
  let { found } = table;
  row[0] = found[damped.weight5] as number;
  row[1] = found[damped.weight1] as number;
  row[2] = found[damped.weight01] as number;
  row[3] = found[damped.mean] as number;
  row[4] = found[damped.deviation] as number;
  channels.add(channel, channelNumber, ticks, length);
  found = channels.found;
  const gap = found[damped.gap] as number;
  row[5] = found[damped.weight1] as number;
  row[6] = found[damped.weight01] as number;
  row[7] = found[damped.mean] as number;
  row[8] = found[damped.deviation] as number;
  row[9] = gap < 0 ? neverGapSeconds : gap;
  row[10] = found[damped.gapVariation] as number;
  if (flow >= 0) {
    flows.add(flow, flowNumber, ticks, length);
    found = flows.found;
  }
  // Without IP a channel is all the flow there is.
  row[11] = found[damped.weight1] as number;
  row[12] = found[damped.weight01] as number;
  row[13] = found[damped.mean] as number;
  row[14] = found[damped.deviation] as number;
  row[15] = found[damped.gapVariation] as number;
  for (let column = 0; column < rateColumns; column += 1) row[column] = fastLog1p(row[column] as number);
}
