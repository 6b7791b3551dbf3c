import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';

const betweenSeconds = 7;
const sessions = 90;

/** Sessions and counters of the application, kept in Redis: many small commands over one connection. */
export const cacheUse: Habit = {
  name: 'cache-use',
  needs: ['redis-cli'],
  async run({ host, random, pause, signal }) {
    while (await pause(betweenSeconds)) {
      const key = (): string => `session:${random.below(sessions)}`;
      const commands = [
        () => `GET ${key()}`,
        () => `SET ${key()} user-${random.below(30)}-cart-${random.below(900)} EX 600`,
        () => 'INCR visits',
        () => `HSET article:${random.below(50)} seen ${random.below(99)} stock ${random.below(40)}`,
        () => `HGETALL article:${random.below(50)}`,
        () => `LPUSH recent ${random.below(400)}`,
        () => 'LRANGE recent 0 9',
      ];
      const input = Array.from({ length: random.between(2, 14) }, () => `${random.pick(commands)()}\n`).join(
        '',
      );
      await host.machine.attempt('redis-cli', ['-h', `server.${insideDomain}`], {
        seconds: 10,
        signal,
        input,
      });
    }
  },
};
