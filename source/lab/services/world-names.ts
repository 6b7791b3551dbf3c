/** What the resolver outside knows. */
import { hostPlans, siteNames } from '../layout.ts';

export type WorldName = { readonly name: string; readonly address: string; readonly address6?: string };

/** Names that stand for hosts outside; services and habits use them. */
const hostNames: Readonly<Record<string, readonly string[]>> = {
  web: [
    'www.example.com',
    'www.example.net',
    'portal.example.org',
    'push.example.com',
    'connectivity.example.net',
  ],
  cdn: ['cdn.example.net', 'video.example.net', 'updates.example.org', 'downloads.example.org'],
  mail: ['mail.example.com', 'smtp.example.com', 'imap.example.com', 'pop.example.com'],
  resolver: ['resolver.example.net'],
  clock: ['clock.example.net', 'ntp.example.net', 'time.example.org'],
  voice: ['voice.example.net', 'sip.example.net'],
  control: ['c2.test', 'sync.c2.test', 'pool.example.test', 'files.example.test'],
};

/** Asked about everything below these names, the resolver asks `control`: tunnels end there. */
export const delegatedNames = ['tunnel.example.net', 'track.example.org'] as const;

/** Every so many sites can be reached over IPv6 too. */
const sitesPerDual = 5;
/** Of the names of hosts, these are old and have no IPv6 address. */
const singleNames: readonly string[] = [
  'video.example.net',
  'downloads.example.org',
  'connectivity.example.net',
];

export function worldNames(): WorldName[] {
  const plans = new Map(hostPlans.map(plan => [plan.name, plan]));
  const hosts = Object.entries(hostNames).flatMap(([host, names]) => {
    const plan = plans.get(host);
    if (plan === undefined) return [];
    const { address, address6 } = plan;
    return names.map(name => (singleNames.includes(name) ? { name, address } : { name, address, address6 }));
  });
  const sites = siteNames().map(({ name, address }, index): WorldName => {
    // Addresses of the CDN begin with another prefix than those of the web host.
    const host = plans.get(address.startsWith('203.') ? 'cdn' : 'web');
    return index % sitesPerDual === 0 && host !== undefined
      ? { name, address, address6: host.address6 }
      : { name, address };
  });
  return [...hosts, ...sites];
}

/** Of the names of a host outside, those it serves pages for. */
export function namesOf(host: 'web' | 'cdn'): string[] {
  const prefix = host === 'cdn' ? '203.' : '198.51.100.1';
  const sites = siteNames().filter(({ address }) => address.startsWith(prefix));
  return [...(hostNames[host] ?? []), ...sites.map(({ name }) => name)];
}
