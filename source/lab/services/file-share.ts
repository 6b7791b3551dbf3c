import type { Service } from '../contracts.ts';
import { place } from './daemon.ts';
import { startDetached } from './detached.ts';
import { account, addAccount, ownFolder, runFolder } from './own-folder.ts';

const smbPort = 445;

/** Samba: one folder for everybody who knows the password. */
export const fileShare: Service = {
  name: 'shared folder (smbd)',
  needs: ['smbd', 'smbpasswd', 'openssl'],
  async start(_lab, host) {
    await addAccount(host);
    await ownFolder(host, '/var/log');
    await ownFolder(host, '/var/lib/samba');
    await ownFolder(host, '/var/cache/samba');
    await runFolder(host, 'samba');
    await host.machine.run('mkdir', '-p', '/var/log/samba', '/var/lib/samba/private');
    await host.machine.run('install', '-d', '-o', account.user, `/home/${account.user}/share`);
    const lines = [
      '[global]',
      'workgroup = HOME',
      'server string = nas',
      'server role = standalone server',
      'disable netbios = yes',
      'smb ports = 445',
      'load printers = no',
      'printcap name = /dev/null',
      'disable spoolss = yes',
      'log file = /var/log/samba/log',
      'server min protocol = SMB2',
      'map to guest = never',
      '[share]',
      `path = /home/${account.user}/share`,
      'read only = no',
      '',
    ];
    const path = place(host, 'samba', 'smb.conf', lines.join('\n'));
    const entered = await host.machine.attempt('smbpasswd', ['-c', path, '-a', '-s', account.user], {
      input: `${account.password}\n${account.password}\n`,
    });
    if (!entered.ok) throw new Error(`smbpasswd: ${entered.output.trim()}`);
    await startDetached(host, '/usr/sbin/smbd', ['-D', '-F', '--no-process-group', '-s', path], {
      tcp: smbPort,
    });
  },
};
