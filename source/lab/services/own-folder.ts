/** Folders and accounts that only the programs of one machine see, in place of this system's. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../lab.ts';

/** Who may log in by password: also what brute force has to find. */
export const account = { user: 'admin', password: 'sunshine1' } as const;
const accountNumber = '1500';

export type Ownership = { readonly owner?: string; readonly mode?: string };

/** Covers a folder by an empty one below `host.folder`; once, however many services ask for it. Its path outside. */
export async function ownFolder(host: LabHost, path: string, ownership: Ownership = {}): Promise<string> {
  const own = join(host.folder, 'own', path.slice(1).replaceAll('/', '-'));
  if (!existsSync(own)) {
    mkdirSync(own, { recursive: true });
    await host.machine.run('mount', '--bind', own, path);
  }
  if (ownership.owner !== undefined) await host.machine.run('chown', ownership.owner, path);
  if (ownership.mode !== undefined) await host.machine.run('chmod', ownership.mode, path);
  return own;
}

/** Below /run, where programs keep their sockets. */
export async function runFolder(host: LabHost, name: string, ownership: Ownership = {}): Promise<void> {
  await ownFolder(host, '/run');
  const path = `/run/${name}`;
  await host.machine.run('mkdir', '-p', path);
  if (ownership.owner !== undefined) await host.machine.run('chown', ownership.owner, path);
  if (ownership.mode !== undefined) await host.machine.run('chmod', ownership.mode, path);
}

/** The account of the lab, with a home, on this machine only. */
export async function addAccount(host: LabHost): Promise<void> {
  const passwords = join(host.folder, 'shadow');
  if (existsSync(passwords)) return;
  const { user, password } = account;
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
  writeFileSync(passwords, `${readFileSync('/etc/shadow', 'utf8')}${user}:${hash}:19000:0:99999:7:::\n`, {
    mode: 0o640,
  });
  await cover(host, '/etc/passwd', `${user}:x:${accountNumber}:${accountNumber}::/home/${user}:/bin/sh\n`);
  await cover(host, '/etc/group', `${user}:x:${accountNumber}:\n`);
  await host.machine.run('mount', '--bind', passwords, '/etc/shadow');
  await ownFolder(host, '/home');
  await host.machine.run('mkdir', '-p', `/home/${user}`);
  await host.machine.run('chown', `${accountNumber}:${accountNumber}`, `/home/${user}`);
}

async function cover(host: LabHost, path: string, line: string): Promise<void> {
  const own = join(host.folder, path.slice('/etc/'.length));
  writeFileSync(own, readFileSync(path, 'utf8') + line, { mode: 0o644 });
  await host.machine.run('mount', '--bind', own, path);
}
