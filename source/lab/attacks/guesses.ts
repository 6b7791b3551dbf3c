/** What all guessing of passwords has in common: a list of those people choose, a pace, and the tool's folder. */
import type { Random } from '../../testing/random.ts';
import type { AttackOrder, Claim, Intensity } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { place } from '../services/daemon.ts';

/** `tasks` connections at once, each a second after its last; `slowSeconds`: one try so often, and only one. */
export type Pace = { readonly tasks: number; readonly slowSeconds?: number };

export const paces: Readonly<Record<Intensity, Pace>> = {
  quiet: { tasks: 1, slowSeconds: 4 },
  medium: { tasks: 3 },
  loud: { tasks: 12 },
};
const triesPerSecond: Readonly<Record<Intensity, number>> = { quiet: 0.25, medium: 3, loud: 13 };
/** Guesses that miss before the one that does not. */
const shareBeforeHit = 0.8;

const stems = [
  ...['password', 'admin', 'welcome', 'letmein', 'dragon', 'monkey', 'football', 'iloveyou', 'master'],
  ...['shadow', 'qwerty', 'princess', 'flower', 'summer', 'winter', 'secret', 'changeme', 'default'],
  ...['hello', 'freedom', 'whatever', 'trustno', 'starwars', 'computer', 'michael', 'jordan', 'house'],
] as const;
const endings = ['', '1', '12', '123', '!', '2023', '2024', '01', '99', '007', '1234', '#1'] as const;

/** Passwords as they stand in the lists of attackers, in another order each time; `right` late among them. */
export function passwordList(random: Random, count: number, right?: string): string[] {
  const all = stems.flatMap(stem => endings.map(ending => `${stem}${ending}`));
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [all[last], all[other]] = [all[other] ?? '', all[last] ?? ''];
  }
  const list = all.slice(0, count);
  if (right !== undefined) list.splice(Math.floor(list.length * shareBeforeHit), 0, right);
  return list;
}

/** A file with as many passwords as fit into the time of the order; only the loud find the right one. */
export function passwordFile(order: AttackOrder, right: string): { path: string; count: number } {
  const { intensity, seconds, random, actor } = order;
  const count = Math.max(4, Math.floor(triesPerSecond[intensity] * seconds));
  const list = passwordList(random, count, intensity === 'loud' ? right : undefined);
  const name = `passwords-${random.unsigned().toString(16)}.txt`;
  return { path: place(actor, 'guesses', name, `${list.join('\n')}\n`), count: list.length };
}

/** Hydra's words for a pace. */
export function hydraPace({ tasks, slowSeconds }: Pace): string[] {
  return slowSeconds === undefined
    ? ['-t', String(tasks), '-W', '1']
    : ['-t', String(tasks), '-c', String(slowSeconds)];
}

/** Hydra writes where it stands: that has to be the folder of its machine. */
export async function runHydra(order: AttackOrder, words: readonly string[]): Promise<string> {
  const { actor, seconds, signal } = order;
  const inFolder = ['-C', actor.folder, 'hydra', '-I', ...words];
  return (await actor.machine.attempt('env', inFolder, { seconds, signal })).output;
}

/** The label names the file, not where it was. */
export function withoutFolder(words: readonly string[], host: LabHost): string {
  return words.join(' ').replaceAll(`${host.folder}/`, '');
}

export function claimOn(actor: LabHost, targets: readonly LabHost[], port: number): Claim {
  return {
    actors: [actor.address],
    targets: targets.map(({ address }) => address),
    protocol: 'tcp',
    targetPorts: [port],
  };
}
