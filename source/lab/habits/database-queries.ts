import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { database } from '../services/database.ts';

const betweenSeconds = 5;

/** The shop's counter: what is there, what was sold; every session a few statements. */
export const databaseQueries: Habit = {
  name: 'database-queries',
  needs: ['psql'],
  async run({ host, random, pause, signal }) {
    const { user, password, name } = database;
    const place = `postgresql://${user}:${password}@server.${insideDomain}/${name}?sslmode=disable`;
    while (await pause(betweenSeconds)) {
      const article = (): number => random.between(1, 400);
      const statements = [
        () => `select name, price, stock from articles where id = ${article()}`,
        () => `select * from orders order by id desc limit ${random.between(5, 60)}`,
        () => 'select article, sum(amount) from orders group by article order by 2 desc limit 10',
        () => `insert into orders (article, amount) values (${article()}, ${random.between(1, 4)})`,
        () => `update articles set stock = stock - 1 where id = ${article()}`,
        () => 'select count(*) from articles where stock < 3',
      ];
      const chosen = Array.from({ length: random.between(1, 6) }, () => random.pick(statements)());
      const words = ['-q', '-X', place, ...chosen.flatMap(statement => ['-c', statement])];
      await host.machine.attempt('psql', words, { seconds: 15, signal });
    }
  },
};
