import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { compileFilter } from '../filter/compile.ts';
import { FilterMatches } from '../filter/matches.ts';
import { packetTarget } from '../filter/packet-target.ts';
import { parseFilter } from '../filter/parser.ts';
import { placeColumns } from '../filter/place-columns.ts';
import { PlaceTable, placeLocal, placeUnasked } from '../geo/place-table.ts';
import { PacketRing } from '../packets/ring.ts';
import { fromHex, fromText, ipv6Frame, tcpFrame, udpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { type BenchGoal, type Benchmark, goal, median, quantile, report, significant } from './report.ts';

const defaultRuns = 7;
const fullPackets = 200_000;
const quickPackets = 20_000;
const goalMilliseconds = 50;
/** Info is decoded again for every packet: that is sliced, so its goal is one slice's overrun (garbage collection included). */
const sliceMilliseconds = 4;
const longestSliceMilliseconds = 12;
const seed = 3;

const columnFilters: Readonly<Record<string, string>> = {
  ip: 'ip == 10.0.3.0/24',
  port: 'port 443',
  proto: 'dns',
  country: 'country de',
  'country name': 'not country in {"United States", FR} and country ~ "united*"',
  compound:
    'tcp and not port 22 and (len > 1000 or tcp.flags has syn) and ip.src in {10.0.0.0/9, 192.168.0.0/16}',
};
const textFilters: Readonly<Record<string, string>> = {
  name: 'host ~ "*.example.com"',
  info: 'info ~ "example"',
};

/** Applying a new filter to a full ring. */
export const benchmark: Benchmark = {
  name: 'filter',
  summary: 'applies new filters to a ring of 200,000 packets: columns within 50 ms, Info in slices',
  run: async options => {
    const runs = options.runs ?? defaultRuns;
    const packets = options.quick ? quickPackets : fullPackets;
    options.log(`filling a ring with ${packets} packets`);
    const ring = filledRing(packets);
    const goals: BenchGoal[] = [];
    const details: Record<string, unknown> = { packets };
    for (const [name, text] of Object.entries(columnFilters)) {
      const { milliseconds, count } = measure(ring, text, runs);
      details[name] = {
        filter: text,
        matches: count,
        nanosecondsPerPacket: significant((milliseconds * 1e6) / packets),
      };
      const title = `${packets} packets by ${name}`;
      goals.push(
        goal({
          name: title,
          value: milliseconds,
          unit: 'ms',
          goal: goalMilliseconds,
          compare: '<=',
          peer: null,
        }),
      );
    }
    for (const [name, text] of Object.entries(textFilters)) {
      const { slices, total, count } = measureSlices(ring, text);
      details[name] = {
        filter: text,
        matches: count,
        totalMilliseconds: significant(total),
        slices: slices.length,
        longestSlice: significant(Math.max(...slices)),
      };
      const title = `99 of 100 slices of ${sliceMilliseconds} ms by ${name}`;
      goals.push(
        goal({
          name: title,
          value: quantile(slices, 0.99),
          unit: 'ms',
          goal: longestSliceMilliseconds,
          compare: '<=',
          peer: null,
        }),
      );
    }
    return report('filter', runs, goals, details);
  },
};

function matchesOf(ring: PacketRing, text: string): FilterMatches {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const compiled = compileFilter(parsed.expression, packetTarget(ring, { column: columnOf(ring) }));
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return new FilterMatches(ring, compiled.matches, compiled.late);
}

const columns = new WeakMap<PacketRing, ReturnType<typeof placeColumns>>();

/** Places as the engine keeps them, by row: 1,000 different ones, a tenth of the packets not looked up yet. */
function columnOf(ring: PacketRing): ReturnType<typeof placeColumns> {
  const known = columns.get(ring);
  if (known !== undefined) return known;
  const random = new Random(seed);
  const table = new PlaceTable();
  const numbers = Array.from({ length: 1000 }, (_, index) =>
    table.intern({
      country: random.pick(['US', 'DE', 'FR', 'GB', 'NL', 'CN', 'AE']),
      city: `city ${index}`,
      asn: index,
      organisation: '',
    }),
  );
  const remote = Int32Array.from({ length: ring.maxPackets }, () =>
    random.chance(0.1) ? placeUnasked : random.pick(numbers),
  );
  const made = placeColumns({
    source: () => placeLocal,
    destination: row => remote[row] as number,
    country: place => table.country(place),
    city: place => table.city(place),
    asn: place => table.asn(place),
    local: placeLocal,
    unasked: placeUnasked,
    late: { isSettled: row => remote[row] !== placeUnasked, generation: () => 0 },
  });
  columns.set(ring, made);
  return made;
}

function measure(ring: PacketRing, text: string, runs: number): { milliseconds: number; count: number } {
  const times: number[] = [];
  let count = 0;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    // What a keystroke costs: to parse, to compile, to look at every packet.
    const matches = matchesOf(ring, text);
    matches.rebuild();
    times.push(performance.now() - start);
    count = matches.count;
  }
  return { milliseconds: median(times), count };
}

function measureSlices(ring: PacketRing, text: string): { slices: number[]; total: number; count: number } {
  const matches = matchesOf(ring, text);
  const slices: number[] = [];
  let total = 0;
  for (let finished = false; !finished; ) {
    const start = performance.now();
    finished = matches.rebuild(sliceMilliseconds);
    const taken = performance.now() - start;
    slices.push(taken);
    total += taken;
  }
  return { slices, total, count: matches.count };
}

function filledRing(packets: number): PacketRing {
  const random = new Random(seed);
  const ring = new PacketRing({ maxPackets: packets });
  const query = fromHex('abcd 0100 0001 0000 0000 0000 03 777777 07 6578616d706c65 03 636f6d 00 0001 0001');
  const makers = [
    () =>
      tcpFrame(
        random.between(1024, 65_535),
        random.pick([22, 80, 443, 8080]),
        random.bytes(random.below(1200)),
        random.pick([0x02, 0x10, 0x12, 0x18]),
      ),
    () => tcpFrame(40_000, 80, fromText('GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n')),
    () => udpFrame(random.between(1024, 65_535), 53, query),
    () =>
      udpFrame(random.between(1024, 65_535), random.between(1024, 65_535), random.bytes(random.below(200))),
    () => ipv6Frame(17, fromHex('1388 1389 000c 0000 00000000')),
  ];
  const p = new Packet();
  for (let index = 0; index < packets; index += 1) {
    const frame = random.pick(makers)();
    if (frame[12] === 8) frame.set([10, 0, random.below(8), random.below(256)], random.chance(0.5) ? 26 : 30);
    p.bytes = frame;
    p.start = 0;
    p.end = frame.length;
    p.length = frame.length;
    p.seconds = 1_700_000_000 + Math.floor(index / 1000);
    decode(p);
    ring.append(p);
  }
  return ring;
}
