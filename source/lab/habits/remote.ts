/** How people of the lab reach other machines over ssh. */
import type { Lab } from '../lab.ts';
import { insideDomain } from '../layout.ts';
import { account } from '../services/own-folder.ts';
import { personalKey } from '../services/ssh-server.ts';

export function sshOptions(lab: Lab): string[] {
  const settings = [
    'UserKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=no',
    'LogLevel=ERROR',
    'BatchMode=yes',
  ];
  return ['-F', 'none', '-i', personalKey(lab), ...settings.flatMap(one => ['-o', one])];
}

/** 'admin@server.home.arpa' */
export function remoteAccount(host: string): string {
  return `${account.user}@${host}.${insideDomain}`;
}
