import type { Habit } from '../contracts.ts';
import { documentBytes, writeDocument } from './documents.ts';
import { remoteAccount, sshOptions } from './remote.ts';

const betweenSeconds = 45;
const folder = 'copies';
/** Nothing that went over ssh packs any more: a recording should not be full of it. */
const meanBytes = 12_000;

/** Files to and fro with scp and rsync. */
export const sshCopies: Habit = {
  name: 'ssh-copies',
  needs: ['scp', 'rsync'],
  async run({ lab, host, random, pause, signal }) {
    const options = sshOptions(lab);
    while (await pause(betweenSeconds)) {
      const target = remoteAccount(random.pick(['server', 'nas', 'nas']));
      const { path, name } = writeDocument(host, random, documentBytes(random, meanBytes), folder);
      if (random.chance(0.3)) {
        const words = [
          '-a',
          '-e',
          ['ssh', ...options].join(' '),
          `${host.folder}/${folder}/`,
          `${target}:mirror/`,
        ];
        await host.machine.attempt('rsync', words, { seconds: 30, signal });
      } else {
        await host.machine.attempt('scp', ['-q', ...options, path, `${target}:`], { seconds: 30, signal });
        if (random.chance(0.4))
          await host.machine.attempt('scp', ['-q', ...options, `${target}:${name}`, '/dev/null'], {
            seconds: 30,
            signal,
          });
      }
    }
  },
};
