import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';

const ntpPort = 123;
const stratumOutside = 2;

/** chronyd that tells the time and never sets this system's clock. */
function timeServer(name: string, lines: readonly string[]): Service {
  return {
    name,
    needs: ['chronyd'],
    async start(_lab, host) {
      const all = [
        ...lines,
        'allow all',
        'cmdport 0',
        'bindcmdaddress /',
        `pidfile ${host.folder}/chronyd-server.pid`,
        '',
      ];
      const path = place(host, 'chrony', 'server.conf', all.join('\n'));
      await startDaemon(host, 'chronyd', ['-d', '-x', '-u', 'root', '-f', path], { udp: ntpPort });
    },
  };
}

export const clockOutside = timeServer('the time (chronyd)', [`local stratum ${stratumOutside}`]);

export const clockOnRouter = timeServer('the time at home (chronyd)', [
  'server 198.51.100.123 iburst minpoll 4 maxpoll 6',
  'local stratum 5',
]);
