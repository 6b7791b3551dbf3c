import { describe, expect, it } from 'vitest';
import { joined, type PcapOptions, type PcapRecord, pcapFile, pcapMagic } from '../testing/capture-files.ts';
import { Collector } from '../testing/collect.ts';
import { readCapture } from './read-capture.ts';

const data = Uint8Array.from({ length: 60 }, (_, index) => index);
const short = data.slice(0, 5);
const two: PcapRecord[] = [
  { seconds: 1_700_000_000, fraction: 123_456, data },
  { seconds: 1_700_000_001, fraction: 999_999, data: short, length: 1500 },
];

function read(bytes: Uint8Array): Collector {
  const collector = new Collector();
  expect(readCapture(bytes, collector).received).toBe(collector.packetList.length);
  return collector;
}

const file = (records: PcapRecord[], options?: PcapOptions): Collector => read(pcapFile(records, options));

describe('pcap', () => {
  for (const littleEndian of [true, false]) {
    for (const [name, magic] of Object.entries(pcapMagic)) {
      it(`reads ${littleEndian ? 'little' : 'big'}-endian files with ${name}`, () => {
        const { packetList, notices } = file(two, { magic, littleEndian });
        const scale = magic === pcapMagic.nanoseconds ? 1 : 1000;
        expect(notices).toEqual([]);
        expect(packetList).toEqual([
          {
            seconds: 1_700_000_000,
            nanoseconds: 123_456 * scale,
            captured: 60,
            length: 60,
            interfaceId: 0,
            linkType: 1,
            comment: undefined,
            data,
          },
          {
            seconds: 1_700_000_001,
            nanoseconds: 999_999 * scale,
            captured: 5,
            length: 1500,
            interfaceId: 0,
            linkType: 1,
            comment: undefined,
            data: short,
          },
        ]);
      });
    }
  }

  it('takes seconds as unsigned, beyond 2038', () => {
    expect(file([{ seconds: 0xffffffff, fraction: 1, data }]).packetList[0]?.seconds).toBe(4_294_967_295);
  });

  it('ignores what the link type field says about frame check sequences', () => {
    const { packetList, notices } = file(two, { linkType: 0xf4000071 });
    expect(packetList[0]?.linkType).toBe(113);
    expect(notices).toEqual([]);
  });

  it('warns of undefined link type bits, and of an unknown minor version', () => {
    expect(file(two, { linkType: 0x00300001 }).warnings).toEqual([expect.stringContaining('0x300001')]);
    expect(file(two, { minor: 9 }).warnings).toEqual([expect.stringContaining('2.9')]);
  });

  it('knows that old versions have the lengths the other way round', () => {
    const records = [{ seconds: 1, fraction: 0, data: short, captured: 1500, length: 5 }];
    for (const options of [{ minor: 2 }, { minor: 3 }, { major: 543, minor: 0 }]) {
      const { packetList, notices } = file(records, options);
      expect(packetList[0]).toMatchObject({ captured: 5, length: 1500 });
      expect(notices).toEqual([]);
    }
    expect(
      file([{ seconds: 1, fraction: 0, data: short, length: 1500 }], { minor: 3 }).packetList[0],
    ).toMatchObject({
      captured: 5,
      length: 1500,
    });
  });

  it('carries sub-second parts of a second and more, or below zero, and says so once', () => {
    const { packetList, warnings } = file([
      { seconds: 10, fraction: 1_000_000, data },
      { seconds: 10, fraction: 2_500_000, data },
      { seconds: 10, fraction: -1, data },
      { seconds: 10, fraction: -2_500_000, data },
      { seconds: 10, fraction: 0x80000000, data },
    ]);
    expect(packetList.map(packet => [packet.seconds, packet.nanoseconds])).toEqual([
      [11, 0],
      [12, 500_000_000],
      [9, 999_999_000],
      [7, 500_000_000],
      [-2138, 516_352_000],
    ]);
    expect(warnings).toEqual([expect.stringContaining('Packet 1 has a time')]);
  });

  it('keeps packets longer than announced and says so once', () => {
    const { packetList, warnings } = file(
      [
        { seconds: 1, fraction: 0, data, length: 20 },
        { seconds: 1, fraction: 0, data, length: 20 },
      ],
      { snapLength: 30 },
    );
    expect(packetList.map(packet => [packet.captured, packet.length])).toEqual([
      [60, 20],
      [60, 20],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('only 20 long'),
      expect.stringContaining('snap length of 30'),
    ]);
  });

  it('keeps every packet before a cut, wherever the cut is', () => {
    const bytes = pcapFile(two);
    const second = 24 + 16 + 60;
    for (let length = 4; length < bytes.length; length += 1) {
      const { packetList, notices } = read(bytes.subarray(0, length));
      expect(packetList.length).toBe(length < second ? 0 : 1);
      if (length === 24 || length === second) expect(notices).toEqual([]);
      else {
        expect(notices).toEqual([
          { severity: 'error', text: expect.stringMatching(/^The capture is damaged: .*cut short/) },
        ]);
      }
    }
    expect(read(bytes.subarray(0, second + 7)).errors).toEqual([
      'The capture is damaged: it is cut short in packet 2, which starts at byte 100 and of which only 7 bytes are there; ' +
        'the 1 packet before that was kept.',
    ]);
  });

  it('stops at a length nobody can mean, without asking for the memory', () => {
    const { packetList, errors } = file([...two, { seconds: 1, fraction: 0, data, captured: 0xfffffff0 }]);
    expect(packetList.length).toBe(2);
    expect(errors).toEqual([
      'The capture is damaged: packet 3 at byte 121 claims to hold 4,294,967,280 bytes; the 2 packets before that were kept.',
    ]);
  });

  it('refuses versions it does not know', () => {
    expect(file(two, { major: 1 }).errors).toEqual([expect.stringContaining('version 1.4')]);
    expect(file(two, { major: 3 }).packetList).toEqual([]);
  });

  it('reads more packets than fit a batch', () => {
    const records = Array.from({ length: 5000 }, (_, index) => ({
      seconds: index,
      fraction: 0,
      data: short,
    }));
    const { packetList } = file(records);
    expect(packetList.length).toBe(5000);
    expect(packetList.every((packet, index) => packet.seconds === index && packet.data[4] === 4)).toBe(true);
  });

  it('has packets of no bytes', () => {
    expect(
      read(joined([pcapFile([{ seconds: 1, fraction: 0, data: new Uint8Array(0) }])])).packetList.length,
    ).toBe(1);
  });
});
