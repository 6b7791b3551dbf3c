/** What all who put themselves between others have in common: what they divert is passed on, and claimed by the sender's hardware address. */
import type { Claim } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { endInside } from '../machine.ts';
import { waitFor } from '../schedule.ts';

const forwarding = { 4: 'net.ipv4.ip_forward', 6: 'net.ipv6.conf.all.forwarding' } as const;
/** Where a system says which groups it listens to: other ones when it becomes a router and when it stops. */
const listenerReports = 'ff02::16';
const redirects = ['net.ipv4.conf.all.send_redirects', 'net.ipv4.conf.eth0.send_redirects'] as const;

/** Passes on what is sent to it for others while `act` runs, without telling them of the shorter way. */
export async function whileForwarding(
  host: LabHost,
  version: 4 | 6,
  act: () => Promise<void>,
): Promise<void> {
  await host.machine.run('sysctl', '-qw', ...redirects.map(name => `${name}=0`));
  await host.machine.run('sysctl', '-qw', `${forwarding[version]}=1`);
  try {
    await act();
  } finally {
    await host.machine.attempt('sysctl', ['-qw', `${forwarding[version]}=0`]);
  }
}

/** Runs a program for a time, asks it to end, and lets it set right what it did. */
export async function runAndRestore(
  host: LabHost,
  program: string,
  words: readonly string[],
  limits: { readonly seconds: number; readonly restoreSeconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const child = host.machine.spawn(program, words);
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise<void>(resolve => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  await Promise.race([waitFor(limits.seconds, limits.signal), ended]);
  endInside(child, 'SIGINT');
  const last = new AbortController();
  await Promise.race([ended, waitFor(limits.restoreSeconds, last.signal)]);
  last.abort();
  endInside(child, 'SIGKILL');
}

/** Every frame that `actor` sends about the victims over IPv4 (lies and what it passes on), and their answers to itself. */
export function relayed(actor: LabHost, victims: readonly LabHost[]): Claim[] {
  const addresses = victims.map(({ address }) => address);
  return [
    { actors: addresses, sentBy: [actor.mac] },
    { actors: [actor.address], targets: addresses, protocol: 'arp' },
    { actors: [actor.address], targets: addresses, protocol: 'icmp' },
  ];
}

/** The same over IPv6, for what goes to and comes from outside; and what becoming a router makes the system say. */
export function relayed6(actor: LabHost, victims: readonly LabHost[], others: readonly LabHost[]): Claim[] {
  const sentBy = [actor.mac];
  return [
    {
      actors: victims.map(({ address6 }) => address6),
      targets: others.map(({ address6 }) => address6),
      sentBy,
    },
    { actors: [listenerReports], protocol: 'icmpv6', sentBy },
  ];
}
