import type { Service } from '../contracts.ts';
import { certificateFor } from './authority.ts';
import { place, startDaemon } from './daemon.ts';
import { mailName, mailPassword } from './mail-transport.ts';
import { account, addAccount, ownFolder, runFolder } from './own-folder.ts';

const imapPort = 143;

/** Dovecot: the same mailboxes over IMAP and POP3, in the clear and over TLS. */
export const mailBox: Service = {
  name: 'mailboxes (dovecot)',
  needs: ['dovecot', 'openssl'],
  async start(lab, host) {
    await addAccount(host);
    await ownFolder(host, '/var/log');
    await ownFolder(host, '/var/lib/dovecot');
    await runFolder(host, 'dovecot');
    await host.machine.run('install', '-d', '-o', account.user, '/home/mail');
    const { certificate, key } = await certificateFor(lab, [mailName, host.address]);
    const lines = [
      'protocols = imap pop3',
      'listen = *, ::',
      'base_dir = /run/dovecot',
      'log_path = /var/log/dovecot.log',
      'disable_plaintext_auth = no',
      'ssl = yes',
      `ssl_cert = <${certificate}`,
      `ssl_key = <${key}`,
      'mail_location = maildir:/home/mail/%n',
      'first_valid_uid = 1000',
      'auth_mechanisms = plain login',
      `passdb {\n  driver = static\n  args = password=${mailPassword}\n}`,
      `userdb {\n  driver = static\n  args = uid=${account.user} gid=${account.user} home=/home/mail/%n\n}`,
      'service stats {\n  unix_listener stats-reader {\n    mode = 0666\n  }\n}',
      '',
    ];
    const path = place(host, 'dovecot', 'dovecot.conf', lines.join('\n'));
    await startDaemon(host, '/usr/sbin/dovecot', ['-F', '-c', path], { tcp: imapPort });
  },
};
