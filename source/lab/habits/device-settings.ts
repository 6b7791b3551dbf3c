import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';

const betweenSeconds = 50;

/** Devices look whether their settings have changed. */
export const deviceSettings: Habit = {
  name: 'device-settings',
  needs: ['curl'],
  async run({ host, pause, signal }) {
    const words = ['-s', '-o', '/dev/null', `tftp://nas.${insideDomain}/device.conf`];
    while (await pause(betweenSeconds)) await host.machine.attempt('curl', words, { seconds: 10, signal });
  },
};
