import type { Habit, HabitContext } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { waitFor } from '../schedule.ts';
import { documentBytes, writeDocument } from './documents.ts';
import { remoteAccount, sshOptions } from './remote.ts';

const nightHour = 2;
const noonHour = 12;
const documents = 30;
const meanBytes = 110_000;
/** Over ssh nothing packs: less of it. */
const secretDocuments = 3;
const mostKilobytesPerSecond = '300';

/** Everything to the nas, once a day. */
export const backup = backupAt('backup', nightHour);
/** The same at another hour: harmless, and new. */
export const backupNoon = backupAt('backup-noon', noonHour);

function backupAt(name: string, hour: number): Habit {
  return {
    name,
    needs: ['rsync', 'ssh'],
    async run(context) {
      let isDone = false;
      while (await waitFor(1, context.signal)) {
        const isTime = Math.floor(context.hour()) === hour;
        if (isTime && !isDone) await everything(context);
        isDone = isTime;
      }
    },
  };
}

async function everything({ lab, host, random, signal }: HabitContext): Promise<void> {
  const limit = { seconds: 60, signal };
  const slowly = `--bwlimit=${mostKilobytesPerSecond}`;
  for (let index = 0; index < documents; index += 1)
    writeDocument(host, random, documentBytes(random, meanBytes), `everything/${index}`);
  const store = `rsync://nas.${insideDomain}/backup/${host.name}/`;
  await host.machine.attempt('rsync', ['-a', slowly, `${host.folder}/everything/`, store], limit);
  for (let index = 0; index < secretDocuments; index += 1)
    writeDocument(host, random, documentBytes(random, meanBytes / 6), 'secret');
  const shell = ['ssh', ...sshOptions(lab)].join(' ');
  const words = [
    '-a',
    slowly,
    '-e',
    shell,
    `${host.folder}/secret/`,
    `${remoteAccount('nas')}:secret-${host.name}/`,
  ];
  await host.machine.attempt('rsync', words, limit);
}
