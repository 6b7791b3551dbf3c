import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';

const syslogPort = 514;

/** Keeps what the others log. */
export const logCollector: Service = {
  name: 'logs (rsyslogd)',
  needs: ['rsyslogd'],
  async start(_lab, host) {
    const lines = [
      `global(workDirectory="${host.folder}/rsyslog" net.enableDNS="off")`,
      'module(load="imudp")',
      `input(type="imudp" port="${syslogPort}")`,
      `*.* action(type="omfile" file="${host.folder}/rsyslog/messages")`,
      '',
    ];
    const path = place(host, 'rsyslog', 'rsyslog.conf', lines.join('\n'));
    const words = ['-n', '-f', path, '-i', `${host.folder}/rsyslog/number`];
    await startDaemon(host, '/usr/sbin/rsyslogd', words, { udp: syslogPort });
  },
};
