import { siblingProgram } from '../../testing/sibling.ts';
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
    const viewer = siblingProgram('../programs/camera-viewer.ts', import.meta.url);
    const { address } = lab.host('camera');
    while (await waitFor(betweenSeconds * (0.3 + random.fraction()), signal)) {
      const seconds = random.between(shortestSeconds, longestSeconds);
      await runProgram(host, viewer, [address, String(seconds)], { seconds: seconds + 5, signal });
    }
  },
};
