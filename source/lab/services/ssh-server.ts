import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../contracts.ts';
import type { Lab } from '../lab.ts';
import { place, startDaemon } from './daemon.ts';
import { account, addAccount, ownFolder, runFolder } from './own-folder.ts';

const sshPort = 22;

/** The key with which people of the lab log in; its public half is beside it. */
export function personalKey(lab: Lab): string {
  const path = join(lab.folder, 'keys', 'id_ed25519');
  if (!existsSync(path)) {
    mkdirSync(join(lab.folder, 'keys'), { recursive: true });
    makeKey(path, 'person@home');
  }
  return path;
}

function makeKey(path: string, comment: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path]);
}

/** OpenSSH; lets in by key and, as too many do, by password. */
export const sshServer: Service = {
  name: 'ssh (sshd)',
  needs: ['sshd', 'ssh-keygen', 'openssl'],
  async start(lab, host) {
    await addAccount(host);
    await ownFolder(host, '/var/log');
    await runFolder(host, 'sshd', { mode: '0755' });
    const allowed = place(host, 'home-keys', 'authorized_keys', readFileSync(`${personalKey(lab)}.pub`));
    const home = `/home/${account.user}`;
    await host.machine.run('install', '-d', '-o', account.user, '-m', '700', `${home}/.ssh`);
    await host.machine.run(
      'install',
      '-o',
      account.user,
      '-m',
      '600',
      allowed,
      `${home}/.ssh/authorized_keys`,
    );
    const key = join(host.folder, 'home-keys', 'host_ed25519');
    makeKey(key, host.name);
    const lines = [
      `HostKey ${key}`,
      'PermitRootLogin no',
      'PasswordAuthentication yes',
      'PubkeyAuthentication yes',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'UseDNS no',
      'StrictModes no',
      'PrintMotd no',
      'PidFile none',
      'MaxStartups 60:30:100',
      'Subsystem sftp internal-sftp',
      '',
    ];
    const path = place(host, 'sshd', 'sshd_config', lines.join('\n'));
    await startDaemon(host, '/usr/sbin/sshd', ['-D', '-e', '-f', path], { tcp: sshPort });
  },
};
