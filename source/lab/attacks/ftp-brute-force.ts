import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { account } from '../services/own-folder.ts';
import { claimOn, passwordFile, withoutFolder } from './guesses.ts';

const ftpPort = 21;
/** Connections at most, and how far apart they begin. */
const paces: Readonly<Record<Intensity, string>> = {
  quiet: 'CL=1,cl=1,at=1,cd=4',
  medium: 'CL=2,cl=1,at=1,cd=350ms',
  loud: 'CL=12,cl=4,at=3,cd=100ms',
};

/** ncrack against vsftpd; after a wrong password that one takes its time. */
export const ftpBruteForce: Attack = {
  kind: 'ftp-brute-force',
  summary: 'passwords guessed over FTP',
  needs: ['ncrack'],
  intensities,
  actor: 'guest',
  targets: ['nas'],
  async run(order) {
    const { actor, intensity, lab, seconds, signal } = order;
    const target = order.targets[0] ?? lab.host('nas');
    const { path } = passwordFile(order, account.password);
    const words = [
      '--user',
      account.user,
      '-P',
      path,
      `ftp://${target.address}:${ftpPort},${paces[intensity]}`,
    ];
    // It saves where it was when it is ended, in its home.
    const home = `HOME=${actor.folder}`;
    await actor.machine.attempt('env', [home, 'ncrack', ...words], { seconds, signal });
    return {
      tool: 'ncrack',
      arguments: withoutFolder(words, actor),
      claims: [claimOn(actor, [target], ftpPort)],
    };
  },
};
