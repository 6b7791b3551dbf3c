import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';

const betweenSeconds = 4;
const sessions = 90;

/** Now and then one command again and again, as a page that counts does. */
const repeatShare = 0.3;

/** Sessions and counters of the application, kept in Redis: alone, repeated, or many at once. */
export const cacheUse: Habit = {
  name: 'cache-use',
  needs: ['redis-cli'],
  async run({ host, random, pause, signal }) {
    const server = ['-h', `server.${insideDomain}`];
    const key = (): string => `session:${random.below(sessions)}`;
    const commands = [
      () => ['GET', key()],
      () => ['SET', key(), `user-${random.below(30)}-cart-${random.below(900)}`, 'EX', '600'],
      () => ['INCR', 'visits'],
      () => ['HSET', `article:${random.below(50)}`, 'seen', `${random.below(99)}`],
      () => ['HGETALL', `article:${random.below(50)}`],
      () => ['LPUSH', 'recent', `${random.below(400)}`],
      () => ['LRANGE', 'recent', '0', '9'],
    ];
    const limit = { seconds: 10, signal };
    while (await pause(betweenSeconds)) {
      const command = random.pick(commands)();
      if (random.chance(repeatShare)) {
        const again = ['-r', String(random.between(3, 12)), '-i', '0.1'];
        await host.machine.attempt('redis-cli', [...server, ...again, ...command], limit);
      } else if (random.chance(0.4)) {
        const many = Array.from({ length: random.between(4, 20) }, () => onWire(random.pick(commands)()));
        await host.machine.attempt('redis-cli', [...server, '--pipe'], { ...limit, input: many.join('') });
      } else await host.machine.attempt('redis-cli', [...server, ...command], limit);
    }
  },
};

/** As Redis reads commands. */
function onWire(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`;
}
