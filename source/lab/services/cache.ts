import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';

const redisPort = 6379;

/** Redis, open to the whole house. */
export const cache: Service = {
  name: 'cache (redis)',
  needs: ['redis-server'],
  async start(_lab, host) {
    const path = place(host, 'redis', 'redis.conf', `dir ${host.folder}/redis\nsave ""\nprotected-mode no\n`);
    const words = [path, '--port', String(redisPort), '--bind', '*', '-::*'];
    await startDaemon(host, 'redis-server', words, { tcp: redisPort });
  },
};
