import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';
import { delegatedNames, worldNames } from './world-names.ts';

const dnsPort = 53;
/** Of private use by default: here they are part of the world. */
const ordinaryZones = [
  'test.',
  '2.0.192.in-addr.arpa.',
  '100.51.198.in-addr.arpa.',
  '113.0.203.in-addr.arpa.',
];
const documentationZone6 = '8.b.d.0.1.0.0.2.ip6.arpa.';
/** A long answer to a short question, as there are in the world. */
const longText = Array.from(
  { length: 10 },
  (_, index) => `"v=note${index} ${'all work and no play '.repeat(10)}"`,
);

/** unbound as the resolver of a provider: it knows the names of the lab's world and says no to all others. */
export const worldResolver: Service = {
  name: 'names of the world (unbound)',
  needs: ['unbound'],
  async start(lab, host) {
    const data = worldNames().flatMap(({ name, address, address6 }, index) => {
      const life = index % 2 === 0 ? 60 : 300;
      return [
        `local-data: "${name}. ${life} IN A ${address}"`,
        `local-data-ptr: "${address} ${name}"`,
        ...(address6 === undefined ? [] : [`local-data: "${name}. ${life} IN AAAA ${address6}"`]),
      ];
    });
    const control = lab.has('control') ? lab.host('control').address : '203.0.113.66';
    const lines = [
      'server:',
      'interface: 0.0.0.0',
      'interface: ::0',
      'access-control: 0.0.0.0/0 allow',
      'access-control: ::/0 allow',
      'chroot: ""',
      'username: ""',
      `directory: "${host.folder}"`,
      `pidfile: "${host.folder}/unbound.pid"`,
      'use-syslog: no',
      'do-daemonize: no',
      'num-threads: 1',
      'module-config: "iterator"',
      'qname-minimisation: no',
      'edns-buffer-size: 4096',
      'max-udp-size: 4096',
      'local-zone: "." static',
      'local-data: ". 60 IN SOA ns.example.net. admin.example.net. 1 3600 600 86400 60"',
      ...[...ordinaryZones, documentationZone6].map(zone => `local-zone: "${zone}" nodefault`),
      ...delegatedNames.map(name => `local-zone: "${name}." transparent`),
      ...data,
      'local-data: "example.com. 300 IN MX 10 mail.example.com."',
      `local-data: 'example.com. 300 IN TXT "v=spf1 mx -all"'`,
      `local-data: 'notes.example.org. 300 IN TXT ${longText.join(' ')}'`,
      'remote-control:',
      'control-enable: no',
      ...delegatedNames.flatMap(name => ['stub-zone:', `name: "${name}."`, `stub-addr: ${control}`]),
      '',
    ];
    const path = place(host, 'unbound', 'unbound.conf', lines.join('\n'));
    await startDaemon(host, 'unbound', ['-d', '-c', path], { udp: dnsPort, tcp: dnsPort });
  },
};
