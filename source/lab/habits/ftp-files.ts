import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { account } from '../services/own-folder.ts';
import { documentBytes, writeDocument } from './documents.ts';

const betweenSeconds = 12;
const meanBytes = 60_000;

/** Old habits: files to the nas over FTP. */
export const ftpFiles: Habit = {
  name: 'ftp-files',
  needs: ['curl'],
  async run({ host, random, pause, signal }) {
    const folder = `ftp://nas.${insideDomain}/files/`;
    const login = ['-s', '-u', `${account.user}:${account.password}`];
    while (await pause(betweenSeconds)) {
      const { path, name } = writeDocument(host, random, documentBytes(random, meanBytes));
      const up = random.chance(0.6);
      const words = up ? [folder, '-T', path] : [folder];
      await host.machine.attempt('curl', [...login, ...words], { seconds: 20, signal });
      if (!up || random.chance(0.4))
        await host.machine.attempt('curl', [...login, folder + name, '-o', '/dev/null'], {
          seconds: 20,
          signal,
        });
    }
  },
};
