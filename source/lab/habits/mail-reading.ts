import type { Habit, HabitContext } from '../contracts.ts';
import { authorityFile } from '../services/authority.ts';
import { mailName, mailPassword } from '../services/mail-transport.ts';

const betweenSeconds = 12;
const user = { laptop: 'anna', desktop: 'ben', phone: 'anna' } as Readonly<Record<string, string>>;

/** Is there mail? And the newest of it. */
export const mailReading: Habit = {
  name: 'mail-reading',
  needs: ['curl'],
  async run(context) {
    while (await context.pause(betweenSeconds)) await look(context);
  },
};

async function look({ lab, host, random, signal }: HabitContext): Promise<void> {
  const login = ['-s', '--cacert', authorityFile(lab), '-u', `${user[host.name] ?? 'admin'}:${mailPassword}`];
  const read = (...words: string[]): Promise<unknown> =>
    host.machine.attempt('curl', [...login, ...words], { seconds: 15, signal });
  if (random.chance(0.2)) {
    await read(`pop3://${mailName}/`);
    if (random.chance(0.5)) await read(`pop3://${mailName}/1`);
    return;
  }
  const inbox = `${random.chance(0.6) ? 'imap' : 'imaps'}://${mailName}/INBOX`;
  // Several commands of one call go over one connection.
  const newest = random.chance(0.6) ? ['--next', ...login, `${inbox};MAILINDEX=${random.between(1, 3)}`] : [];
  await read('-X', 'STATUS INBOX (MESSAGES UNSEEN)', inbox, ...newest);
}
