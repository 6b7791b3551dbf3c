import type { Habit } from '../contracts.ts';
import { hostPlans } from '../layout.ts';
import { Favourites } from './web-client.ts';

const betweenSeconds = 4;
const outsideResolver = '@198.51.100.53';

/** Names that are asked for in every network and exist in none. */
const nonexistent = [
  'wpad',
  'isatap',
  'wpad.home.arpa',
  'old-server.example.com',
  'ads.site9.example.com',
] as const;

/** Look-ups that nothing follows: prefetching, mail, reverse names, names that are not there. */
export const lookups: Habit = {
  name: 'look-ups',
  needs: ['dig'],
  async run({ host, random, pause, signal }) {
    const favourites = new Favourites(random);
    const questions: readonly (() => string[])[] = [
      () => [favourites.next(), random.pick(['A', 'AAAA', 'HTTPS'])],
      () => [favourites.next(), 'A', favourites.next(), 'AAAA'],
      () => ['-x', random.pick(hostPlans).address],
      () => ['-x', random.pick(hostPlans).address6],
      () => [random.pick(nonexistent), random.pick(['A', 'AAAA'])],
      () => ['example.com', random.pick(['MX', 'TXT', 'NS'])],
      () => [`_${random.pick(['ldap', 'sip', 'imaps'])}._tcp.home.arpa`, 'SRV'],
      () => [`${random.pick(['server', 'nas', 'printer'])}.home.arpa`, 'A'],
    ];
    while (await pause(betweenSeconds)) {
      const way = random.chance(0.12) ? [random.pick(['+tcp', outsideResolver])] : [];
      const words = ['+tries=1', '+time=2', ...way, ...random.pick(questions)()];
      await host.machine.attempt('dig', words, { signal });
    }
  },
};
