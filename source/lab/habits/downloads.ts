import type { Habit } from '../contracts.ts';
import { downloads } from '../services/web-content.ts';
import { fetchAll } from './web-client.ts';

const betweenSeconds = 24;
const rates = ['300k', '900k', '2M'] as const;

/** A file now and then, as fast as a line of that kind goes; some break off and are resumed. */
export const downloading: Habit = {
  name: 'downloads',
  needs: ['curl'],
  async run({ lab, host, random, signal, pause }) {
    const files = downloads();
    while (await pause(betweenSeconds)) {
      const urls = [`http://downloads.example.org${random.pick(files).path}`];
      const rate = ['--limit-rate', random.pick(rates)];
      if (random.chance(0.15)) {
        await fetchAll(lab, host, { urls, signal, seconds: 1, options: rate });
        await fetchAll(lab, host, { urls, signal, options: [...rate, '-r', '200000-'] });
      } else await fetchAll(lab, host, { urls, signal, options: rate });
    }
  },
};
