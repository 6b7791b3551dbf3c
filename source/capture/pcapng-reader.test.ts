import { describe, expect, it } from 'vitest';
import { joined, type Option, PcapngFile } from '../testing/capture-files.ts';
import { Collector } from '../testing/collect.ts';
import { blockType, option } from './pcapng-blocks.ts';
import { readCapture } from './read-capture.ts';
import type { CaptureStatistics } from './source.ts';

const data = Uint8Array.from({ length: 61 }, (_, index) => index);
const end: Option = [option.end, new Uint8Array(0)];

function read(bytes: Uint8Array): Collector & { statistics: CaptureStatistics } {
  const collector = new Collector();
  return Object.assign(collector, { statistics: readCapture(bytes, collector) });
}

const resolution = (byte: number): Option => [option.interfaceTimeResolution, Uint8Array.of(byte)];

for (const littleEndian of [true, false]) {
  const create = (): PcapngFile => new PcapngFile(littleEndian);

  describe(`pcapng, ${littleEndian ? 'little' : 'big'}-endian`, () => {
    it('reads enhanced, simple and obsolete packets', () => {
      const file = create()
        .section([[option.sectionApplication, 'test']])
        .interface(1, 40)
        .enhanced(0, 1_700_000_000_123_456n, data, { length: 99 });
      file.simple(data.slice(0, 40), 61).obsolete(0, 3, 5_000_001n, data);
      const { packetList, errors, warnings, statistics } = read(file.done());
      expect(errors).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining('has no time')]);
      expect(
        packetList.map(packet => [packet.seconds, packet.nanoseconds, packet.captured, packet.length]),
      ).toEqual([
        [1_700_000_000, 123_456_000, 61, 99],
        [0, 0, 40, 61],
        [5, 1000, 61, 61],
      ]);
      expect(packetList[0]?.data).toEqual(data);
      expect(packetList[1]?.data).toEqual(data.slice(0, 40));
      expect(statistics).toEqual({
        received: 3,
        droppedByKernel: 3,
        droppedByInterface: undefined,
        skipped: 0,
      });
    });

    it('keeps a time scale, an offset and a link type for each interface of each section', () => {
      const offset = create().bytes().u64(-100n).done();
      const file = create()
        .section()
        .interface(1, 0, [resolution(9)])
        .interface(101, 0, [resolution(0x80 | 20), [option.interfaceTimeOffset, offset]]);
      file.enhanced(1, (1000n << 20n) | (1n << 19n), data).enhanced(0, 4_323_283_200_000_000_001n, data);
      const other = new PcapngFile(!littleEndian).section().interface(113).enhanced(0, 7_000_000n, data);
      const { packetList, notices } = read(joined([file.done(), other.done()]));
      expect(notices).toEqual([]);
      expect(
        packetList.map(packet => [packet.seconds, packet.nanoseconds, packet.interfaceId, packet.linkType]),
      ).toEqual([
        [900, 500_000_000, 1, 101],
        [4_323_283_200, 1, 0, 1],
        [7, 0, 2, 113],
      ]);
    });

    it('keeps comments of packets, bounded, and passes over every other block', () => {
      const file = create().section();
      file.block(4, create().bytes().u16(1).u16(8).raw([1, 2, 3, 4, 97, 0, 0, 0]).u32(0).done()).interface();
      file.block(10, data).block(0x0bad, data).block(0x40000bad, data).block(9, data);
      file.enhanced(0, 1n, data, {
        options: [[option.comment, 'first\u001b[31m'], [2, 'abcd'], [option.comment, 'second'], end],
      });
      file.enhanced(0, 2n, data).enhanced(0, 3n, data, { options: [[option.comment, 'x'.repeat(60_000)]] });
      const { packetList, notices, statistics } = read(file.done());
      expect(notices).toEqual([]);
      expect(packetList.map(packet => packet.comment?.slice(0, 30))).toEqual([
        'first\u001b[31m\nsecond',
        undefined,
        'x'.repeat(30),
      ]);
      expect(packetList[2]?.comment?.length).toBeLessThan(10_000);
      expect(statistics.skipped).toBe(0);
    });

    it('adds up drops: statistics where there are some, packet by packet where not', () => {
      const file = create().section().interface().interface().interface();
      const drop = (count: bigint): Option => [option.packetDropCount, file.count(count)];
      file.enhanced(0, 1n, data, { options: [drop(5n)] }).enhanced(1, 1n, data, { options: [drop(7n)] });
      file.obsolete(2, 0xffff, 1n, data);
      const statistics = (kernel: bigint, card: bigint): Option[] => [
        [option.statisticsKernelDropped, file.count(kernel)],
        [option.statisticsInterfaceDropped, file.count(card)],
      ];
      file.statistics(0, statistics(90n, 1n)).statistics(0, statistics(100n, 2n));
      expect(read(file.done()).statistics).toEqual({
        received: 3,
        droppedByKernel: 107,
        droppedByInterface: 2,
        skipped: 0,
      });
      expect(
        read(create().section().interface().enhanced(0, 1n, data).done()).statistics.droppedByKernel,
      ).toBeUndefined();
    });

    it('skips a packet it cannot place, says so once, and goes on', () => {
      const file = create().section().simple(data).interface().enhanced(3, 1n, data).enhanced(3, 1n, data);
      file.enhanced(0, 1n, data, { captured: 1000, length: 1000 }).enhanced(0, 1n, data);
      const { packetList, warnings, errors, statistics } = read(file.done());
      expect(packetList.length).toBe(1);
      expect(statistics.skipped).toBe(4);
      expect(warnings.length).toBe(2);
      expect(errors).toEqual([]);
    });

    it('survives options that do not fit', () => {
      const broken = create().bytes().u16(1).u16(0).u32(0).u16(9).u16(0x3030).u32(0).done();
      const comment = create()
        .bytes()
        .u32(0)
        .u32(0)
        .u32(5)
        .u32(4)
        .u32(4)
        .raw([1, 2, 3, 4])
        .u16(1)
        .u16(999)
        .u32(0)
        .done();
      const file = create()
        .section()
        .block(blockType.interfaceDescription, broken)
        .block(blockType.enhancedPacket, comment);
      const { packetList, warnings } = read(file.done());
      expect(packetList.length).toBe(1);
      expect(warnings).toEqual([expect.stringContaining('options that do not fit')]);
    });

    it('rounds up block lengths that are not padded', () => {
      const body = create().bytes().u32(0).u32(0).u32(5).u32(5).u32(5).raw([1, 2, 3, 4, 5]).done();
      const file = create()
        .section()
        .interface()
        .block(blockType.enhancedPacket, body, { start: 37, end: 37 })
        .enhanced(0, 1n, data);
      const { packetList, warnings } = read(file.done());
      expect(packetList.length).toBe(2);
      expect(warnings.length).toBe(1);
    });

    it('keeps every packet before a cut, wherever the cut is', () => {
      const head = create().section().interface().done().length;
      const bytes = create().section().interface().enhanced(0, 1n, data).enhanced(0, 2n, data).done();
      const packet = (bytes.length - head) / 2;
      for (let length = 4; length < bytes.length; length += 1) {
        const { packetList, notices } = read(bytes.subarray(0, length));
        expect(packetList.length).toBe(length < head + packet ? 0 : 1);
        const whole = length === 28 || length === head || length === head + packet;
        expect(notices.length).toBe(whole ? 0 : 1);
      }
    });

    it('stops where blocks stop making sense', () => {
      const good = create().section().interface().enhanced(0, 1n, data);
      const at = good.done().length;
      const cases: [Uint8Array, string][] = [
        [create().bytes().u32(6).u32(8).u32(8).done(), `byte ${at} (type 6) claims to be 8 bytes`],
        [create().bytes().u32(6).u32(0xfffffff0).u32(8).done(), 'claims to be 4,294,967,280 bytes'],
        [
          create().bytes().u32(6).u32(16).u32(0).u32(20).done(),
          '16 bytes long by its start and 20 by its end',
        ],
        [create().bytes().u32(blockType.sectionHeader).u32(28).u32(0).done(), 'no byte-order mark'],
        [create().section([], [2, 0]).done(), 'version 2.0'],
        [create().block(blockType.interfaceDescription, data.slice(0, 4)).done(), 'too short'],
      ];
      for (const [bytes, text] of cases) {
        const { packetList, errors, notices } = read(joined([good.done(), bytes, good.done()]));
        expect(packetList.length).toBe(1);
        expect(errors).toEqual([expect.stringContaining(text)]);
        expect(errors[0]).toContain('the 1 packet before that was kept.');
        expect(notices.length).toBe(1);
      }
    });

    it('does not take in more interfaces than it can tell apart', () => {
      const one = create().interface().done();
      const { errors } = read(
        joined([create().section().done(), ...Array.from({ length: 65_536 }, () => one)]),
      );
      expect(errors).toEqual([expect.stringContaining('65,535')]);
    });
  });
}

describe('pcapng', () => {
  it('takes version 1.2 for 1.0', () => {
    expect(
      read(new PcapngFile().section([], [1, 2]).interface().enhanced(0, 1n, data).done()).packetList.length,
    ).toBe(1);
  });
});
