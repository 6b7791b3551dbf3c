import type { Habit } from '../contracts.ts';

const betweenSeconds = 6;
const messages: readonly (readonly [tag: string, priority: string, text: string])[] = [
  ['cron', 'cron.info', '(root) CMD (run-parts /etc/cron.hourly)'],
  ['kernel', 'kern.warning', 'eth0: link is up, 1000 Mbps, full duplex'],
  ['dhcpd', 'daemon.info', 'lease renewed'],
  ['sshd', 'auth.info', 'session opened for user admin'],
  ['health', 'daemon.notice', 'temperature 41, load 0.2, disk 63 %'],
  ['app', 'local0.info', 'request served in 12 ms'],
  ['app', 'local0.warning', 'slow answer of the database: 480 ms'],
];

/** What happens is told to the nas. */
export const logMessages: Habit = {
  name: 'log-messages',
  needs: ['logger'],
  async run({ lab, host, random, pause, signal }) {
    const { address } = lab.host('nas');
    while (await pause(betweenSeconds)) {
      const [tag, priority, text] = random.pick(messages);
      const form = random.chance(0.5) ? '--rfc3164' : '--rfc5424';
      const words = ['-n', address, '-P', '514', '-d', form, '-t', tag, '-p', priority, text];
      await host.machine.attempt('logger', words, { seconds: 5, signal });
    }
  },
};
