import type { Habit } from '../contracts.ts';
import { fetchAll } from './web-client.ts';

const phoneSeconds = 11;
const connectivitySeconds = 20;
const portalSeconds = 45;
/** How often a feed is looked at while one connection is kept. */
const feedRate = '12/m';

/** Messages, weather, crash reports: what telephones and computers do on their own. */
export const backgroundPolls: Habit = {
  name: 'background polls',
  needs: ['curl'],
  async run({ lab, host, random, pause, signal }) {
    const apps = Array.from({ length: 5 }, (_, index) => {
      const name = index === 0 ? 'push.example.com' : `site${1 + 4 * random.between(0, 9)}.example.com`;
      return { name, path: random.pick(['/api/status.json', '/api/messages.json']) };
    });
    while (await pause(phoneSeconds)) {
      const { name, path } = random.pick(apps);
      if (random.chance(0.15)) {
        const urls = Array.from({ length: random.between(3, 6) }, () => `https://${name}${path}`);
        await fetchAll(lab, host, { urls, signal, options: ['--rate', feedRate], seconds: 40 });
      } else if (random.chance(0.3)) {
        const body = JSON.stringify({ device: host.name, events: 'e'.repeat(random.between(50, 700)) });
        const options = ['--json', body];
        await fetchAll(lab, host, { urls: [`https://${name}/collect`], signal, options });
      } else await fetchAll(lab, host, { urls: [`https://${name}${path}`], signal });
    }
  },
};

/** "Am I online, or behind a hotel's page?" */
export const connectivityChecks: Habit = {
  name: 'connectivity checks',
  needs: ['curl'],
  async run({ lab, host, pause, signal }) {
    const urls = ['http://connectivity.example.net/generate_204'];
    while (await pause(connectivitySeconds)) await fetchAll(lab, host, { urls, signal });
  },
};

/** TLS on a port that is not 443, by people who mean it. */
export const portal: Habit = {
  name: 'portal',
  needs: ['curl'],
  async run({ lab, host, pause, signal }) {
    const urls = ['index.html', 'feed.xml', 'api/status.json'];
    while (await pause(portalSeconds))
      await fetchAll(lab, host, {
        urls: urls.map(path => `https://portal.example.org:8443/${path}`),
        signal,
      });
  },
};
