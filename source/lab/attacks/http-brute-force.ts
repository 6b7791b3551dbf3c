import { adminPassword, adminUser } from '../services/internal-web.ts';
import { hydraAttack } from './hydra-attack.ts';

/** hydra against a page behind a password (HTTP basic authentication). */
export const httpBruteForce = hydraAttack({
  kind: 'http-brute-force',
  summary: 'passwords of a web application guessed over HTTP',
  target: 'server',
  user: adminUser,
  password: adminPassword,
  port: 80,
  service: ({ address }) => [`http-get://${address}/admin/`],
});
