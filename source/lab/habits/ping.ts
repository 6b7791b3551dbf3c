import type { Habit } from '../contracts.ts';

/** Is the world still there? Asked by people and by devices that watch their connection. */
export const ping: Habit = {
  name: 'ping',
  needs: ['ping'],
  async run({ host, lab, random, pause, signal }) {
    while (await pause(15)) {
      const target = lab.host(random.pick(['resolver', 'web', 'router']));
      const address = random.chance(0.7) ? target.address : target.address6;
      await host.machine.attempt('ping', ['-n', '-c', String(random.between(1, 4)), address], { signal });
    }
  },
};
