/**
 * What finding countries costs: addresses a second for each tier, Redis commands for each new address, the share of
 * a core it adds to the engine, and how long a new address waits for its country. Speaks only with a redis-server of
 * its own, on loopback. There is no peer with such a chain.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PacketBatch } from '../capture/source.ts';
import { openCacheFile } from '../geo/cache-file.ts';
import { openDatabases } from '../geo/databases.ts';
import { openRedis } from '../geo/redis.ts';
import { Resolver } from '../geo/resolver.ts';
import type { LocalDatabases, SharedCache } from '../geo/tiers.ts';
import { geoBatches, publicAddresses } from '../testing/geo-traffic.ts';
import { type RedisServer, redisServerMissing, startRedis } from '../testing/redis-server.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import {
  cacheRate,
  databaseRate,
  fill,
  frameMilliseconds,
  memoryRate,
  newAddressDelays,
  replay,
  replayedTraffic,
} from './geo-measure.ts';
import {
  type BenchGoal,
  type Benchmark,
  type BenchOptions,
  type BenchReport,
  goal,
  goalWithoutPeer,
  median,
  report,
  significant,
} from './report.ts';

const name = 'geo';
const defaultRuns = 5;
const packetsPerSecond = 100_000;
const packetsPerTick = packetsPerSecond / 100;
const memoryRounds = 20;
const delaysPerRun = 10;
const cpuGoalPercent = 5;

type Scenario = 'none' | 'databases' | 'redis cold' | 'redis warm';
const scenarios: readonly Scenario[] = ['none', 'databases', 'redis cold', 'redis warm'];

type Results = {
  readonly rates: Record<'memory' | 'redis' | 'file' | 'database', number[]>;
  /** Percent of a core while the traffic is played, by scenario. */
  readonly load: Record<Scenario, number[]>;
  readonly commands: Record<'cold' | 'warm', number[]>;
  readonly roundTrips: Record<'cold' | 'warm', number[]>;
  readonly delays: Record<'databases' | 'redis', number[]>;
  /** What should not be: answers missing or addresses taken for unknown. */
  readonly remarks: string[];
};

export const benchmark: Benchmark = {
  name,
  summary: 'addresses a second per tier, Redis commands and CPU with 50,000 addresses, time to a country',
  run,
};

async function run(options: BenchOptions): Promise<BenchReport> {
  const runs = options.runs ?? (options.quick ? 1 : defaultRuns);
  const addresses = publicAddresses(options.quick ? 5000 : 50_000);
  const ticks = options.quick ? 200 : 1000;
  // Every address comes up within the first 100,000 packets.
  const batches = geoBatches(replayedTraffic(addresses, packetsPerSecond), packetsPerTick);
  const databases = openDatabases([], {}, { folders: [] });
  const results: Results = {
    rates: { memory: [], redis: [], file: [], database: [] },
    load: { none: [], databases: [], 'redis cold': [], 'redis warm': [] },
    commands: { cold: [], warm: [] },
    roundTrips: { cold: [], warm: [] },
    delays: { databases: [], redis: [] },
    remarks: [],
  };
  const missing = redisServerMissing();
  if (missing !== undefined) options.log(`Redis is not measured: ${missing}`);
  const measuring = { addresses, databases, batches, ticks, results, hasRedis: missing === undefined };
  // What is measured first would pay for compiling what all of them use.
  const warming = new Resolver({ caches: [], databases, web: undefined });
  for (const finder of [undefined, warming]) await replay(batches, ticks / 2, finder);
  await warming.close();
  for (let round = 1; round <= runs && !options.signal.aborted; round += 1) {
    await measureRates(measuring);
    for (const scenario of scenarios) {
      if (scenario !== 'redis warm') await measureLoad(scenario, measuring, options);
    }
    await measureDelays(measuring);
    options.log(`run ${round} of ${runs} done`);
  }
  return report(name, runs, goalsOf(results, missing), detailsOf(results, addresses.length, ticks));
}

type Measuring = {
  readonly addresses: readonly string[];
  readonly databases: LocalDatabases;
  readonly batches: readonly PacketBatch[];
  readonly ticks: number;
  readonly results: Results;
  readonly hasRedis: boolean;
};

async function measureRates({ addresses, databases, results, hasRedis }: Measuring): Promise<void> {
  const { rates, remarks } = results;
  const lookUp = (address: string) => databases.lookUp(address);
  rates.memory.push(memoryRate(addresses, memoryRounds));
  rates.database.push(databaseRate(addresses, lookUp));
  const measure = async (cache: SharedCache): Promise<void> => {
    await fill(cache, addresses, lookUp);
    const { rate, answered } = await cacheRate(cache, addresses);
    if (answered < addresses.length)
      remarks.push(`${cache.tier} knew ${answered} of ${addresses.length}: ${cache.facts().state}`);
    rates[cache.tier].push(rate);
    await cache.close();
  };
  using folder = temporaryFolder();
  const home = join(folder.path, 'cache');
  mkdirSync(home, { mode: 0o700 });
  await measure(openCacheFile({ environment: {}, folder: home }));
  if (!hasRedis) return;
  await using server = await startRedis();
  await measure(openRedis({ url: server.url, environment: {} }));
}

async function measureLoad(scenario: Scenario, measuring: Measuring, options: BenchOptions): Promise<void> {
  const { databases, batches, ticks, results, hasRedis } = measuring;
  const play = async (as: Scenario, caches: readonly SharedCache[]): Promise<void> => {
    const finder = as === 'none' ? undefined : new Resolver({ caches, databases, web: undefined });
    for (const cache of caches) await cache.get(['192.0.2.1']);
    const { cpuSeconds, seconds, core } = await replay(batches, ticks, finder);
    await finder?.idle();
    const unknown = core.hostPlaces.notLookedUp;
    if (unknown > 0) results.remarks.push(`${as}: ${unknown} addresses were not looked up`);
    const load = (cpuSeconds / seconds) * 100;
    results.load[as].push(load);
    options.log(`engine core, ${as}: ${load.toFixed(1)} % of a core for ${seconds.toFixed(1)} s`);
    await finder?.close();
  };
  if (scenario === 'none' || scenario === 'databases') return play(scenario, []);
  if (!hasRedis) return;
  await using server = await startRedis();
  for (const state of ['cold', 'warm'] as const) {
    const before = await spent(server);
    await play(`redis ${state}`, [openRedis({ url: server.url, environment: {} })]);
    const after = await spent(server);
    const { length } = measuring.addresses;
    results.commands[state].push((after.sent - before.sent) / length);
    results.roundTrips[state].push(after.sent - before.sent);
    options.log(
      `Redis, ${state}: ${after.sent - before.sent} commands, ${after.inside - before.inside} in scripts`,
    );
  }
}

/** Commands we sent, and those the scripts among them called, which cost no round trip. */
async function spent(server: RedisServer): Promise<{ readonly sent: number; readonly inside: number }> {
  let sent = 0;
  let inside = 0;
  for (const [command, count] of await server.commandCounts()) {
    // Asked by this benchmark itself.
    if (command === 'info' || command === 'ping') continue;
    if (command === 'set') inside += count;
    else sent += count;
  }
  return { sent, inside };
}

async function measureDelays({ addresses, databases, results, hasRedis }: Measuring): Promise<void> {
  const known = new Map<string, string>();
  for (const address of addresses) {
    const { country } = databases.lookUp(address);
    if (country !== '' && !address.includes(':')) known.set(address, country);
    if (known.size === delaysPerRun) break;
  }
  const local = new Resolver({ caches: [], databases, web: undefined });
  results.delays.databases.push(...(await newAddressDelays(local, known)));
  await local.close();
  if (!hasRedis) return;
  await using server = await startRedis();
  const shared = new Resolver({
    caches: [openRedis({ url: server.url, environment: {} })],
    databases,
    web: undefined,
  });
  results.delays.redis.push(...(await newAddressDelays(shared, known)));
  await shared.close();
}

function added(load: Results['load'], scenario: Scenario): number {
  return median(load[scenario]) - median(load.none);
}

function goalsOf({ load, commands, delays }: Results, missing: string | undefined): BenchGoal[] {
  const atMost = (title: string, unit: string, wanted: number, value: number): BenchGoal => {
    const measure = { name: title, unit, goal: wanted, compare: '<=' as const };
    return Number.isNaN(value)
      ? goalWithoutPeer(measure, missing ?? 'not measured')
      : goal({ ...measure, value, peer: null });
  };
  const percent = '% of a core';
  return [
    atMost('Redis commands per new address, cold', 'commands', 1, median(commands.cold)),
    atMost('Redis commands per new address, warm', 'commands', 1, median(commands.warm)),
    atMost('added by databases, 100k pps', percent, cpuGoalPercent, added(load, 'databases')),
    atMost('added by Redis, cold, 100k pps', percent, cpuGoalPercent, added(load, 'redis cold')),
    atMost('added by Redis, warm, 100k pps', percent, cpuGoalPercent, added(load, 'redis warm')),
    // A timer that is late by a few milliseconds is no second frame.
    atMost('first packet to country, databases', 'frames', 1, framesOf(delays.databases)),
  ];
}

function framesOf(delays: readonly number[]): number {
  return Math.max(...delays.map(delay => Math.max(1, Math.round(delay / frameMilliseconds))));
}

function detailsOf(results: Results, addresses: number, ticks: number): Record<string, unknown> {
  const { rates, load, roundTrips, delays, remarks } = results;
  const middle = (values: Readonly<Record<string, readonly number[]>>, digits = 4) =>
    Object.fromEntries(
      Object.entries(values).map(([key, list]) => [
        key,
        list.length === 0 ? null : significant(median(list), digits),
      ]),
    );
  return {
    addresses,
    packets: ticks * packetsPerTick,
    secondsPlayed: ticks / 100,
    'addresses a second': middle(rates),
    'percent of a core': middle(load, 3),
    'Redis commands': middle(roundTrips),
    'milliseconds to a country': middle(delays, 3),
    'most milliseconds to a country': {
      databases: significant(Math.max(...delays.databases), 4),
      redis: delays.redis.length === 0 ? null : significant(Math.max(...delays.redis), 4),
    },
    remarks: [...new Set(remarks)],
  };
}
