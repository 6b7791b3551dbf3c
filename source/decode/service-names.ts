/** The original sniffer's names for destination ports, in both directions. */

const names = new Map<number, string>([
  [20, 'ftp'],
  [22, 'ssh'],
  [23, 'telnet'],
  [25, 'smtp'],
  [53, 'dns'],
  [67, 'bootstrap/dhcp'],
  [80, 'http'],
  [110, 'pop3'],
  [123, 'ntp'],
  [137, 'netbios'],
  [143, 'imap'],
  [161, 'snmp'],
  [443, 'https'],
  [5223, 'apn'],
  [5353, 'multicast dns'],
]);
const ports = new Map([...names].map(([port, name]) => [name, port]));
const firstEphemeralPort = 49_152;
const largestPort = 65_535;

/** 'https', 'ephemeral - 50818', '8123'; 'unknown' without a port. */
export function serviceName(port: number): string {
  if (port < 0) return 'unknown';
  return names.get(port) ?? (port >= firstEphemeralPort ? `ephemeral - ${port}` : String(port));
}

/** The port a service name stands for, or -1. */
export function servicePort(service: string): number {
  const known = ports.get(service);
  if (known !== undefined) return known;
  const digits = /^(?:ephemeral - )?(\d{1,5})$/.exec(service)?.[1];
  const port = digits === undefined ? -1 : Number(digits);
  return port <= largestPort ? port : -1;
}
