import { describe, expect, it } from 'vitest';
import { pump } from '../capture/pump.ts';
import { ListSource } from '../testing/batches.ts';
import { Collector } from '../testing/collect.ts';
import { fromText } from '../testing/frames.ts';
import { PacedSource } from './paced-source.ts';

const packets = Array.from({ length: 25 }, (_, index) => ({
  seconds: 100,
  nanoseconds: index * 20_000_000,
  data: fromText(`packet ${index}`),
}));

function texts(collector: Collector): string[] {
  return collector.packetList.map(packet => Buffer.from(packet.data).toString('latin1'));
}

describe('PacedSource', () => {
  it('hands everything on unchanged and in order, as fast as it is read', async () => {
    const collector = new Collector();
    await pump(new PacedSource(new ListSource(packets), 'max'), collector);
    expect(texts(collector)).toEqual(packets.map((_, index) => `packet ${index}`));
  });

  it('keeps the time of the capture, from memory of its own', async () => {
    const collector = new Collector();
    const source = new PacedSource(new ListSource(packets), 10);
    const began = performance.now();
    await pump(source, collector);
    // 480 ms of capture at ten times the speed; not a measurement, only that it did wait.
    expect(performance.now() - began).toBeGreaterThan(30);
    expect(texts(collector)).toEqual(packets.map((_, index) => `packet ${index}`));
    expect(source.statistics().received).toBe(25);
  });

  it('stands still while held, and goes on', async () => {
    const collector = new Collector();
    const source = new PacedSource(new ListSource(packets), 'max');
    source.play('max', false);
    expect(source.drain(collector, 5)).toBe('idle');
    expect(collector.packetList).toHaveLength(0);
    source.play('max', true);
    await pump(source, collector);
    expect(collector.packetList).toHaveLength(25);
  });

  it('cuts long silences short', async () => {
    const gap = [packets[0], { seconds: 100_000, data: fromText('late') }].flatMap(one => one ?? []);
    const source = new PacedSource(new ListSource(gap, 1), 10);
    const collector = new Collector();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 10_000);
    await pump(source, collector, stop.signal);
    clearTimeout(timer);
    expect(texts(collector)).toEqual(['packet 0', 'late']);
  });

  it('ends when closed', () => {
    const source = new PacedSource(new ListSource(packets), 1);
    source.drain(new Collector(), 5);
    source.close();
    expect(source.drain(new Collector(), 5)).toBe('ended');
  });
});
