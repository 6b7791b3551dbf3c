import { account } from '../services/own-folder.ts';
import { hydraAttack } from './hydra-attack.ts';

/** hydra against vsftpd; after a wrong password that one takes its time. */
export const ftpBruteForce = hydraAttack({
  kind: 'ftp-brute-force',
  summary: 'passwords guessed over FTP',
  target: 'nas',
  ...account,
  port: 21,
  loudTasks: 30,
  service: ({ address }) => [`ftp://${address}`],
});
