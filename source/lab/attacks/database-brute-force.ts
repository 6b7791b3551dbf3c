import { database } from '../services/database.ts';
import { hydraAttack } from './hydra-attack.ts';

/** hydra against PostgreSQL. */
export const databaseBruteForce = hydraAttack({
  kind: 'database-brute-force',
  summary: 'passwords of a database guessed',
  target: 'server',
  user: database.user,
  password: database.password,
  port: 5432,
  service: ({ address }) => [`postgres://${address}/${database.name}`],
});
