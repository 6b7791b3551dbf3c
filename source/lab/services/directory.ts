import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';
import { runFolder } from './own-folder.ts';

const ldapPort = 389;
export const directoryBase = 'dc=home,dc=arpa';
const people = ['anna', 'ben', 'carla', 'dario', 'elif', 'finn'];

/** OpenLDAP: the address book. */
export const directory: Service = {
  name: 'address book (slapd)',
  needs: ['slapd', 'slapadd'],
  async start(_lab, host) {
    await runFolder(host, 'slapd');
    const entries = people.map(
      (name, index) =>
        `dn: cn=${name},${directoryBase}\nobjectClass: inetOrgPerson\ncn: ${name}\nsn: Example\n` +
        `mail: ${name}@example.com\ntelephoneNumber: +1 555 010${index}\n`,
    );
    const root = `dn: ${directoryBase}\nobjectClass: dcObject\nobjectClass: organization\no: home\ndc: home\n`;
    const content = place(host, 'slapd', 'people.ldif', [root, ...entries].join('\n'));
    place(host, 'slapd/data', 'DB_CONFIG', '');
    const lines = [
      ...['core', 'cosine', 'inetorgperson'].map(name => `include /etc/ldap/schema/${name}.schema`),
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'database mdb',
      `suffix "${directoryBase}"`,
      `directory ${host.folder}/slapd/data`,
      '',
    ];
    const path = place(host, 'slapd', 'slapd.conf', lines.join('\n'));
    await host.machine.run('/usr/sbin/slapadd', '-q', '-f', path, '-l', content);
    const words = ['-d', '0', '-f', path, '-h', 'ldap:///'];
    await startDaemon(host, '/usr/sbin/slapd', words, { tcp: ldapPort });
  },
};
