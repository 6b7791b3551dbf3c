import { describe, expect, it } from 'vitest';
import { Collector } from '../testing/collect.ts';
import { corpusAbsent, corpusBytes, corpusFiles, corpusIsPresent } from '../testing/expectations.ts';
import { buildFrame, defaultShape } from '../testing/traffic.ts';
import { compileFilter, emptyProgram, type FilterProgram, loadLibpcap, op, setInstruction } from './bpf.ts';
import { encodeProgram, filterForEveryDevice, filterForLink } from './bpf-kernel.ts';
import { runProgram } from './bpf-machine.ts';
import { createFrameFilter } from './frame-filter.ts';
import { loadLibrary } from './kernel.ts';
import { readCapture } from './read-capture.ts';

const libpcap = loadLibpcap();
if (!libpcap.ok) console.log(`skipped: ${libpcap.message}`);

if (!corpusIsPresent) console.log(corpusAbsent);

const ethernet = 1;
const snapLength = 262_144;
const nowhere = 0;

function run(program: FilterProgram, frame: Uint8Array, length = frame.length): number {
  return runProgram(program, frame, 0, frame.length, length, nowhere, 0);
}

function programOf(...instructions: [number, number, number, number][]): FilterProgram {
  const program = emptyProgram(instructions.length);
  for (const [at, one] of instructions.entries()) setInstruction(program, at, ...one);
  return program;
}

describe('the filter machine', () => {
  const frame = Uint8Array.from([0x10, 0x20, 0x30, 0x40, 0xf5]);

  it('rejects what loads beyond the captured bytes', () => {
    const accept: [number, number, number, number] = [op.returnConstant, 0, 0, 99];
    expect(run(programOf([op.loadWord, 0, 0, 1], accept), frame)).toBe(99);
    expect(run(programOf([op.loadWord, 0, 0, 2], accept), frame)).toBe(0);
    expect(run(programOf([op.loadHalf, 0, 0, 4], accept), frame)).toBe(0);
    expect(run(programOf([op.loadByte, 0, 0, 0xffff_ffff], accept), frame)).toBe(0);
    const wrapping = programOf([op.indexImmediate, 0, 0, 0xffff_ffff], [op.loadByteIndexed, 0, 0, 1], accept);
    expect(run(wrapping, frame)).toBe(99);
  });

  it('computes with unsigned 32-bit numbers', () => {
    const compute = (operation: number, left: number, right: number): number =>
      run(
        programOf([op.loadImmediate, 0, 0, left], [operation, 0, 0, right], [op.returnAccumulator, 0, 0, 0]),
        frame,
      );
    expect(compute(0x04, 0xffff_ffff, 2)).toBe(1);
    expect(compute(0x14, 1, 2)).toBe(0xffff_ffff);
    expect(compute(0x24, 0x10_0000, 0x1_0001)).toBe(0x10_0000);
    expect(compute(0x34, 0xffff_fffe, 2)).toBe(0x7fff_ffff);
    expect(compute(0x34, 5, 0)).toBe(0);
    expect(compute(0x94, 0xffff_ffff, 10)).toBe(5);
    expect(compute(0x44, 0x8000_0000, 1)).toBe(0x8000_0001);
    expect(compute(0x54, 0xffff_ffff, 0xf000_0000)).toBe(0xf000_0000);
    expect(compute(0xa4, 0xffff_ffff, 1)).toBe(0xffff_fffe);
    expect(compute(0x64, 0x4000_0000, 1)).toBe(0x8000_0000);
    expect(compute(0x64, 1, 32)).toBe(0);
    expect(compute(0x74, 0x8000_0000, 31)).toBe(1);
    expect(compute(0x84, 1, 0)).toBe(0xffff_ffff);
  });

  it('ends on programs that make no sense', () => {
    expect(run(programOf([0xffff, 0, 0, 0]), frame)).toBe(0);
    expect(run(programOf([op.jumpAlways, 0, 0, 0xffff_ffff]), frame)).toBe(0);
    expect(run(emptyProgram(0), frame)).toBe(0);
  });
});

describe.runIf(libpcap.ok)('capture filters', () => {
  const expressions = [
    'tcp port 80',
    'udp and not port 53',
    'icmp or icmp6 or arp',
    'host 10.0.0.1',
    'net 192.168.0.0/16',
    'ip6 and tcp',
    'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0',
    'greater 200',
    'less 80',
    'ip[6:2] & 0x1fff != 0',
    'vlan',
    'vlan and ip',
    'ether broadcast or ether multicast',
    'portrange 1000-2000',
    'ip[2:2] - ((ip[0] & 0xf) << 2) > 100',
    'len % 2 = 1 and ip proto \\udp',
    'mpls',
    'pppoes',
  ];

  it.runIf(corpusIsPresent)('judge as libpcap itself does', () => {
    const oracle = offlineFilter();
    let judged = 0;
    for (const { path, damaged } of corpusFiles()) {
      if (damaged) continue;
      const collector = new Collector();
      readCapture(corpusBytes(path), collector);
      const packets = collector.packetList.slice(0, 50);
      for (const linkType of new Set(packets.map(packet => packet.linkType))) {
        for (const expression of expressions) {
          const compiled = compileFilter(expression, linkType, snapLength);
          if (!compiled.ok) continue;
          for (const packet of packets) {
            if (packet.linkType !== linkType) continue;
            judged++;
            const ours = run(compiled.value, packet.data, packet.length);
            // An expectation for each of a million judgements would take minutes.
            if (ours === oracle(compiled.value, packet.data, packet.length)) continue;
            expect(ours, `${path}: ${expression}`).toBe(oracle(compiled.value, packet.data, packet.length));
          }
        }
      }
    }
    expect(judged).toBeGreaterThan(10_000);
  });

  it('look through tags unless they speak of tags', () => {
    const accepts = (expression: string, vlans: number[], port = 80): boolean => {
      const filter = createFrameFilter(expression);
      if (!filter.ok) throw new Error(filter.message);
      const frame = buildFrame({ ...defaultShape, transport: 'tcp', destinationPort: port, vlans });
      return filter.value.accepts(frame, 0, frame.length, frame.length, ethernet);
    };
    expect(accepts('tcp port 80', [])).toBe(true);
    expect(accepts('tcp port 80', [7])).toBe(true);
    expect(accepts('tcp port 80', [7], 81)).toBe(false);
    expect(accepts('tcp port 80', [100, 7])).toBe(true);
    expect(accepts('tcp port 80', [100, 7], 81)).toBe(false);
    expect(accepts('tcp port 80', [1, 2, 3])).toBe(false);
    expect(accepts('vlan 7', [7])).toBe(true);
    expect(accepts('vlan 7', [8])).toBe(false);
    expect(accepts('vlan 7', [])).toBe(false);
    expect(accepts('vlan 7 and tcp port 80', [7])).toBe(true);
    expect(accepts('vlan 100 and vlan 7 and tcp port 80', [100, 7])).toBe(true);
    expect(accepts('vlan 7 and tcp port 80', [7], 81)).toBe(false);
    expect(accepts('ether host 02:00:00:00:00:01', [7])).toBe(true);
  });

  it('judge frames of link types they were not made for as not matching', () => {
    const filter = createFrameFilter('ether host 02:00:00:00:00:01');
    const frame = buildFrame(defaultShape).subarray(14);
    expect(filter.ok && filter.value.accepts(frame, 0, frame.length, frame.length, 101)).toBe(false);
  });

  it('explain a mistake in one sentence', () => {
    for (const wrong of ['tcp prot 80', 'host', 'ip broadcast', '((', 'vlan vlan vlan x', '\u001b[31m']) {
      const compiled = compileFilter(wrong, ethernet, snapLength);
      expect(compiled.ok).toBe(false);
      if (!compiled.ok)
        expect(compiled.message).toMatch(/^the capture filter "[ -~]*" cannot be used: [^\n]+$/);
    }
  });

  it('look through the tags that are still there when the kernel runs them', () => {
    const compiled = filterForLink('tcp port 80 or (udp and not ip6)', ethernet, snapLength);
    if (!compiled.ok) throw new Error(compiled.message);
    for (const vlans of [[], [7], [100, 7]]) {
      const accepts = (shape: Partial<typeof defaultShape>): boolean =>
        run(compiled.value, buildFrame({ ...defaultShape, size: 100, vlans, ...shape })) > 0;
      expect(accepts({ transport: 'tcp', destinationPort: 80 })).toBe(true);
      expect(accepts({ transport: 'tcp', destinationPort: 81 })).toBe(false);
      expect(accepts({ transport: 'tcp', destinationPort: 80, ip: 6 })).toBe(true);
      expect(accepts({ transport: 'udp' })).toBe(true);
      expect(accepts({ transport: 'udp', ip: 6 })).toBe(false);
    }
  });

  it('are shaped for the kernel', () => {
    const cooked = filterForLink('tcp', 276, 96);
    expect(cooked.ok && cooked.value.constant.some(constant => constant >= 0xfff0_0000)).toBe(true);
    const every = filterForEveryDevice('ether broadcast', 96);
    expect(every.ok).toBe(true);
    if (every.ok) expect(encodeProgram(every.value)).toHaveLength(every.value.count * 8);
  });
});

/** libpcap's own interpreter. */
function offlineFilter(): (program: FilterProgram, data: Uint8Array, length: number) => number {
  const loaded = loadLibrary(['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so', 'libpcap.A.dylib']);
  if (!loaded.ok) throw new Error(loaded.message);
  const { library } = loaded.value;
  const judge = library.func('bpf_filter', 'uint32', ['void *', 'void *', 'uint32', 'uint32']);
  return (program, data, length) => {
    const instructions = Buffer.from(encodeProgram(program));
    return judge(instructions, Buffer.from(data), length, data.length) as number;
  };
}
