import { addressesOf, darkAddresses } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { plainProbes, rateWords, runNmap, scanPort } from './nmap.ts';

/** Quiet ones know already who is there; others look at addresses nobody has, too. */
const plans: Readonly<
  Record<Intensity, { readonly ports: string; readonly packetsPerSecond: number; readonly dark: number }>
> = {
  quiet: { ports: '22,23,80,443,445,3389,5432,8080', packetsPerSecond: 1.1, dark: 0 },
  medium: { ports: '22,80,443,445', packetsPerSecond: 12, dark: 30 },
  loud: {
    ports: '21-25,53,80,110,139,143,443,445,1433,3306,3389,5432,5900,8080',
    packetsPerSecond: 300,
    dark: 60,
  },
};
/** The kernel asks three times for a neighbour, a second each. */
const lookUpSeconds = 3.5;

export const networkScan: Attack = {
  kind: 'network-scan',
  summary: 'half-open scan of a few ports on all hosts of the network',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['laptop', 'desktop', 'phone', 'camera', 'tv', 'nas', 'server', 'printer', 'sensor'],
  run(order) {
    const plan = plans[order.intensity];
    const dark = darkAddresses().slice(0, plan.dark);
    const addresses = [...addressesOf(order.targets), ...dark];
    const port = scanPort(order);
    const actors = [order.actor.address];
    const words = ['-sS', ...plainProbes, '-g', String(port), '-p', plan.ports, '--max-retries', '1'];
    return runNmap(
      order,
      [...words, '--randomize-hosts', ...rateWords(plan.packetsPerSecond), ...addresses],
      [
        { actors, targets: addresses, protocol: 'tcp', actorPorts: [port] },
        { actors, targets: dark, protocol: 'arp' },
      ],
      dark.length === 0 ? 0 : lookUpSeconds,
    );
  },
};
