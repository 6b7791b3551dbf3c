import { describe, expect, it } from 'vitest';
import { Collector } from '../testing/collect.ts';
import { MergedSource, type TimedSource } from './merge.ts';
import { type CaptureInterface, type CaptureStatistics, createBatch, type DrainState } from './source.ts';

/** A source of packets at given seconds, a batch of two at a time. */
class ScriptedSource implements TimedSource {
  readonly interfaces: CaptureInterface[];
  closed = false;
  dropped: number | undefined = 1;
  private readonly times: number[];

  constructor(name: string, times: number[]) {
    this.interfaces = [{ name, linkType: 1, snapLength: 100 }];
    this.times = [...times];
  }

  oldestTime(): number {
    return this.times[0] ?? Number.POSITIVE_INFINITY;
  }

  drain(sink: Collector): DrainState {
    if (this.closed) return 'ended';
    if (this.times.length === 0) return 'idle';
    const batch = createBatch(2);
    for (const time of this.times.splice(0, 2)) batch.seconds[batch.count++] = time;
    sink.packets(batch);
    return 'more';
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  statistics(): CaptureStatistics {
    return { received: 4, droppedByKernel: this.dropped, droppedByInterface: undefined, skipped: 2 };
  }

  close(): void {
    this.closed = true;
  }
}

describe('several sources as one', () => {
  const make = () => {
    const left = new ScriptedSource('left', [1, 2, 7, 8]);
    const right = new ScriptedSource('right', [3, 4, 5, 6]);
    return { left, right, merged: new MergedSource([left, right]), collector: new Collector() };
  };

  it('hand on the oldest batch first, numbered by their own interfaces', () => {
    const { merged, collector } = make();
    expect(merged.drain(collector, 1000)).toBe('idle');
    expect(collector.packetList.map(packet => packet.seconds)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(collector.packetList.map(packet => packet.interfaceId)).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    expect(merged.interfaces.map(one => one.name)).toEqual(['left', 'right']);
  });

  it('keep to the budget', () => {
    const { merged, collector } = make();
    expect(merged.drain(collector, 0)).toBe('more');
    expect(collector.packetList).toHaveLength(2);
  });

  it('sum what is known and call the rest unknown', () => {
    const { left, merged } = make();
    expect(merged.statistics()).toEqual({
      received: 8,
      droppedByKernel: 2,
      droppedByInterface: undefined,
      skipped: 4,
    });
    left.dropped = undefined;
    expect(merged.statistics().droppedByKernel).toBeUndefined();
  });

  it('end when the last one does, and go on without those that did', () => {
    const { left, right, merged, collector } = make();
    left.close();
    expect(merged.drain(collector, 1000)).toBe('idle');
    expect(collector.packetList).toHaveLength(4);
    right.close();
    expect(merged.drain(collector, 1000)).toBe('ended');
  });

  it('take in interfaces that appear later', () => {
    const { left, merged, collector } = make();
    merged.drain(collector, 1000);
    left.interfaces.push({ name: 'later', linkType: 1, snapLength: 100 });
    const batch = createBatch(1);
    batch.count = 1;
    batch.interfaceId[0] = 1;
    left.drain = sink => {
      sink.packets(batch);
      return 'idle';
    };
    merged.drain(collector, 1000);
    expect(merged.interfaces.map(one => one.name)).toEqual(['left', 'right', 'later']);
    expect(collector.packetList.at(-1)?.interfaceId).toBe(2);
  });

  it('close together', () => {
    const { left, right, merged, collector } = make();
    merged.close();
    expect([left.closed, right.closed]).toEqual([true, true]);
    expect(merged.drain(collector, 10)).toBe('ended');
  });
});
