import { siblingProgram } from '../../testing/sibling.ts';
import type { Habit } from '../contracts.ts';
import { pushPort } from '../services/push-server.ts';

const startSeconds = 4;

/** A WebSocket kept open for news. */
export const push: Habit = {
  name: 'push',
  needs: [],
  async run({ host, random, pause, signal }) {
    const words = [`ws://push.example.com:${pushPort}/news`, String(random.unsigned())];
    const program = siblingProgram('../programs/push-client.ts', import.meta.url);
    if (await pause(startSeconds))
      await host.machine.attempt(process.execPath, [program, ...words], { signal });
  },
};
