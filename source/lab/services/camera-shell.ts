import type { Service } from '../contracts.ts';
import { ownFolder } from './own-folder.ts';
import { startOwn } from './own-program.ts';

/** Printed on the underside of every camera of this make. */
export const cameraAccount = { user: 'root', password: 'xc3511' } as const;

export const cameraShell: Service = {
  name: 'camera (telnet)',
  needs: ['setpriv'],
  async start(_lab, host) {
    await ownFolder(host, '/srv', { owner: 'nobody' });
    await startOwn(host, 'telnet-shell', [cameraAccount.user, cameraAccount.password], { tcp: 23 });
  },
};
