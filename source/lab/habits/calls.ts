import type { Habit } from '../contracts.ts';
import { runProgram } from '../programs/run-program.ts';

const betweenSeconds = 32;
const shortestSeconds = 7;
const longestSeconds = 20;

/** A call now and then; both sides talk in turns. */
export const calls: Habit = {
  name: 'calls',
  needs: [],
  async run({ lab, host, random, pause, signal }) {
    const { address } = lab.host('voice');
    while (await pause(betweenSeconds)) {
      const seconds = random.between(shortestSeconds, longestSeconds);
      const words = [host.address, address, String(random.between(100, 199)), String(seconds)];
      await runProgram(host, 'phone-call', [...words, String(random.unsigned())], signal);
    }
  },
};
