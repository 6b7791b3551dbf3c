import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Habit } from '../contracts.ts';

/** Polls every 8 to 32 seconds: logarithms to the base of two. */
const polls = 'iburst minpoll 3 maxpoll 5';
const startSeconds = 3;

/** A chronyd that looks at a clock all day and never sets this one. */
function clockWatcher(name: string, servers: readonly string[]): Habit {
  return {
    name,
    needs: ['chronyd'],
    async run({ host, pause, signal }) {
      if (!(await pause(startSeconds))) return;
      const path = join(host.folder, 'chrony-client.conf');
      const lines = [
        'port 0',
        'cmdport 0',
        'bindcmdaddress /',
        `pidfile ${host.folder}/chrony-client.pid`,
        '',
      ];
      writeFileSync(path, [...servers.map(server => `server ${server} ${polls}`), ...lines].join('\n'));
      await host.machine.attempt('chronyd', ['-d', '-x', '-u', 'root', '-f', path], { signal });
    },
  };
}

export const timeFromRouter = clockWatcher('time from the router', ['192.0.2.1']);
export const timeFromOutside = clockWatcher('time from outside', ['clock.example.net', 'router.home.arpa']);
