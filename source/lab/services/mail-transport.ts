import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../contracts.ts';
import { certificateFor } from './authority.ts';
import { place, startDaemon } from './daemon.ts';
import { addAccount, ownFolder, runFolder } from './own-folder.ts';

const smtpPort = 25;
export const mailName = 'mail.example.com';
export const mailDomain = 'example.com';
/** Everybody whose mail is kept here. */
export const mailUsers = ['anna', 'ben', 'reports', 'admin'] as const;
/** Every mailbox has it: passwords of mailboxes are not what the lab is about. */
export const mailPassword = 'sunshine1';
/** Of the account that owns all mailboxes. */
const mailboxOwner = '1500';

/** Postfix: takes mail for the lab's domain and keeps it in folders that dovecot reads. */
export const mailTransport: Service = {
  name: 'mail (postfix)',
  needs: ['postfix', 'openssl'],
  async start(lab, host) {
    await addAccount(host);
    await ownFolder(host, '/var/log');
    await ownFolder(host, '/var/spool/postfix');
    await ownFolder(host, '/var/lib/postfix', { owner: 'postfix' });
    await runFolder(host, 'lock');
    const { certificate, key } = await certificateFor(lab, [mailName, host.address]);
    const main = [
      'compatibility_level = 3.6',
      `myhostname = ${mailName}`,
      'mydestination =',
      'alias_maps =',
      'local_recipient_maps =',
      `virtual_mailbox_domains = ${mailDomain}`,
      `virtual_mailbox_base = /home/mail`,
      `virtual_mailbox_maps = inline:{ ${mailUsers.map(user => `{ ${user}@${mailDomain} = ${user}/ }`).join(', ')} }`,
      `virtual_uid_maps = static:${mailboxOwner}`,
      `virtual_gid_maps = static:${mailboxOwner}`,
      'virtual_minimum_uid = 1000',
      'mynetworks = 127.0.0.0/8 192.0.2.0/24 [2001:db8:1::]/64 198.51.100.1/32',
      'smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination',
      'smtpd_tls_security_level = may',
      `smtpd_tls_cert_file = ${certificate}`,
      `smtpd_tls_key_file = ${key}`,
      'smtpd_peername_lookup = no',
      'inet_interfaces = all',
      'inet_protocols = all',
      'maillog_file = /var/log/mail.log',
      'smtpd_banner = $myhostname ESMTP',
      '',
    ];
    // The daemons of postfix read these as other users; /etc/postfix is where they may look.
    const own = await ownFolder(host, '/etc/postfix');
    writeFileSync(join(own, 'main.cf'), main.join('\n'));
    writeFileSync(join(own, 'master.cf'), processes.map(line => `${line}\n`).join(''));
    writeFileSync(join(own, 'postfix-files'), '');
    await host.machine.run('mkdir', '-p', ...queues.map(name => `/var/spool/postfix/${name}`), '/home/mail');
    await host.machine.run('chown', mailboxOwner, '/home/mail');
    await host.machine.run('chown', 'postfix', ...queues.map(name => `/var/spool/postfix/${name}`));
    const dropped = ['maildrop', 'public'].map(name => `/var/spool/postfix/${name}`);
    await host.machine.run('chgrp', 'postdrop', ...dropped);
    await host.machine.run('chmod', '1730', ...dropped.slice(0, 1));
    await host.machine.run('chmod', '2710', ...dropped.slice(1));
    await host.machine.run('chown', 'root', '/var/spool/postfix/pid');
    const master = ['/usr/lib/postfix/sbin/master', '/usr/libexec/postfix/master'].find(path =>
      existsSync(path),
    );
    place(host, 'postfix', 'started', '');
    await startDaemon(host, master ?? 'master', ['-d', '-c', '/etc/postfix'], { tcp: smtpPort });
  },
};

const queues = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop'],
  ...['pid', 'private', 'public', 'saved', 'trace'],
] as const;

const processes = [
  'smtp      inet  n       -       n       -       -       smtpd',
  'submission inet n       -       n       -       -       smtpd',
  '  -o smtpd_tls_security_level=may',
  'postlog   unix-dgram n  -       n       -       1       postlogd',
  'pickup    unix  n       -       n       60      1       pickup',
  'cleanup   unix  n       -       n       -       0       cleanup',
  'qmgr      unix  n       -       n       300     1       qmgr',
  'tlsmgr    unix  -       -       n       1000?   1       tlsmgr',
  'rewrite   unix  -       -       n       -       -       trivial-rewrite',
  'bounce    unix  -       -       n       -       0       bounce',
  'defer     unix  -       -       n       -       0       bounce',
  'trace     unix  -       -       n       -       0       bounce',
  'verify    unix  -       -       n       -       1       verify',
  'flush     unix  n       -       n       1000?   0       flush',
  'proxymap  unix  -       -       n       -       -       proxymap',
  'relay     unix  -       -       n       -       -       smtp',
  'error     unix  -       -       n       -       -       error',
  'retry     unix  -       -       n       -       -       error',
  'discard   unix  -       -       n       -       -       discard',
  'virtual   unix  -       n       n       -       -       virtual',
  'anvil     unix  -       -       n       -       1       anvil',
  'scache    unix  -       -       n       -       1       scache',
] as const;
