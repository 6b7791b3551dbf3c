import type { Service } from '../contracts.ts';
import { place, startDaemon } from './daemon.ts';
import { account, addAccount, ownFolder, runFolder } from './own-folder.ts';

const ftpPort = 21;
const firstPassivePort = 40_000;
const lastPassivePort = 40_999;

/** The nas still speaks FTP; by password, in the clear. */
export const ftpServer: Service = {
  name: 'files (vsftpd)',
  needs: ['vsftpd', 'openssl'],
  async start(_lab, host) {
    await addAccount(host);
    await ownFolder(host, '/var/log');
    await runFolder(host, 'vsftpd/empty', { mode: '0755' });
    await host.machine.run('install', '-d', '-o', account.user, `/home/${account.user}/files`);
    const lines = [
      'listen=NO',
      'listen_ipv6=YES',
      'background=NO',
      'anonymous_enable=NO',
      'local_enable=YES',
      'write_enable=YES',
      'local_umask=022',
      'use_localtime=YES',
      'ftpd_banner=nas file service ready',
      'pam_service_name=vsftpd',
      'secure_chroot_dir=/run/vsftpd/empty',
      `pasv_min_port=${firstPassivePort}`,
      `pasv_max_port=${lastPassivePort}`,
      'seccomp_sandbox=NO',
      'max_per_ip=40',
      'xferlog_enable=NO',
      '',
    ];
    const path = place(host, 'vsftpd', 'vsftpd.conf', lines.join('\n'));
    await startDaemon(host, '/usr/sbin/vsftpd', [path], { tcp: ftpPort });
  },
};
