import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';
import { ownFolder } from './own-folder.ts';

const tftpPort = 69;
const settings = Array.from({ length: 160 }, (_, index) => `option.${index} = ${(index * 7919) % 1000}`);

/** Settings that devices fetch when they start. */
export const smallFiles: Service = {
  name: 'device settings (tftpd)',
  needs: ['in.tftpd'],
  async start(_lab, host) {
    const served = await ownFolder(host, '/srv');
    place(host, served.slice(host.folder.length + 1), 'device.conf', `${settings.join('\n')}\n`);
    const words = ['-L', '-s', '-u', 'nobody', '-a', `:${tftpPort}`, '/srv'];
    await startDaemon(host, '/usr/sbin/in.tftpd', words, { udp: tftpPort });
  },
};
