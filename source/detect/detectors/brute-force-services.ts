import { protocolFamily, protocolNames } from '../../decode/protocol.ts';

/** Services people log in to, as numbers: index in `serviceNames`. 0 is none. */
export const service = {
  none: 0,
  ssh: 1,
  ftp: 2,
  http: 3,
  smtp: 4,
  imap: 5,
  pop3: 6,
  postgresql: 7,
  mysql: 8,
  redis: 9,
  telnet: 10,
  ldap: 11,
  smb: 12,
  rdp: 13,
  vnc: 14,
  sqlServer: 15,
  mqtt: 16,
  snmp: 17,
} as const;

// biome-ignore format: a table
export const serviceNames: readonly string[] = [
  '', 'SSH', 'FTP', 'HTTP', 'SMTP', 'IMAP', 'POP3', 'PostgreSQL', 'MySQL', 'Redis', 'Telnet', 'LDAP', 'SMB', 'RDP',
  'VNC', 'SQL Server', 'MQTT', 'SNMP',
];

// biome-ignore format: a table
const families: Readonly<Record<string, number>> = {
  ssh: service.ssh, ftp: service.ftp, http: service.http, smtp: service.smtp, imap: service.imap, pop3: service.pop3,
  postgresql: service.postgresql, mysql: service.mysql, redis: service.redis, telnet: service.telnet,
  ldap: service.ldap, smb: service.smb, rdp: service.rdp, tpkt: service.rdp, vnc: service.vnc, tds: service.sqlServer,
  mqtt: service.mqtt, snmp: service.snmp,
};

/** The service of each protocol number; grows with the catalogue. */
let services: Uint8Array = new Uint8Array(0);

export function serviceOf(protocol: number): number {
  if (protocol >= services.length) services = makeServices();
  return services[protocol] as number;
}

function makeServices(): Uint8Array {
  const count = protocolNames().length;
  const made = new Uint8Array(Math.max(count, 1));
  for (let id = 0; id < count; id += 1) made[id] = families[protocolFamily(id)] ?? service.none;
  return made;
}
