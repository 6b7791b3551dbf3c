import type { Habit } from '../contracts.ts';
import { hostPlans, routerAddress6 } from '../layout.ts';

const betweenSeconds = 30;

/** Devices that wake up say who they are, and look whether the others are still there. */
export const neighbours: Habit = {
  name: 'neighbours',
  needs: ['arping', 'ndisc6', 'rdisc6'],
  async run({ host, random, pause, signal }) {
    const others = hostPlans.filter(({ role }) => role !== 'outside');
    while (await pause(betweenSeconds)) {
      const words = random.pick([
        ['arping', '-q', '-U', '-c', '2', '-I', 'eth0', host.address],
        ['arping', '-q', '-c', '1', '-I', 'eth0', random.pick(others).address],
        [
          'ndisc6',
          '-q',
          '-1',
          '-r',
          '1',
          random.chance(0.5) ? routerAddress6 : random.pick(others).address6,
          'eth0',
        ],
        ['rdisc6', '-q', '-1', '-r', '1', 'eth0'],
      ]);
      const [program = 'arping', ...rest] = words;
      await host.machine.attempt(program, rest, { seconds: 5, signal });
    }
  },
};
