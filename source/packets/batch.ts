import type { PacketBatch } from '../capture/source.ts';
import type { Packet } from '../decode/packet.ts';

/** Points `p` at packet `index` of `batch`, ready to be decoded. Copies no bytes and allocates nothing. */
export function loadFromBatch(p: Packet, batch: PacketBatch, index: number): void {
  const start = batch.offset[index] as number;
  p.bytes = batch.memory;
  p.start = start;
  p.end = start + (batch.captured[index] as number);
  p.length = batch.length[index] as number;
  p.linkType = batch.linkType[index] as number;
  p.interfaceId = batch.interfaceId[index] as number;
  p.seconds = batch.seconds[index] as number;
  p.nanoseconds = batch.nanoseconds[index] as number;
}
