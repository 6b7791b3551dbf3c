import type { Habit } from '../contracts.ts';
import { segmentPath } from '../services/web-content.ts';
import { fetchAll } from './web-client.ts';

const eveningHours = [18, 23] as const;
const leastSegments = 6;
const mostSegments = 24;
/** A segment is four seconds long and fetched as often. */
const segmentsPerMinute = '15/m';
const segmentSeconds = 4;

function watching(
  name: string,
  quality: 'high' | 'low',
  origin: string,
  pauseSeconds: number,
  always: boolean,
): Habit {
  return {
    name,
    needs: ['curl'],
    async run({ lab, host, random, signal, pause, hour }) {
      while (await pause(pauseSeconds)) {
        const [from, until] = eveningHours;
        const isEvening = hour() >= from && hour() < until;
        if (!isEvening && !(always && random.chance(0.4))) continue;
        const count = random.between(leastSegments, mostSegments);
        const first = random.below(100);
        const segments = Array.from({ length: count }, (_, index) => segmentPath(quality, first + index));
        const paths = [`/video/${quality}/playlist.m3u8`, ...segments];
        await fetchAll(lab, host, {
          urls: paths.map(path => `${origin}${path}`),
          signal,
          seconds: (count + 2) * segmentSeconds,
          options: ['--rate', segmentsPerMinute],
        });
      }
    },
  };
}

/** An older television: plain HTTP, one connection for the whole film. */
export const television = watching('television', 'high', 'http://video.example.net', 8, false);
/** Clips in between, over HTTPS and in low quality. */
export const clipsOnline = watching('video clips', 'low', 'https://video.example.net', 25, true);
