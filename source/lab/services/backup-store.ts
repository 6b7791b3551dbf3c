import type { Service } from '../contracts.ts';
import { place } from './daemon.ts';
import { startDetached } from './detached.ts';
import { account, addAccount } from './own-folder.ts';

const rsyncPort = 873;

/** Where backups go: an rsync daemon, as nas boxes have it. */
export const backupStore: Service = {
  name: 'backups (rsync)',
  needs: ['rsync', 'openssl'],
  async start(_lab, host) {
    await addAccount(host);
    await host.machine.run('install', '-d', '-o', account.user, `/home/${account.user}/backup`);
    const lines = [
      `uid = ${account.user}`,
      `gid = ${account.user}`,
      'use chroot = no',
      'reverse lookup = no',
      `log file = ${host.folder}/rsyncd/log`,
      '[backup]',
      `path = /home/${account.user}/backup`,
      'read only = no',
      'hosts allow = 192.0.2.0/24 2001:db8:1::/64',
      '',
    ];
    const path = place(host, 'rsyncd', 'rsyncd.conf', lines.join('\n'));
    await startDetached(host, 'rsync', ['--daemon', '--no-detach', `--config=${path}`], { tcp: rsyncPort });
  },
};
