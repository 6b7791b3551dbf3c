import type { Random } from '../../testing/random.ts';
import type { Habit, HabitContext } from '../contracts.ts';
import { authorityFile } from '../services/authority.ts';
import { pages } from '../services/web-content.ts';
import { Favourites, fetchAll } from './web-client.ts';

const betweenVisitsSeconds = 5;
const readingSeconds = 2.5;
const secureShare = 0.6;
const mostPagesOfVisit = 4;
const all = pages();

/** A site, some of its pages with all their parts, a third party or two, sometimes a form sent. */
export const browsing: Habit = {
  name: 'browsing',
  needs: ['curl', 'wget'],
  async run(context) {
    const { random, pause } = context;
    const favourites = new Favourites(random);
    while (await pause(betweenVisitsSeconds)) {
      const site = favourites.next();
      const isSecure = random.chance(secureShare);
      const pagesOfVisit = random.between(1, mostPagesOfVisit);
      for (let page = 0; page < pagesOfVisit; page += 1) {
        if (page > 0 && !(await pause(readingSeconds))) return;
        if (isSecure) await visitSecurely(context, site, favourites);
        else await visitPlainly(context, site);
      }
      if (random.chance(0.15)) await mistype(context, site);
    }
  },
};

/** One connection to the site (HTTP/2), others to whom it shows. */
async function visitSecurely(context: HabitContext, site: string, favourites: Favourites): Promise<void> {
  const { lab, host, random, signal } = context;
  const page = random.pick(all);
  const seen = random.chance(0.4) ? 2 : 0;
  // What was seen before is in the browser's memory.
  const paths = [page.path, ...page.parts.slice(seen).map(({ path }) => path)];
  const third = random.chance(0.3) ? [`https://${favourites.next()}/favicon.ico`] : [];
  const urls = [...paths.map(path => `https://${site}${path}`), ...third];
  await fetchAll(lab, host, { urls, signal, options: ['-Z', ...version(random)] });
  if (random.chance(0.2)) await send(context, `https://${site}/collect`);
}

function version(random: Random): string[] {
  return random.chance(0.2) ? ['--http1.1', '--parallel-max', '4'] : [];
}

async function send(context: HabitContext, url: string): Promise<void> {
  const { lab, host, random, signal } = context;
  const form = `name=somebody&text=${'x'.repeat(random.between(20, 900))}`;
  await fetchAll(lab, host, { urls: [url], signal, options: ['--data', form] });
}

/** wget reads the page and gets what it names, one after the other. */
async function visitPlainly({ lab, host, random, signal }: HabitContext, site: string): Promise<void> {
  const options = [
    '-q',
    '-p',
    '--no-proxy',
    '--delete-after',
    '-e',
    'robots=off',
    '--tries=1',
    '--timeout=10',
  ];
  const place = ['-P', `${host.folder}/wget`, `--ca-certificate=${authorityFile(lab)}`];
  const url = `http://${site}${random.pick(all).path}`;
  await host.machine.attempt('wget', [...options, ...place, url], { signal });
}

async function mistype({ lab, host, random, signal }: HabitContext, site: string): Promise<void> {
  const at = random.between(1, site.length - 3);
  const wrong = site.slice(0, at) + (site[at + 1] ?? 'x') + (site[at] ?? 'y') + site.slice(at + 2);
  await fetchAll(lab, host, { urls: [`http://${wrong}/`], signal });
}
