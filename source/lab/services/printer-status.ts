import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';
import { ownFolder, runFolder } from './own-folder.ts';

const snmpPort = 161;
export const snmpCommunity = 'public';

/** How the printer is: asked by whoever prints. */
export const printerStatus: Service = {
  name: 'status (snmpd)',
  needs: ['snmpd'],
  async start(_lab, host) {
    await ownFolder(host, '/var/lib/snmp');
    await runFolder(host, 'agentx');
    const lines = [
      `rocommunity ${snmpCommunity}`,
      `rocommunity6 ${snmpCommunity}`,
      'sysDescr Office laser printer, firmware 4.11',
      'sysLocation hall',
      'sysContact admin@home.arpa',
      `sysName ${host.name}`,
      '',
    ];
    const path = place(host, 'snmpd', 'snmpd.conf', lines.join('\n'));
    const words = ['-f', '-Lo', '-C', '-c', path, `udp:${snmpPort}`, `udp6:${snmpPort}`];
    await startDaemon(host, '/usr/sbin/snmpd', words, { udp: snmpPort });
  },
};
