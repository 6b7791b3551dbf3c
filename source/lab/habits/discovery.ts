import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { siblingProgram } from '../../testing/sibling.ts';
import type { Habit } from '../contracts.ts';
import { ownFolder, runFolder } from '../services/own-folder.ts';

const startSeconds = 3;
const leastAwakeSeconds = 60;
const mostAwakeSeconds = 240;

function looking(name: string, role: 'device' | 'person'): Habit {
  return {
    name,
    needs: [],
    async run({ host, random, pause, signal }) {
      const words = [role, host.name, host.address, String(random.unsigned())];
      const program = siblingProgram('../programs/discovery.ts', import.meta.url);
      if (await pause(startSeconds))
        await host.machine.attempt(process.execPath, [program, ...words], { signal });
    },
  };
}

/** Announces itself and answers who searches (SSDP). */
export const announcing = looking('announcing', 'device');
/** Searches, and asks for names (SSDP, mDNS, LLMNR). */
export const searching = looking('searching', 'person');

const offers: Readonly<Record<string, readonly (readonly [type: string, port: number])[]>> = {
  printer: [
    ['_ipp._tcp', 631],
    ['_printer._tcp', 515],
    ['_http._tcp', 80],
  ],
  nas: [
    ['_smb._tcp', 445],
    ['_afpovertcp._tcp', 548],
  ],
  tv: [
    ['_airplay._tcp', 7000],
    ['_googlecast._tcp', 8009],
  ],
  laptop: [['_companion-link._tcp', 49_152]],
  phone: [['_companion-link._tcp', 49_153]],
};

/** avahi: says what it offers when it wakes up, answers, and says goodbye. */
export const multicastNames: Habit = {
  name: 'multicast names',
  needs: ['avahi-daemon'],
  async run({ host, random, pause, signal }) {
    await runFolder(host, 'avahi-daemon');
    const services = await ownFolder(host, '/etc/avahi/services');
    for (const [type, port] of offers[host.name] ?? []) {
      const service = `<service><type>${type}</type><port>${port}</port><txt-record>model=lab</txt-record></service>`;
      const group = `<service-group><name>${host.name}</name>${service}</service-group>`;
      writeFileSync(join(services, `${type}.service`), `<?xml version="1.0"?>\n${group}\n`);
    }
    const path = join(host.folder, 'avahi.conf');
    const server = [`host-name=${host.name}`, 'allow-interfaces=eth0', 'enable-dbus=no'];
    const lines = ['[server]', ...server, '[publish]', 'publish-workstation=no', '[rlimits]', ''];
    writeFileSync(path, lines.join('\n'));
    const words = ['--no-drop-root', '--no-chroot', '--no-rlimits', '-f', path];
    while (await pause(startSeconds)) {
      const seconds = random.between(leastAwakeSeconds, mostAwakeSeconds);
      await host.machine.attempt('avahi-daemon', words, { seconds, signal });
    }
  },
};
