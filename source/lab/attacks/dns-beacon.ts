import type { Attack, Intensity } from '../contracts.ts';
import { controlName } from './control-server.ts';
import { ask, keepDoing, questionsOf } from './errands.ts';

const periods: Readonly<Record<Intensity, number>> = { quiet: 7, medium: 2.5, loud: 0.7 };
const jitter = 0.1;
const identityBytes = 4;

/** A bot that asks its master for work in the names it looks up: each is new, so no cache answers. */
export const dnsBeacon: Attack = {
  kind: 'dns-beacon',
  summary: 'a bot reports in the names it looks up',
  needs: ['dig'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'camera',
  targets: ['router'],
  async run(order) {
    const { actor, intensity, random, signal } = order;
    const periodSeconds = periods[intensity];
    const identity = Buffer.from(random.bytes(identityBytes)).toString('hex');
    await keepDoing(order, { periodSeconds, jitter }, index => {
      const count = index.toString(16).padStart(4, '0');
      return ask(actor, `${count}-${identity}.sync.${controlName}`, 'TXT', signal);
    });
    return {
      tool: 'dig',
      arguments: `every ${periodSeconds} s: NUMBER-${identity}.sync.${controlName} TXT`,
      claims: [questionsOf(actor)],
    };
  },
};
