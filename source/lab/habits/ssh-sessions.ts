import type { Habit, HabitContext } from '../contracts.ts';
import { endInside } from '../machine.ts';
import { waitFor } from '../schedule.ts';
import { remoteAccount, sshOptions } from './remote.ts';

const betweenSeconds = 16;
const loginSeconds = 1.2;
const lines = [
  'ls -la',
  'uptime',
  'df -h /',
  'ps aux | head -20',
  'tail -5 /etc/services',
  'cat /etc/hostname',
  'cd /var/log',
  'du -sh .',
  'head -40 /etc/services',
  'grep -c tcp /etc/services',
  'date',
  'free',
  'who',
];

/** Somebody types into another machine: a key at a time, and thinks in between. */
export const sshSessions: Habit = {
  name: 'ssh-sessions',
  needs: ['ssh'],
  async run(context) {
    while (await context.pause(betweenSeconds)) await session(context);
  },
};

async function session({ lab, host, random, signal }: HabitContext): Promise<void> {
  const target = remoteAccount(random.pick(['server', 'server', 'nas', 'router']));
  const child = host.machine.spawn('ssh', [...sshOptions(lab), '-tt', target]);
  child.stdout?.resume();
  child.stderr?.resume();
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const type = async (text: string): Promise<void> => {
    for (const letter of text) {
      child.stdin?.write(letter);
      if (!(await waitFor(0.06 + 0.2 * random.fraction() ** 2, signal))) return;
    }
  };
  await waitFor(loginSeconds, signal);
  const count = random.between(2, 6);
  for (let index = 0; index < count && !signal.aborted; index += 1) {
    await type(`${random.pick(lines)}\r`);
    await waitFor(0.5 + 5 * random.fraction() ** 2, signal);
  }
  await type('exit\r');
  await Promise.race([ended, waitFor(3, signal)]);
  endInside(child);
  await ended;
}
