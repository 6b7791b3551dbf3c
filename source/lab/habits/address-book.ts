import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { directoryBase } from '../services/directory.ts';

const betweenSeconds = 20;
const people = ['anna', 'ben', 'carla', 'dario', 'nobody'];

/** Who was that again? */
export const addressBook: Habit = {
  name: 'address-book',
  needs: ['ldapsearch'],
  async run({ host, random, pause, signal }) {
    const words = ['-x', '-LLL', '-H', `ldap://server.${insideDomain}`, '-b', directoryBase];
    while (await pause(betweenSeconds)) {
      const filter = random.chance(0.3) ? '(objectClass=inetOrgPerson)' : `(cn=${random.pick(people)})`;
      await host.machine.attempt('ldapsearch', [...words, filter, 'cn', 'mail', 'telephoneNumber'], {
        seconds: 10,
        signal,
      });
    }
  },
};
