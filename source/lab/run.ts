/** Plays a scenario from the first machine to the last label. */
import { execFileSync } from 'node:child_process';
import { Random } from '../testing/random.ts';
import { attacks } from './attacks/index.ts';
import type { Attack, Planned, Scenario, Service } from './contracts.ts';
import { habits } from './habits/index.ts';
import { Lab, type LabHost } from './lab.ts';
import type { Ran } from './labels.ts';
import { type Recording, record } from './recorder.ts';
import { type Clock, clock, humanPause, waitFor, waitInDaylight } from './schedule.ts';
import { services } from './services/index.ts';

export type RunOptions = {
  readonly seed: number;
  /** Where the recording goes; nothing is recorded without. */
  readonly output: string | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
};

export type RunReport = { readonly ran: readonly Ran[]; readonly missing: readonly string[] };

/** Until everybody has said hello: neighbour discovery, leases, greetings of the servers. */
const settleSeconds = 3;
/** Incidents stay apart by this much, so that each has its packets to itself. */
const afterwardsSeconds = 2.5;
const delayMilliseconds = 18;
const lossPercent = 0.1;
const rateMegabits = 100;

export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunReport> {
  const lab = await Lab.build({ delayMilliseconds, lossPercent, rateMegabits, log: options.log });
  const over = new AbortController();
  const stop = (): void => over.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  let recording: Recording | undefined;
  const missing: string[] = [];
  try {
    await startServices(lab, missing, options.log);
    if (options.output !== undefined) recording = await record(lab, options.output);
    const random = new Random(options.seed);
    const time = clock(scenario.daySeconds, scenario.startHour ?? 0);
    const living = startHabits(scenario, lab, random, time, over.signal, missing);
    const timer = setTimeout(stop, scenario.seconds * 1000);
    const ran = await runAttacks(scenario, lab, random, { ...options, signal: over.signal }, missing);
    await waitFor(scenario.seconds, over.signal);
    clearTimeout(timer);
    over.abort();
    await Promise.race([Promise.allSettled(living), waitFor(settleSeconds, options.signal)]);
    await recording?.stop();
    recording = undefined;
    return { ran, missing };
  } finally {
    options.signal.removeEventListener('abort', stop);
    over.abort();
    await recording?.stop().catch(() => undefined);
    lab.remove();
  }
}

async function startServices(lab: Lab, missing: string[], log: (line: string) => void): Promise<void> {
  for (const [hostName, service] of services) {
    if (!lab.has(hostName) || !hasPrograms(service, missing)) continue;
    try {
      await service.start(lab, lab.host(hostName));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      missing.push(service.name);
      log(`without ${service.name} on ${hostName}: ${why.split('\n')[0] ?? ''}`);
    }
  }
}

function startHabits(
  scenario: Scenario,
  lab: Lab,
  random: Random,
  time: Clock,
  signal: AbortSignal,
  missing: string[],
): Promise<void>[] {
  return habits.flatMap(({ hosts, habit, onlyByName = false }) =>
    hosts.flatMap(hostName => {
      // Drawn for habits that are left out too, so that the others stay as they are.
      const seed = random.unsigned();
      if (scenario.habits === 'all' ? onlyByName : !scenario.habits.includes(habit.name)) return [];
      if (!lab.has(hostName) || !hasPrograms(habit, missing)) return [];
      const own = new Random(seed);
      const pause = (mean: number): Promise<boolean> =>
        waitInDaylight(humanPause(own, mean), time.daylight, signal);
      return [
        habit.run({
          lab,
          host: lab.host(hostName),
          random: own,
          signal,
          pause,
          daylight: time.daylight,
          hour: time.hour,
        }),
      ];
    }),
  );
}

async function runAttacks(
  scenario: Scenario,
  lab: Lab,
  random: Random,
  options: RunOptions,
  missing: string[],
): Promise<Ran[]> {
  const begun = performance.now() / 1000;
  const planned = scenario.attacks(random).toSorted((one, other) => one.at - other.at);
  const ran: (Ran | undefined)[] = await Promise.all(
    planned.map(async (plan, index) => {
      const own = new Random(random.unsigned());
      const attack = attackNamed(plan.attack);
      if (!hasPrograms(attack, missing)) return undefined;
      if (!(await waitFor(plan.at - (performance.now() / 1000 - begun), options.signal))) return undefined;
      return perform(index + 1, attack, plan, lab, own, options);
    }),
  );
  return ran.filter(one => one !== undefined);
}

async function perform(
  number: number,
  attack: Attack,
  plan: Planned,
  lab: Lab,
  random: Random,
  options: RunOptions,
): Promise<Ran> {
  const actor = lab.host(plan.actor ?? attack.actor);
  const targets = (plan.targets ?? attack.targets).map(name => lab.host(name));
  options.log(
    `${attack.kind} (${plan.intensity}): ${actor.name} → ${targets.map(({ name }) => name).join(', ')}`,
  );
  const start = Date.now() / 1000;
  const order = {
    lab,
    intensity: plan.intensity,
    actor,
    targets,
    random,
    seconds: plan.seconds,
    signal: options.signal,
  };
  const report = await attack.run(order);
  const end = Date.now() / 1000;
  await waitFor(afterwardsSeconds, options.signal);
  return {
    number,
    kind: attack.kind,
    benign: attack.benign ?? false,
    intensity: plan.intensity,
    actor: actor.name,
    actorAddresses: addressesOf([actor]),
    targets: targets.map(({ name }) => name),
    targetAddresses: addressesOf(targets),
    start,
    end,
    ...report,
    // Where its files were is of no interest, and never the same again.
    arguments: report.arguments.replaceAll(`${lab.folder}/`, ''),
  };
}

function addressesOf(hosts: readonly LabHost[]): string[] {
  return hosts.flatMap(({ address, address6 }) => [address, address6]);
}

function attackNamed(kind: string): Attack {
  const attack = attacks.find(one => one.kind === kind);
  if (attack === undefined) throw new Error(`there is no attack "${kind}"`);
  return attack;
}

const known = new Map<string, boolean>();

function hasPrograms(
  what: { readonly needs: readonly string[] } & (Service | object),
  missing: string[],
): boolean {
  const lacking = what.needs.filter(program => !isInstalled(program));
  for (const program of lacking) if (!missing.includes(program)) missing.push(program);
  return lacking.length === 0;
}

export function isInstalled(program: string): boolean {
  const before = known.get(program);
  if (before !== undefined) return before;
  let found = true;
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/local/sbin` },
    });
  } catch {
    found = false;
  }
  known.set(program, found);
  return found;
}
