/** The measurements of `bench geo`: one tier at a time, the engine core over replayed traffic, one new address. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PacketBatch } from '../capture/source.ts';
import { Core } from '../engine/core.ts';
import type { View } from '../engine/protocol.ts';
import { Session } from '../engine/session.ts';
import { parseAddress } from '../flows/address-words.ts';
import { AddressPlaces } from '../geo/address-places.ts';
import type { GeoAnswer } from '../geo/answer.ts';
import type { PlaceFinder } from '../geo/host-places.ts';
import type { SharedCache } from '../geo/tiers.ts';
import { type GeoPacket, geoBatches } from '../testing/geo-traffic.ts';

/** What the resolver asks a cache for at a time, and how many of these are under way. */
const batchSize = 256;
const batchesAtOnce = 4;

export function memoryRate(addresses: readonly string[], rounds: number): number {
  const memory = new AddressPlaces();
  const words = addresses.map(address => parseAddress(address) ?? ([4, 0, 0, 0, 0] as const));
  for (const [kind, a, b, c, d] of words) memory.set(kind, a, b, c, d, 3, 0xffff_ffff);
  return rateOf(addresses.length * rounds, () => {
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, a, b, c, d] of words) memory.get(kind, a, b, c, d, 1);
    }
  });
}

export function databaseRate(addresses: readonly string[], lookUp: (address: string) => GeoAnswer): number {
  for (const address of addresses) lookUp(address);
  return rateOf(addresses.length, () => {
    for (const address of addresses) lookUp(address);
  });
}

/** Of a cache that knows all of them; also says how many it really answered. */
export async function cacheRate(
  cache: SharedCache,
  addresses: readonly string[],
): Promise<{ readonly rate: number; readonly answered: number }> {
  let next = 0;
  let answered = 0;
  const ask = async (): Promise<void> => {
    while (next < addresses.length) {
      const batch = addresses.slice(next, next + batchSize);
      next += batchSize;
      const answers = await cache.get(batch);
      answered += answers.filter(answer => answer !== undefined).length;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: batchesAtOnce }, ask));
  return { rate: addresses.length / ((performance.now() - begun) / 1000), answered };
}

/** Gives a cache all of these to remember, no faster than it can. */
export async function fill(
  cache: SharedCache,
  addresses: readonly string[],
  answer: (address: string) => GeoAnswer,
): Promise<void> {
  for (let at = 0; at < addresses.length; at += batchSize) {
    for (const address of addresses.slice(at, at + batchSize)) cache.put(address, answer(address));
    await pause(5);
  }
  await pause(500);
}

function rateOf(count: number, work: () => void): number {
  const begun = performance.now();
  work();
  return count / ((performance.now() - begun) / 1000);
}

/** Each of the addresses is met within `packets` packets, by one machine at home. */
export function replayedTraffic(addresses: readonly string[], packets: number): GeoPacket[] {
  return Array.from({ length: packets }, (_, index) => {
    const remote = addresses[index % addresses.length] ?? '';
    const isIpv6 = remote.includes(':');
    const home = isIpv6 ? 'fd00::5' : '192.168.1.5';
    const isOutward = index % 2 === 0;
    return {
      source: isOutward ? home : remote,
      destination: isOutward ? remote : home,
      length: isIpv6 ? 90 : 70,
      seconds: 1_700_000_000,
    };
  });
}

const tickMilliseconds = 10;

export type Replay = { readonly cpuSeconds: number; readonly seconds: number; readonly core: Core };

/** Plays batches of `packetsPerSecond` / 100 packets at their pace, again and again; what the process used meanwhile. */
export async function replay(
  batches: readonly PacketBatch[],
  ticks: number,
  finder: PlaceFinder | undefined,
): Promise<Replay> {
  const core = new Core(finder === undefined ? {} : { finder });
  const used = process.cpuUsage();
  const begun = performance.now();
  for (let tick = 0; tick < ticks; tick += 1) {
    const batch = batches[tick % batches.length];
    if (batch === undefined) break;
    batch.seconds.fill(1_700_000_000 + Math.floor((tick * tickMilliseconds) / 1000));
    core.packets(batch);
    const wait = begun + (tick + 1) * tickMilliseconds - performance.now();
    await pause(Math.max(0, wait));
  }
  const { user, system } = process.cpuUsage(used);
  return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - begun) / 1000, core };
}

export const frameMilliseconds = 250;

const view: View = {
  id: 1,
  screen: 'packets',
  filter: '',
  frozenAt: undefined,
  rows: 5,
  cursor: { at: 'newest', offset: 0, screenRow: 4 },
  sort: undefined,
  open: undefined,
  conversation: undefined,
  span: 'start',
  chartWidth: 10,
  find: undefined,
};

/** Milliseconds from a first packet, which comes at any moment, to the snapshot that has its country. */
export async function newAddressDelays(
  finder: PlaceFinder,
  countries: ReadonlyMap<string, string>,
): Promise<number[]> {
  const session = new Session({ finder, maxPackets: 1000 }, undefined);
  const delays: number[] = [];
  let moment = 0;
  for (const [address, country] of countries) {
    moment = (moment + 97) % frameMilliseconds;
    await pause(moment);
    const [batch] = geoBatches(replayedTraffic([address], 1), 1);
    if (batch === undefined) break;
    const begun = performance.now();
    session.core.packets(batch);
    const before = session.core.ring.newest;
    await pause(frameMilliseconds - moment);
    while (!showsCountry(session, before, country)) await pause(frameMilliseconds);
    delays.push(performance.now() - begun);
  }
  session.close();
  return delays;
}

function showsCountry(session: Session, newest: number, country: string): boolean {
  const { body } = session.snapshot(view);
  return body.screen === 'packets' && body.rows.some(row => row.id === newest && row.cells.includes(country));
}
