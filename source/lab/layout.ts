/**
 * Who lives in the lab. Addresses are from the ranges reserved for documentation; recordings may be rewritten to
 * others afterwards (`rewrite.ts`).
 */
export type Role = 'router' | 'inside' | 'outside';

export type HostPlan = {
  readonly name: string;
  readonly role: Role;
  /** Last number of its address inside 192.0.2.0/24 or, outside, a whole address. */
  readonly address: string;
  readonly address6: string;
  readonly mac: string;
  readonly character: string;
  /** Not there until something brings it: its link is down and it has no address. */
  readonly isAway?: boolean;
};

export const insidePrefix = '192.0.2.0/24';
export const insidePrefix6 = '2001:db8:1::/64';
export const routerAddress = '192.0.2.1';
export const routerAddress6 = '2001:db8:1::1';
/** Names inside end in this, names outside in `example.com`, `example.net`, `example.org` and `test`. */
export const insideDomain = 'home.arpa';

function inside(name: string, number: number, mac: string, character: string): HostPlan {
  return {
    name,
    role: 'inside',
    address: `192.0.2.${number}`,
    address6: `2001:db8:1::${number.toString(16)}`,
    mac,
    character,
  };
}

function outside(name: string, address: string, number: number, character: string): HostPlan {
  const mac = `02:00:5e:00:ff:${number.toString(16).padStart(2, '0')}`;
  return {
    name,
    role: 'outside',
    address,
    address6: `2001:db8:ffff::${number.toString(16)}`,
    mac,
    character,
  };
}

// biome-ignore format: a table
export const hostPlans: readonly HostPlan[] = [
  { name: 'router', role: 'router', address: routerAddress, address6: routerAddress6, mac: '00:0d:b9:4a:10:01', character: 'gives addresses, names and time; the way out' },
  inside('laptop', 10, '3c:22:fb:6e:21:10', 'a person at work: web, mail, ssh, files'),
  inside('desktop', 11, '18:c0:4d:9a:33:11', 'another: web, video, calls, printing'),
  inside('phone', 12, 'f0:18:98:41:07:12', 'short bursts all day'),
  inside('camera', 20, '00:12:17:c8:55:20', 'streams to the nas, asks for the time'),
  inside('tv', 21, 'a4:77:33:0e:90:21', 'evening streams, discovery chatter'),
  inside('nas', 30, '00:11:32:7d:2b:30', 'files, backups at night'),
  inside('server', 40, '52:54:00:3f:aa:40', 'web, database, cache, messages, ssh'),
  inside('printer', 50, '00:1b:a9:64:18:50', 'says what it is, prints'),
  inside('sensor', 60, '24:0a:c4:12:34:60', 'a value every few seconds over MQTT'),
  inside('guest', 90, '9c:b6:d0:77:0c:90', 'a stranger on the network'),
  { ...inside('visitor', 95, '5e:31:a7:02:9b:95', 'not there until it comes'), isAway: true },
  outside('web', '198.51.100.10', 0x10, 'many web sites'),
  outside('cdn', '198.51.100.20', 0x20, 'downloads and video'),
  outside('mail', '198.51.100.25', 0x25, 'smtp, imap, pop3'),
  outside('resolver', '198.51.100.53', 0x53, 'names of the world'),
  outside('clock', '198.51.100.123', 0x7b, 'the time'),
  outside('voice', '198.51.100.200', 0xc8, 'the other end of calls'),
  outside('control', '203.0.113.66', 0x66, 'commands bots, takes what they steal'),
  outside('attacker', '203.0.113.99', 0x99, 'scans and floods from outside'),
];

/** Further addresses of hosts outside: sites of their own, in other countries once a recording is rewritten. */
const sites: Readonly<Record<string, readonly [prefix: string, first: number, count: number]>> = {
  web: ['198.51.100', 101, 40],
  cdn: ['203.0.113', 101, 30],
};

export function siteAddresses(host: string): string[] {
  const [prefix, first, count] = sites[host] ?? ['', 0, 0];
  return Array.from({ length: count }, (_, index) => `${prefix}.${first + index}`);
}

/** Names of web sites outside and where they are: 'site1.example.com' … */
export function siteNames(): { readonly name: string; readonly address: string }[] {
  const endings = ['example.com', 'example.net', 'example.org', 'test'];
  return [...siteAddresses('web'), ...siteAddresses('cdn')].map((address, index) => ({
    name: `site${index + 1}.${endings[index % endings.length] ?? 'test'}`,
    address,
  }));
}
