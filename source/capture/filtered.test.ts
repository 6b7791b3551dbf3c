import { describe, expect, it } from 'vitest';
import { Collector } from '../testing/collect.ts';
import { buildFrame, defaultShape } from '../testing/traffic.ts';
import { loadLibpcap } from './bpf.ts';
import { filteredSource } from './filtered.ts';
import { createFrameFilter } from './frame-filter.ts';
import { createBatch, type PacketSource } from './source.ts';

const libpcap = loadLibpcap();
if (!libpcap.ok) console.log(`skipped: ${libpcap.message}`);

describe.runIf(libpcap.ok)('a filtered source', () => {
  it('hands on what the filter accepts, with its columns and comments', () => {
    const ports = [53, 80, 53, 443];
    const frames = ports.map(port => buildFrame({ ...defaultShape, destinationPort: port }));
    const batch = createBatch(ports.length);
    batch.memory = new Uint8Array(Buffer.concat(frames));
    batch.comments = new Map([
      [1, 'not this one'],
      [2, 'this one'],
    ]);
    frames.forEach((frame, at) => {
      batch.offset[at] = at * frame.length;
      batch.captured[at] = frame.length;
      batch.length[at] = frame.length;
      batch.seconds[at] = at;
      batch.linkType[at] = 1;
      batch.count++;
    });
    const source: PacketSource = {
      interfaces: [],
      drain: sink => {
        sink.packets(batch);
        sink.notice({ severity: 'info', text: 'passed through' });
        return 'ended';
      },
      ready: () => Promise.resolve(),
      statistics: () => ({
        received: 4,
        droppedByKernel: undefined,
        droppedByInterface: undefined,
        skipped: 1,
      }),
      close: () => undefined,
    };
    const filter = createFrameFilter('udp port 53');
    if (!filter.ok) throw new Error(filter.message);
    const filtered = filteredSource(source, filter.value);
    const collector = new Collector();
    expect(filtered.drain(collector, 8)).toBe('ended');
    expect(collector.packetList.map(packet => packet.seconds)).toEqual([0, 2]);
    expect(collector.packetList.map(packet => packet.comment)).toEqual([undefined, 'this one']);
    expect(Buffer.from(collector.packetList[1]?.data ?? [])).toEqual(Buffer.from(frames[2] ?? []));
    expect(collector.notices).toHaveLength(1);
    expect(filtered.statistics()).toMatchObject({ received: 2, skipped: 1 });
  });
});
