import { mailPassword } from '../services/mail-transport.ts';
import { hydraAttack } from './hydra-attack.ts';

/** hydra against mailboxes outside, over POP3: from a machine inside that somebody else commands. */
export const mailBruteForce = hydraAttack({
  kind: 'mail-brute-force',
  summary: 'passwords of mailboxes guessed over POP3',
  target: 'mail',
  user: 'anna',
  password: mailPassword,
  port: 110,
  loudTasks: 30,
  service: ({ address }) => [`pop3://${address}`],
});
