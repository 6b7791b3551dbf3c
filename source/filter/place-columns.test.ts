import { describe, expect, it } from 'vitest';
import { Tracker } from '../flows/tracker.ts';
import type { PacketRing } from '../packets/ring.ts';
import { appendFrame, ringOf } from '../testing/filter-rows.ts';
import { flowPacket } from '../testing/flow-packets.ts';
import { tcpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { complete } from './complete.ts';
import { FilterMatches, filterRows, packetTarget } from './filter.ts';
import { flowTarget } from './flow-target.ts';
import { hostTarget } from './host-target.ts';
import { type PlacesOfRows, placeColumns } from './place-columns.ts';
import type { FilterTarget } from './target.ts';

const unasked = 0;
const local = 1;
const unknown = 2;
const [berlin, germany, lyon, ivoryCoast, boston, nowhereButSystem] = [3, 4, 5, 6, 7, 8];
const told = [
  ['', '', 0],
  ['', '', 0],
  ['', '', 0],
  ['DE', 'Berlin', 3320],
  ['DE', '', 0],
  ['FR', 'Lyon', 3215],
  ['CI', '', 0],
  ['US', 'San Jose', 15169],
  ['', '', 64_500],
] as const;
const places = {
  country: (place: number) => told[place]?.[0] ?? '',
  city: (place: number) => told[place]?.[1] ?? '',
  asn: (place: number) => told[place]?.[2] ?? 0,
  local,
  unasked,
};

/** Rows with these places at both ends, one after the other. */
const rows = [
  [local, berlin],
  [germany, local],
  [local, local],
  [local, unknown],
  [berlin, boston],
  [local, unasked],
  [ivoryCoast, local],
  [local, nowhereButSystem],
  [lyon, lyon],
] as const;

function matching(text: string, target: FilterTarget, count: number): number[] | string {
  const compiled = filterRows(text, target);
  if (!compiled.ok) return compiled.problem.message;
  return Array.from({ length: count }, (_, row) => row).filter(row => compiled.matches(row));
}

const expectations: [string, readonly number[]][] = [
  ['country de', [0, 1, 4]],
  ['country DE', [0, 1, 4]],
  ['cc == "Germany"', [0, 1, 4]],
  ['country germany', [0, 1, 4]],
  ['ip.geoip.country_iso == US', [4]],
  ['country usa', [4]],
  ['src country de', [1, 4]],
  ['country.dst == de', [0]],
  ['country de and country us', [4]],
  ['country in {FR, CI, "united states"}', [4, 6, 8]],
  ['country de, fr', [0, 1, 4, 8]],
  ['country ~ "united*"', [4]],
  ['country ~ "f?"', [8]],
  ['country contains cote', [6]],
  ['country "Côte d’Ivoire"', [6]],
  ['country "cote d\'ivoire"', [6]],
  ['country != de', [6, 8]],
  ['country not in {de, fr}', [6]],
  ['not country de', [2, 3, 5, 6, 7, 8]],
  ['country local', [2]],
  ['src country local', [0, 2, 3, 5, 7]],
  ['country unknown', [3, 7]],
  ['country in {local, de}', [0, 1, 2, 4]],
  ['country != local', [0, 1, 3, 4, 6, 7, 8]],
  ['country != unknown', [0, 1, 2, 4, 6, 8]],
  ['country contains l', []],
  ['city berlin', [0, 4]],
  ['city ~ "san *"', [4]],
  ['city != lyon', [0, 4]],
  ['asn 3320', [0, 4]],
  ['asn AS15169', [4]],
  ['asn in {3320, 3215}', [0, 4, 8]],
  ['asn >= 64500', [7]],
  ['asn < 10000', [0, 4, 8]],
  ['asn != 3320', [7, 8]],
  ['not asn 3320', [1, 2, 3, 5, 6, 7, 8]],
];

function frame(index = 0): Uint8Array {
  return tcpFrame(1000 + index, 443, new Uint8Array(0));
}

function packetPlaces(ring: PacketRing, ends: readonly (readonly [number, number])[]): PlacesOfRows {
  return {
    ...places,
    source: row => ends[ring.numberOf(row) - 1]?.[0] ?? unasked,
    destination: row => ends[ring.numberOf(row) - 1]?.[1] ?? unasked,
  };
}

describe('countries of packets', () => {
  const ring = ringOf(rows.map((_, index) => frame(index)));
  const target = packetTarget(ring, { column: placeColumns(packetPlaces(ring, rows)) });

  it.each(expectations)('%s', (text, expected) => {
    const found = matching(text, target, rows.length);
    expect(typeof found === 'string' ? found : found.map(row => ring.numberOf(row) - 1)).toEqual(expected);
  });
});

describe('countries of flows and hosts', () => {
  const tracker = new Tracker({ maxFlows: 16, maxHosts: 32 });
  rows.forEach((_, index) => {
    tracker.add(flowPacket({ from: 0x0a000001 + index, fromPort: 2000 + index, flags: 2 }));
  });
  const flows = flowTarget(tracker, {
    column: placeColumns({
      ...places,
      source: slot => rows[slot]?.[0] ?? unasked,
      destination: slot => rows[slot]?.[1] ?? unasked,
    }),
  });
  const hosts = hostTarget(tracker, {
    column: placeColumns({ ...places, source: slot => rows[slot]?.[0] ?? unasked }),
  });

  it.each(expectations)('%s, of flows', (text, expected) => {
    expect(matching(text, flows, rows.length)).toEqual(expected);
  });

  it.each([
    ['country de', [1, 4]],
    ['country != de', [6, 8]],
    ['country local', [0, 2, 3, 5, 7]],
    ['city lyon', [8]],
    ['asn 3320', [4]],
  ])('%s, of hosts', (text, expected) => {
    expect(matching(text, hosts, rows.length)).toEqual(expected);
  });

  it('have no source where rows are hosts', () => {
    expect(matching('src country de', hosts, 3)).toContain('is about packets and flows');
  });
});

describe('answers that come late', () => {
  const ends: [number, number][] = [];
  let generation = 0;

  function lateTarget(ring: PacketRing): FilterTarget {
    const found = packetPlaces(ring, ends);
    const destination = found.destination ?? (() => unasked);
    const late = {
      isSettled: (row: number) => found.source(row) !== unasked && destination(row) !== unasked,
      generation: () => generation,
    };
    return packetTarget(ring, { column: placeColumns({ ...found, late }) });
  }

  function matchesOf(text: string, ring: PacketRing): FilterMatches {
    const compiled = filterRows(text, lateTarget(ring));
    if (!compiled.ok) throw new Error(compiled.problem.message);
    return new FilterMatches(ring, compiled.matches, compiled.late);
  }

  const all = (matches: FilterMatches) =>
    Array.from({ length: matches.count }, (_, index) => matches.at(index));

  it('bring packets that were looked at before, and take away others', () => {
    ends.splice(0, ends.length, [local, unasked], [local, berlin], [local, unasked], [local, unasked]);
    const ring = ringOf(ends.map((_, index) => frame(index)));
    const german = matchesOf('country de', ring);
    const others = matchesOf('not country de', ring);
    for (const matches of [german, others]) matches.rebuild();
    expect([all(german), all(others)]).toEqual([[2], [1, 3, 4]]);
    expect(german.reconsider()).toBe(false);
    ends[0] = [local, germany];
    ends[3] = [local, lyon];
    generation += 1;
    expect([german.reconsider(), others.reconsider()]).toEqual([true, true]);
    expect([all(german), all(others)]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    ends[2] = [local, germany];
    generation += 1;
    // Nobody sees more of them in the same moment.
    expect(german.reconsider()).toBe(false);
    expect(german.reconsider(Number.POSITIVE_INFINITY, true)).toBe(true);
    expect(all(german)).toEqual([1, 2, 3]);
  });

  it('do nothing to filters about other things', () => {
    const ring = ringOf([frame()]);
    expect(filterRows('tcp and port 443', lateTarget(ring))).not.toHaveProperty('late');
    expect(filterRows('tcp or not (port 443 asn 3)', lateTarget(ring))).toHaveProperty('late');
  });

  it.each(Array.from({ length: 20 }, (_, seed) => [seed]))(
    'agree with judging everything again (seed %d)',
    seed => {
      const random = new Random(seed);
      ends.length = 0;
      const ring = ringOf([], 200);
      const text = random.pick(['country de', 'not country de', 'country fr or asn 3320', 'country unknown']);
      const matches = matchesOf(text, ring);
      for (let round = 0; round < 60; round += 1) {
        for (let index = random.below(40); index > 0; index -= 1) {
          ends.push([random.pick([local, lyon]), random.pick([unasked, unasked, berlin])]);
          appendFrame(ring, frame());
        }
        if (random.chance(0.5)) matches.append(random.pick([0, 10]));
        if (random.chance(0.5)) matches.rebuild(random.pick([0, 10]));
        for (const end of ends) {
          if (end[1] !== unasked || !random.chance(0.1)) continue;
          end[1] = random.pick([berlin, germany, lyon, unknown]);
          generation += 1;
        }
        if (random.chance(0.7)) matches.reconsider(random.pick([0, 10]), true);
      }
      matches.append();
      matches.rebuild();
      matches.reconsider(Number.POSITIVE_INFINITY, true);
      matches.reconsider(Number.POSITIVE_INFINITY, true);
      const again = matchesOf(text, ring);
      again.rebuild();
      expect(again.count).toBeGreaterThan(0);
      expect(all(matches)).toEqual(all(again));
    },
  );
});

describe('words for countries', () => {
  const ring = ringOf([frame()]);
  const problemOf = (text: string) => {
    const compiled = filterRows(text, packetTarget(ring, { column: placeColumns(packetPlaces(ring, [])) }));
    return compiled.ok ? '' : `${compiled.problem.kind}: ${compiled.problem.message}`;
  };

  it.each([
    ['country zq', 'wrong: there is no country "zq"'],
    ['country germny', 'wrong: there is no country "germny" — did you mean "germany"?'],
    ['country germ', 'incomplete: there is no country "germ"'],
    ['country germ and tcp', 'wrong: there is no country "germ"'],
    ['country {de, zq}', 'wrong: there is no country "zq"'],
    // Anybody may use these for what they like.
    ['country xz', ''],
    ['country ~ "nowhere*"', ''],
    ['asn 99999999999', 'wrong: '],
  ])('%s: %s', (text, expected) => {
    if (expected === '') expect(problemOf(text)).toBe('');
    else expect(problemOf(text)).toContain(expected);
  });

  it.each([
    'country in',
    'country ge',
    'country lt and tcp',
    '(country ne)',
    'country == in',
    'country gt',
    'country in {ge, lt, in}',
    'country ne de',
    'country in {de}',
    'country no',
    'country eq in',
  ])('takes codes that are operators elsewhere: %s', text => {
    expect(problemOf(text)).toBe('');
  });

  it('completes codes and names', () => {
    const texts = (text: string) => complete(text, text.length).candidates.map(one => one.text);
    expect(texts('country ger')).toEqual(['Germany']);
    expect(texts('country g')).toEqual(expect.arrayContaining(['GB', '"GE"', 'Germany']));
    expect(texts('country uni')).toEqual(expect.arrayContaining(['"United States"']));
    expect(texts('country == "united st')).toEqual(['"United States"']);
    expect(texts('src country lo')).toContain('local');
    expect(complete('country ger', 11).common).toBe('Germany');
  });
});
