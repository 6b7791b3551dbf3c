import type { CaptureNotice, PacketBatch, PacketSink } from '../capture/source.ts';

export type CollectedPacket = {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly captured: number;
  readonly length: number;
  readonly interfaceId: number;
  readonly linkType: number;
  readonly comment: string | undefined;
  readonly data: Uint8Array;
};

/** A sink that keeps copies of everything, for tests to look at. */
export class Collector implements PacketSink {
  readonly packetList: CollectedPacket[] = [];
  readonly notices: CaptureNotice[] = [];

  packets(batch: PacketBatch): void {
    for (let index = 0; index < batch.count; index += 1) {
      const offset = batch.offset[index] ?? 0;
      const captured = batch.captured[index] ?? 0;
      if (offset + captured > batch.memory.length)
        throw new RangeError(`Packet ${index} reaches outside its memory.`);
      this.packetList.push({
        seconds: batch.seconds[index] ?? 0,
        nanoseconds: batch.nanoseconds[index] ?? 0,
        captured,
        length: batch.length[index] ?? 0,
        interfaceId: batch.interfaceId[index] ?? 0,
        linkType: batch.linkType[index] ?? 0,
        comment: batch.comments?.get(index),
        data: batch.memory.slice(offset, offset + captured),
      });
    }
  }

  notice(notice: CaptureNotice): void {
    this.notices.push(notice);
  }

  get errors(): string[] {
    return this.notices.filter(notice => notice.severity === 'error').map(notice => notice.text);
  }

  get warnings(): string[] {
    return this.notices.filter(notice => notice.severity === 'warning').map(notice => notice.text);
  }
}
