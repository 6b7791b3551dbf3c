import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Service } from '../contracts.ts';
import { certificateFor } from './authority.ts';
import { place } from './daemon.ts';
import { startNginx } from './nginx.ts';
import { writeContent } from './web-content.ts';

const httpPort = 80;
const httpsPort = 443;
/** Below `/admin/`; known to the people of the lab, guessed by its attackers. */
export const adminUser = 'admin';
export const adminPassword = 'sunshine7';

/** The web application of the house: plain and encrypted, one part behind a password. */
export const internalWeb: Service = {
  name: 'a web application at home (nginx)',
  needs: ['nginx', 'openssl'],
  async start(lab, host) {
    const root = join(host.folder, 'www');
    writeContent(root);
    const hash = execFileSync('openssl', ['passwd', '-apr1', adminPassword], { encoding: 'utf8' }).trim();
    const passwords = place(host, 'nginx', 'passwords', `${adminUser}:${hash}\n`);
    const { certificate, key } = await certificateFor(lab, ['server.home.arpa', 'server', host.address]);
    const block = (listen: readonly string[]): string =>
      [
        'server {',
        ...listen,
        'server_name server.home.arpa server;',
        `root ${root};`,
        'location /collect { return 204; }',
        `location /admin/ { auth_basic "admin"; auth_basic_user_file ${passwords}; alias ${root}/pages/0/; }`,
        '}',
      ].join('\n');
    const plain = block([`listen ${httpPort};`, `listen [::]:${httpPort};`]);
    const secure = block([
      `listen ${httpsPort} ssl http2;`,
      `listen [::]:${httpsPort} ssl http2;`,
      `ssl_certificate ${certificate};`,
      `ssl_certificate_key ${key};`,
    ]);
    await startNginx(host, [plain, secure], { tcp: httpsPort });
  },
};
