import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { rateWords, runNmap } from './nmap.ts';

const commonPorts = '21-23,25,53,80,110,139,143,443,445,1883,3306,5432,6379,8080,8443';
const plans: Readonly<Record<Intensity, readonly string[]>> = {
  quiet: [
    '--version-intensity',
    '1',
    '-p',
    '22,80,443,1883,5432,6379',
    '--max-parallelism',
    '1',
    '--scan-delay',
    '3s',
  ],
  medium: ['--version-intensity', '5', '-p', commonPorts, ...rateWords(20)],
  loud: ['--version-all', '-p', `${commonPorts},1-1024`, ...rateWords(400)],
};

/** After the ports, what answers there: nmap talks to each in a dozen protocols until one is understood. */
export const serviceScan: Attack = {
  kind: 'service-scan',
  summary: 'which program, in which version, answers at the ports of one host',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['server'],
  run(order) {
    const addresses = addressesOf(order.targets);
    return runNmap(
      order,
      ['-sT', '-sV', '-Pn', '-n', '--disable-arp-ping', ...plans[order.intensity], ...addresses],
      [{ actors: [order.actor.address], targets: addresses, protocol: 'tcp' }],
    );
  },
};
