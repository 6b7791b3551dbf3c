import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';

const betweenSeconds = 6;
const sleepsAgainSeconds = 90;

/** Shows what the sensors say, for as long as the screen is on. */
export const messageWatching: Habit = {
  name: 'message-watching',
  needs: ['mosquitto_sub'],
  async run({ host, random, pause, signal }) {
    const words = ['-h', `server.${insideDomain}`, '-k', '20', '-i', `${host.name}-watch`, '-t', 'home/#'];
    while (await pause(betweenSeconds)) {
      const seconds = random.between(sleepsAgainSeconds / 3, sleepsAgainSeconds);
      await host.machine.attempt('mosquitto_sub', words, { seconds, signal });
    }
  },
};
