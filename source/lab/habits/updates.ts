import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Habit } from '../contracts.ts';
import { fetchAll } from './web-client.ts';

const betweenChecksSeconds = 40;
const forgetShare = 0.4;
const betweenFirmwareSeconds = 35;

/** apt asks its archive, with folders of its own. */
export const packageLists: Habit = {
  name: 'package lists',
  needs: ['apt-get'],
  async run({ host, random, pause, signal }) {
    const folder = join(host.folder, 'apt');
    for (const name of ['lists/partial', 'cache/archives/partial', 'etc'])
      mkdirSync(join(folder, name), { recursive: true });
    const list = join(folder, 'etc', 'sources.list');
    writeFileSync(
      list,
      'deb [arch=amd64 trusted=yes allow-insecure=yes] http://updates.example.org/debian stable main\n',
    );
    const status = join(folder, 'status');
    writeFileSync(status, '');
    const options = [
      `Dir::Etc::sourcelist=${list}`,
      'Dir::Etc::sourceparts=-',
      `Dir::State=${folder}`,
      `Dir::State::status=${status}`,
      `Dir::Cache=${folder}/cache`,
      'APT::Sandbox::User=root',
      'APT::Get::List-Cleanup=false',
      'Acquire::Languages=none',
      'Acquire::http::Proxy=DIRECT',
      'Acquire::http::Timeout=5',
      'Acquire::Retries=0',
    ].flatMap(option => ['-o', option]);
    while (await pause(betweenChecksSeconds)) {
      // Nothing is new, unless what was had is forgotten.
      if (random.chance(forgetShare)) {
        rmSync(join(folder, 'lists'), { recursive: true, force: true });
        mkdirSync(join(folder, 'lists/partial'), { recursive: true });
      }
      await host.machine.attempt('apt-get', ['-q', ...options, 'update'], { seconds: 20, signal });
    }
  },
};

/** Devices ask their makers whether there is something newer. */
export const firmwareChecks: Habit = {
  name: 'firmware checks',
  needs: ['curl'],
  async run({ lab, host, random, pause, signal }) {
    const maker = `site${random.between(41, 70)}`;
    const endings = ['example.com', 'example.net', 'example.org', 'test'];
    const name = `${maker}.${endings[(Number(maker.slice(4)) - 1) % endings.length] ?? 'test'}`;
    while (await pause(betweenFirmwareSeconds))
      await fetchAll(lab, host, {
        urls: [`https://${name}/firmware/latest.json?model=${host.name}`],
        signal,
      });
  },
};
