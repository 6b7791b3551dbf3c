import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { waitFor } from '../schedule.ts';

const betweenSeconds = 50;

/** Devices look whether their settings have changed, by day and by night. */
export const deviceSettings: Habit = {
  name: 'device-settings',
  needs: ['curl'],
  async run({ host, random, signal }) {
    const words = ['-s', '-o', '/dev/null', `tftp://nas.${insideDomain}/device.conf`];
    while (await waitFor(betweenSeconds * (0.3 + random.fraction()), signal))
      await host.machine.attempt('curl', words, { seconds: 10, signal });
  },
};
