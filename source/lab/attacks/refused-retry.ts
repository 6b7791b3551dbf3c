import type { Attack } from '../contracts.ts';
import { curl, keepDoing } from './errands.ts';

/** Of a service that moved away long ago. */
const closedPort = 5671;
const periodSeconds = 1;
const answerSeconds = 3;

/** A program that nobody told of the new address asks the old one, and asks, and asks. */
export const refusedRetry: Attack = {
  kind: 'refused-retry',
  summary: 'a misconfigured host knocks on a closed port, second after second',
  needs: ['curl'],
  intensities: ['medium'],
  benign: true,
  actor: 'nas',
  targets: ['server'],
  async run(order) {
    const { actor, lab, targets, signal } = order;
    const target = targets[0] ?? lab.host('server');
    const words = [`telnet://${target.address}:${closedPort}`];
    await keepDoing(order, { periodSeconds, jitter: 0.05 }, () =>
      curl(actor, words, { signal, seconds: answerSeconds }),
    );
    return {
      tool: 'curl',
      arguments: `every ${periodSeconds} s: ${words.join(' ')}`,
      claims: [
        { actors: [actor.address], targets: [target.address], protocol: 'tcp', targetPorts: [closedPort] },
      ],
    };
  },
};
