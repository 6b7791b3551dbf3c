/** Several sources as one: oldest packets first as far as the sources can tell, otherwise in turn. */
import type {
  CaptureInterface,
  CaptureStatistics,
  DrainState,
  PacketBatch,
  PacketSink,
  PacketSource,
} from './source.ts';

/** A source that knows when its next packet was seen. */
export type TimedSource = PacketSource & {
  /** Seconds since 1970; infinity when nothing is waiting. */
  oldestTime(): number;
};

type Member = {
  readonly source: PacketSource;
  readonly sink: PacketSink;
  /** From the source's interface numbers to ours. */
  readonly interfaceIds: number[];
  state: DrainState;
};

export class MergedSource implements PacketSource {
  readonly interfaces: CaptureInterface[] = [];
  private readonly members: Member[];
  private target: PacketSink | undefined;
  private turn = 0;
  private closed = false;

  constructor(sources: readonly PacketSource[]) {
    this.members = sources.map(source => {
      const interfaceIds: number[] = [];
      const sink: PacketSink = {
        packets: batch => {
          this.renumber(source, interfaceIds, batch);
          this.target?.packets(batch);
        },
        notice: notice => this.target?.notice(notice),
      };
      const member: Member = { source, sink, interfaceIds, state: 'more' };
      this.adopt(source, interfaceIds);
      return member;
    });
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    if (this.closed) return 'ended';
    this.target = sink;
    const deadline = performance.now() + budgetMilliseconds;
    for (const member of this.members) if (member.state === 'idle') member.state = 'more';
    for (;;) {
      const member = this.next();
      if (member === undefined) {
        return this.members.every(one => one.state === 'ended') ? 'ended' : 'idle';
      }
      // A budget of nothing is one batch: small steps keep the sources' packets close to time order.
      member.state = member.source.drain(member.sink, 0);
      if (this.closed) return 'ended';
      if (performance.now() >= deadline) return 'more';
    }
  }

  /** The member with the oldest packet; those that cannot tell or have nothing get their turn as well. */
  private next(): Member | undefined {
    let chosen: Member | undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (let step = 0; step < this.members.length; step++) {
      const member = this.members[(this.turn + step) % this.members.length] as Member;
      if (member.state !== 'more') continue;
      const time = 'oldestTime' in member.source ? (member.source as TimedSource).oldestTime() : 0;
      if (chosen === undefined || time < oldest) {
        chosen = member;
        oldest = time;
      }
    }
    this.turn = (this.turn + 1) % this.members.length;
    return chosen;
  }

  async ready(): Promise<void> {
    if (this.closed) return;
    await Promise.race(
      this.members.filter(member => member.state !== 'ended').map(member => member.source.ready()),
    );
  }

  statistics(): CaptureStatistics {
    let received = 0;
    let skipped = 0;
    let droppedByKernel: number | undefined = 0;
    let droppedByInterface: number | undefined = 0;
    for (const { source } of this.members) {
      const one = source.statistics();
      received += one.received;
      skipped += one.skipped;
      droppedByKernel = sum(droppedByKernel, one.droppedByKernel);
      droppedByInterface = sum(droppedByInterface, one.droppedByInterface);
    }
    return { received, droppedByKernel, droppedByInterface, skipped };
  }

  close(): void {
    this.closed = true;
    for (const { source } of this.members) source.close();
  }

  private renumber(source: PacketSource, interfaceIds: number[], batch: PacketBatch): void {
    if (source.interfaces.length !== interfaceIds.length) this.adopt(source, interfaceIds);
    const ids = batch.interfaceId;
    for (let at = 0; at < batch.count; at++) ids[at] = interfaceIds[ids[at] as number] as number;
  }

  private adopt(source: PacketSource, interfaceIds: number[]): void {
    for (const one of source.interfaces.slice(interfaceIds.length)) {
      interfaceIds.push(this.interfaces.length);
      this.interfaces.push(one);
    }
  }
}

/** One unknown makes the sum unknown: it is never shown as too small a number. */
function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left + right;
}
