import { describe, expect, it } from 'vitest';
import { Packet } from '../decode/packet.ts';
import { formatAddress } from '../flows/address-words.ts';
import { Tracker } from '../flows/tracker.ts';
import { DelayedPlaces } from '../testing/delayed-places.ts';
import { flowPacket } from '../testing/flow-packets.ts';
import { NaiveCountries, type NaiveTotals } from '../testing/naive-countries.ts';
import { Random } from '../testing/random.ts';
import { countryCode, countryLocal, countryUnknown } from './countries.ts';
import type { CountrySpan } from './country-counts.ts';
import { HostPlaces, type HostPlacesLimits, type PlaceFinder } from './host-places.ts';

const countries = ['DE', 'US', 'NL', 'BR', ''];
const homeWord = 0x0a000000;
const remoteWord = 0x08000000;
const remoteSixWord = 0x2a000000;
const firstSecond = 1_700_000_000;

/** Eight neighbouring addresses share a country, so that packets between two of the same are common. */
function countryOfWord(word: number): string {
  return countries[(word >>> 3) % countries.length] ?? '';
}

function countryOfText(address: string): string {
  if (address.startsWith('10.')) return 'local';
  const word = address.includes(':')
    ? Number.parseInt(/([0-9a-f]*)$/.exec(address)?.[1] || '0', 16)
    : Number(address.split('.')[3]);
  return countryOfWord(word) || 'unknown';
}

function nameOf(country: number): string {
  if (country === countryLocal) return 'local';
  return country === countryUnknown ? 'unknown' : countryCode(country);
}

type Scene = {
  readonly random: Random;
  readonly tracker: Tracker;
  readonly finder: DelayedPlaces | undefined;
  readonly places: HostPlaces;
  readonly naive: NaiveCountries;
  /** The second it is, as told apart from the code under test. */
  now: number;
};

type SceneOptions = {
  readonly seed: number;
  readonly maxHosts?: number;
  readonly maxFlows?: number;
  readonly atOnce?: number;
  readonly limits?: HostPlacesLimits;
  readonly isOff?: boolean;
};

function scene({
  seed,
  maxHosts = 64,
  maxFlows = 64,
  atOnce = 0.2,
  limits = {},
  isOff = false,
}: SceneOptions): Scene {
  const random = new Random(seed);
  const tracker = new Tracker({ maxHosts, maxFlows, seed });
  const finder = isOff
    ? undefined
    : new DelayedPlaces(random, atOnce, (_kind, _a, _b, _c, d) => countryOfWord(d & 0xff));
  const places = new HostPlaces(tracker, finder, { seed, ...limits });
  return { random, tracker, finder, places, naive: new NaiveCountries(countryOfText), now: -1 };
}

function randomPacket(random: Random, p: Packet, seconds: number): Packet {
  flowPacket({ ipProtocol: random.pick([6, 17]), at: seconds, length: random.between(60, 1500) }, p);
  p.nanoseconds = random.below(1_000_000_000);
  p.srcPort = random.between(1, 3);
  p.dstPort = random.between(1, 3);
  if (random.chance(0.05)) {
    p.addressKind = 0;
    p.ipProtocol = -1;
    return p;
  }
  const isSix = random.chance(0.3);
  const word = (): number => (random.chance(0.3) ? homeWord : remoteWord) | random.below(100);
  p.src3 = word();
  p.dst3 = random.chance(0.02) ? p.src3 : word();
  if (!isSix) return p;
  p.addressKind = 6;
  for (const at of ['src', 'dst'] as const) {
    p[`${at}0`] = remoteSixWord;
    p[`${at}3`] = p[`${at}3`] & 0xff;
  }
  return p;
}

/** The second packets are in: mostly the same one, sometimes a little earlier, sometimes much later. */
function nextSecond(random: Random, second: number, newest: number): number {
  if (random.chance(0.9)) return second;
  if (random.chance(0.3)) return Math.max(firstSecond, newest - random.below(250));
  if (random.chance(0.02)) return newest + random.between(200, 2000);
  return newest + random.below(5);
}

function run(on: Scene, packets: number, answerChance: number): void {
  const { random, tracker, finder, places, naive } = on;
  const p = new Packet();
  let second = Math.max(firstSecond, on.now);
  for (let count = 0; count < packets; count += 1) {
    if (count % 64 === 0) places.beginBatch();
    second = nextSecond(random, second, Math.max(firstSecond, on.now));
    randomPacket(random, p, second);
    const flow = tracker.add(p);
    places.add(p, flow);
    naive.add(p, flow, tracker.flows.isNew);
    on.now = Math.max(on.now, second);
    if (random.chance(answerChance)) finder?.answer(random.between(1, 10));
  }
}

function compare(on: Scene, span: CountrySpan): void {
  const expected = on.naive.totals(span === 'start' ? undefined : on.now);
  const rows = on.places.counts.rows(span);
  expect(rows.map(({ country }) => nameOf(country)).toSorted()).toEqual([...expected.keys()].toSorted());
  for (const { country, hosts: _hosts, isNew: _isNew, flows, first, last, ...numbers } of rows) {
    const name = nameOf(country);
    const {
      flows: naiveFlows,
      first: naiveFirst,
      last: naiveLast,
      ...wanted
    } = expected.get(name) as NaiveTotals;
    expect({ name, ...numbers }).toEqual({ name, ...wanted });
    if (span === 'recent') continue;
    expect({ name, flows, first, last }).toEqual({
      name,
      flows: naiveFlows,
      first: naiveFirst,
      last: naiveLast,
    });
  }
}

function sumOfRows(on: Scene, span: CountrySpan): number {
  return on.places.counts.rows(span).reduce((sum, { packets }) => sum + packets, 0);
}

describe('countries of packets', () => {
  it.each([1, 2, 3, 4, 5, 6])('are counted exactly, however late answers are (%i)', seed => {
    const on = scene({ seed, maxHosts: seed * 16, maxFlows: 16 * seed, atOnce: seed % 2 === 0 ? 0.3 : 0 });
    run(on, 20_000, 0.02 / seed);
    expect(on.tracker.evictedHosts).toBeGreaterThan(seed < 6 ? 100 : 0);
    on.finder?.answerAll();
    compare(on, 'start');
    compare(on, 'recent');
    expect(on.places.waitingAddresses).toBe(0);
    expect(on.places.pending.waiting).toBe(0);
    expect(on.places.notLookedUp).toBe(0);
    expect(on.places.counts.packets('start')).toBe(20_000);
  });

  it('add up at every moment', () => {
    const on = scene({ seed: 7, maxHosts: 32 });
    for (let round = 0; round < 50; round += 1) {
      run(on, 200, 0.02);
      const { counts, pending } = on.places;
      expect(sumOfRows(on, 'start') - counts.crossing + pending.waiting).toBe(on.naive.packets);
      expect(counts.packets('start')).toBe(on.naive.packets);
    }
  });

  it('lose no packet when too many addresses or packets wait', () => {
    for (const limits of [{ maxPending: 5 }, { maxGroups: 7 }, { maxPending: 20, maxGroups: 30 }]) {
      const on = scene({ seed: 8, atOnce: 0, maxHosts: 32, limits });
      run(on, 5000, 0.01);
      on.finder?.answerAll();
      const { counts, pending } = on.places;
      expect(pending.waiting).toBe(0);
      expect(sumOfRows(on, 'start') - counts.crossing).toBe(5000);
      const expected = on.naive.totals();
      for (const row of counts.rows('start')) {
        const name = nameOf(row.country);
        if (name === 'local') expect(row.packets).toBe(expected.get(name)?.packets);
        else if (name !== 'unknown')
          expect(row.packets).toBeLessThanOrEqual(expected.get(name)?.packets ?? 0);
      }
      expect(on.places.notLookedUp + pending.overflown).toBeGreaterThan(0);
    }
  });

  it('are unknown where nobody is asked', () => {
    const on = scene({ seed: 9, isOff: true });
    run(on, 2000, 0);
    expect(on.places.counts.rows('start').map(({ country }) => nameOf(country))).toEqual([
      'unknown',
      'local',
    ]);
    expect(sumOfRows(on, 'start')).toBe(2000);
  });

  it('asks once for each address, though its host is evicted and comes back', () => {
    const on = scene({ seed: 10, maxHosts: 4, atOnce: 0 });
    run(on, 5000, 0);
    expect(on.tracker.evictedHosts).toBeGreaterThan(1000);
    expect(on.finder?.requests).toBe(on.places.waitingAddresses);
    expect(on.finder?.requests).toBeLessThanOrEqual(200);
  });
});

describe('hosts', () => {
  const outer = (word: number): number => remoteWord | word;

  it('learn their place when the answer comes, and flows with them', () => {
    const { tracker, places, finder } = scene({ seed: 1, atOnce: 0 });
    const p = flowPacket({ to: outer(1), at: firstSecond });
    const flow = tracker.add(p);
    places.add(p, flow);
    const { destinationHost, sourceHost } = tracker;
    expect([places.ofHost(sourceHost), places.ofHost(destinationHost)]).toEqual([1, 0]);
    expect(places.ofFlow(flow, 1)).toBe(0);
    expect(places.ofAddress(4, 0, 0, 0, outer(1))).toBe(0);
    finder?.answerAll();
    for (const place of [
      places.ofHost(destinationHost),
      places.ofFlow(flow, 1),
      places.ofAddress(4, 0, 0, 0, outer(1)),
    ]) {
      expect(places.places.country(place)).toBe('DE');
    }
    expect(places.answers).toBe(1);
  });

  it('are this machine’s, and local, whatever their address', () => {
    const { tracker, places, finder } = scene({ seed: 1, atOnce: 0 });
    tracker.hosts.setOwnAddresses([[4, 0, 0, 0, outer(9)]]);
    const p = flowPacket({ from: outer(9), to: outer(1), at: firstSecond });
    places.add(p, tracker.add(p));
    finder?.answerAll();
    expect(places.counts.rows('start')).toMatchObject([
      { packets: 1, packetsIn: 0, packetsOut: 1, hosts: 1, flows: 1 },
    ]);
    expect(places.counts.crossing).toBe(0);
  });

  it('are counted by country when they are found, active ones for the last five minutes', () => {
    const { tracker, places, finder } = scene({ seed: 1, atOnce: 0 });
    const send = (to: number, at: number): void => {
      const p = flowPacket({ to: outer(to), at });
      places.add(p, tracker.add(p));
    };
    send(1, firstSecond);
    send(2, firstSecond);
    finder?.answerAll();
    send(3, firstSecond + 400);
    expect(places.counts.rows('recent').map(({ country }) => nameOf(country))).toEqual([]);
    finder?.answerAll();
    expect(places.counts.rows('start')).toMatchObject([{ hosts: 3, flows: 3, packets: 3 }]);
    expect(places.counts.rows('recent')).toMatchObject([{ hosts: 1, flows: 1, packets: 1 }]);
  });

  it('are asked for by the address they stand for', () => {
    const asked: string[] = [];
    const { places: table } = scene({ seed: 1 }).places;
    const finder: PlaceFinder = {
      places: table,
      onPlace: () => {},
      findNow: () => 0,
      request: (kind, a, b, c, d) => asked.push(formatAddress(kind, a, b, c, d)),
    };
    const tracker = new Tracker({ maxHosts: 64, maxFlows: 64 });
    const places = new HostPlaces(tracker, finder);
    const p = flowPacket({ at: firstSecond });
    p.addressKind = 6;
    Object.assign(p, { src0: 0x20020808, src1: 0x04040000, src2: 0, src3: 1 });
    Object.assign(p, { dst0: 0x0064ff9b, dst1: 0, dst2: 0, dst3: 0x0a000001 });
    places.add(p, tracker.add(p));
    expect(asked).toEqual(['8.8.4.4']);
  });

  it('are looked up a batch at a time', () => {
    const { tracker, places, finder } = scene({ seed: 1, atOnce: 1, maxHosts: 4096, maxFlows: 4096 });
    places.beginBatch();
    const p = new Packet();
    for (let index = 0; index < 2000; index += 1) {
      flowPacket({ to: outer(index), at: firstSecond }, p);
      places.add(p, tracker.add(p));
    }
    expect(finder?.waiting).toBe(2000 - 1024);
  });
});
