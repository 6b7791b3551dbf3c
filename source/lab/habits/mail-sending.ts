import type { Habit } from '../contracts.ts';
import { mailDomain, mailName, mailUsers } from '../services/mail-transport.ts';
import { documentBytes, writeDocument } from './documents.ts';

const betweenSeconds = 18;
const meanBytes = 1500;
const attachmentBytes = 25_000;

/** A letter now and then, some with something attached, some over TLS. */
export const mailSending: Habit = {
  name: 'mail-sending',
  needs: ['swaks'],
  async run({ host, random, pause, signal }) {
    while (await pause(betweenSeconds)) {
      const { path, name } = writeDocument(host, random, documentBytes(random, meanBytes), 'mail');
      const from = `${random.pick(['anna', 'ben'])}@${mailDomain}`;
      const to = `${random.pick(mailUsers)}@${mailDomain}`;
      const words = ['--server', mailName, '--helo', `${host.name}.home.arpa`, '--from', from, '--to', to];
      const subject = ['--header', `Subject: ${name.replace('.txt', '')}`, '--body', `@${path}`];
      const attached = random.chance(0.25)
        ? ['--attach', `@${writeDocument(host, random, documentBytes(random, attachmentBytes), 'mail').path}`]
        : [];
      const secured = random.chance(0.3) ? ['--tls-optional', '--port', '587'] : [];
      await host.machine.attempt('swaks', [...words, ...subject, ...attached, ...secured], {
        seconds: 20,
        signal,
      });
    }
  },
};
