import type { Habit } from '../contracts.ts';
import { runProgram } from '../programs/run-program.ts';
import { waitFor } from '../schedule.ts';

const shortestSeconds = 15;
const longestSeconds = 50;
const betweenSeconds = 12;

/** The nas keeps what the camera sees whenever something moves, by day and by night. */
export const cameraRecording: Habit = {
  name: 'camera-recording',
  needs: [],
  async run({ lab, host, random, signal }) {
    const { address } = lab.host('camera');
    while (await waitFor(betweenSeconds * (0.3 + random.fraction()), signal)) {
      const seconds = random.between(shortestSeconds, longestSeconds);
      await runProgram(host, 'camera-viewer', [address, String(seconds)], signal);
    }
  },
};
