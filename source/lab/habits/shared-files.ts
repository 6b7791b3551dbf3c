import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Habit } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { insideDomain } from '../layout.ts';
import { account } from '../services/own-folder.ts';
import { documentBytes, writeDocument } from './documents.ts';

const betweenSeconds = 15;
const meanBytes = 40_000;
const folders = ['lock', 'state', 'cache', 'private'] as const;

/** The shared folder on the nas: looking, taking, putting. */
export const sharedFiles: Habit = {
  name: 'shared-files',
  needs: ['smbclient'],
  async run({ host, random, pause, signal }) {
    const settings = ownSettings(host);
    const login = `${account.user}%${account.password}`;
    while (await pause(betweenSeconds)) {
      const { path, name } = writeDocument(host, random, documentBytes(random, meanBytes));
      const commands = ['ls'];
      if (random.chance(0.6)) commands.push(`put ${path} ${name}`);
      if (random.chance(0.5)) commands.push(`get ${name} /dev/null`);
      if (random.chance(0.2)) commands.push(`del ${name}`);
      const words = ['-s', settings, `//nas.${insideDomain}/share`, '-U', login, '-c', commands.join('; ')];
      await host.machine.attempt('smbclient', words, { seconds: 20, signal });
    }
  },
};

/** So that it leaves nothing on this system. */
function ownSettings(host: LabHost): string {
  const folder = join(host.folder, 'smbclient');
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, 'smb.conf');
  const lines = ['lock directory', 'state directory', 'cache directory', 'private dir'];
  const where = lines.map((line, index) => `${line} = ${join(folder, folders[index] ?? '')}\n`);
  writeFileSync(path, `[global]\nworkgroup = HOME\nclient min protocol = SMB2\n${where.join('')}`);
  return path;
}
