import { join } from 'node:path';
import type { Service } from '../contracts.ts';
import { hostPlans, insideDomain, insidePrefix6, routerAddress, routerAddress6 } from '../layout.ts';
import { place, startDaemon } from './daemon.ts';

/** So short that renewals can be seen in ten minutes. */
const leaseMinutes = 4;
const advertisementSeconds = 60;
const dnsPort = 53;

/** dnsmasq as home routers have it: names, leases and router advertisements. */
export const routerNames: Service = {
  name: 'names and leases (dnsmasq)',
  needs: ['dnsmasq'],
  async start(lab, host) {
    const residents = hostPlans.filter(({ role }) => role !== 'outside');
    const records = residents.map(
      ({ name, address, address6 }) => `host-record=${name},${name}.${insideDomain},${address},${address6}`,
    );
    const leases = residents
      .filter(({ role }) => role === 'inside')
      .map(({ name, mac, address }) => `dhcp-host=${mac},${name},${address},${leaseMinutes}m`);
    const prefix6 = insidePrefix6.replace('/64', '');
    const lines = [
      'keep-in-foreground',
      `pid-file=${join(host.folder, 'dnsmasq.pid')}`,
      'user=root',
      'no-hosts',
      'no-resolv',
      'interface=eth0',
      'bind-dynamic',
      `server=${lab.has('resolver') ? lab.host('resolver').address : '198.51.100.53'}`,
      `domain=${insideDomain}`,
      `local=/${insideDomain}/`,
      'expand-hosts',
      'cache-size=200',
      'max-cache-ttl=60',
      'dhcp-authoritative',
      `dhcp-range=192.0.2.150,192.0.2.199,${leaseMinutes}m`,
      `dhcp-range=${prefix6}1000,${prefix6}10ff,64,${leaseMinutes}m`,
      `dhcp-option=option:router,${routerAddress}`,
      `dhcp-option=option:dns-server,${routerAddress}`,
      `dhcp-option=option:ntp-server,${routerAddress}`,
      `dhcp-option=option6:dns-server,[${routerAddress6}]`,
      'enable-ra',
      `ra-param=eth0,${advertisementSeconds},1800`,
      `dhcp-leasefile=${host.folder}/leases`,
      ...leases,
      ...records,
      '',
    ];
    const path = place(host, 'dnsmasq', 'dnsmasq.conf', lines.join('\n'));
    await startDaemon(host, 'dnsmasq', [`--conf-file=${path}`], { udp: dnsPort, tcp: dnsPort });
  },
};
