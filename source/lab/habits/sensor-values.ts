import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { endInside } from '../machine.ts';
import { waitFor } from '../schedule.ts';

const betweenSeconds = 4;
const keepAliveSeconds = '30';
const sessionValues = 60;

/** Warmth and damp every few seconds, over one long connection; devices do not sleep. */
export const sensorValues: Habit = {
  name: 'sensor-values',
  needs: ['mosquitto_pub'],
  async run({ host, random, signal, daylight }) {
    const broker = ['-h', `server.${insideDomain}`, '-k', keepAliveSeconds, '-i', host.name];
    while (await waitFor(random.fraction(), signal)) {
      const words = [...broker, '-q', '1', '-t', `home/${host.name}/values`, '-l'];
      const child = host.machine.spawn('mosquitto_pub', words);
      const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
      child.stdin?.on('error', () => undefined);
      for (let count = 0; count < sessionValues && child.exitCode === null; count += 1) {
        const warmth = (18 + 6 * daylight() + random.fraction()).toFixed(2);
        child.stdin?.write(`{"warmth":${warmth},"damp":${random.between(38, 52)},"battery":97}\n`);
        if (!(await waitFor(betweenSeconds + 0.4 * random.fraction(), signal))) break;
      }
      child.stdin?.end();
      await Promise.race([ended, waitFor(1, signal)]);
      endInside(child);
      await ended;
    }
  },
};
