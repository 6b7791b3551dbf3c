import type { Habit } from '../contracts.ts';
import { adminPassword, adminUser } from '../services/internal-web.ts';
import { pages } from '../services/web-content.ts';
import { fetchAll } from './web-client.ts';

const betweenSeconds = 15;
/** How likely somebody mistypes the password. */
const mistakeShare = 0.08;

/** The application on the server at home: pages, forms, the part for administrators. */
export const intranet: Habit = {
  name: 'intranet',
  needs: ['curl'],
  async run({ lab, host, random, pause, signal }) {
    const all = pages();
    while (await pause(betweenSeconds)) {
      const origin = random.chance(0.6) ? 'http://server.home.arpa' : 'https://server.home.arpa';
      const page = random.pick(all);
      if (random.chance(0.25)) {
        const password = random.chance(mistakeShare) ? 'sunshine8' : adminPassword;
        const options = ['-u', `${adminUser}:${password}`];
        await fetchAll(lab, host, { urls: [`${origin}/admin/index.html`], signal, options });
      } else if (random.chance(0.2))
        await fetchAll(lab, host, {
          urls: [`${origin}/collect`],
          signal,
          options: ['--data', 'item=1&count=2'],
        });
      else
        await fetchAll(lab, host, {
          urls: [page.path, ...page.parts.map(({ path }) => path)].map(path => `${origin}${path}`),
          signal,
        });
    }
  },
};
