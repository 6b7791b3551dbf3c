import { account } from '../services/own-folder.ts';
import { hydraAttack } from './hydra-attack.ts';

/** hydra against sshd; the account is that of the lab. */
export const sshBruteForce = hydraAttack({
  kind: 'ssh-brute-force',
  summary: 'passwords guessed over SSH',
  target: 'server',
  ...account,
  port: 22,
  service: ({ address }) => [`ssh://${address}`],
});
