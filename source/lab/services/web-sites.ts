import { join } from 'node:path';
import type { Service } from '../contracts.ts';
import type { Lab, LabHost } from '../lab.ts';
import { certificateFor } from './authority.ts';
import { place, startDaemon } from './daemon.ts';
import { startNginx } from './nginx.ts';
import { writeContent } from './web-content.ts';
import { namesOf } from './world-names.ts';

const httpPort = 80;
const httpsPort = 443;
const stunnelPort = 8443;
/** Every so many sites have an RSA certificate. */
const sitesPerRsa = 4;
/** Certificates made at once: this machine has few cores. */
const atOnce = 4;

/** The sites of a host outside: HTTP for all names, HTTPS with a certificate for each. */
export function webSites(which: 'web' | 'cdn'): Service {
  return {
    name: `sites of ${which} (nginx)`,
    needs: ['nginx', 'openssl'],
    async start(lab, host) {
      const root = join(host.folder, 'www');
      writeContent(root);
      const locations = [
        `root ${root};`,
        'location = /generate_204 { return 204; }',
        'location /collect { client_max_body_size 20m; return 204; }',
        'location = /old { return 301 /index.html; }',
      ];
      const plain = [
        'server {',
        `listen ${httpPort} default_server;`,
        `listen [::]:${httpPort} default_server;`,
        // Old sites do not compress.
        'gzip off;',
        ...locations,
        '}',
      ];
      const secure = await secureServers(lab, which, locations);
      await startNginx(host, [...plain, ...secure], { tcp: httpsPort });
    },
  };
}

async function secureServers(
  lab: Lab,
  which: 'web' | 'cdn',
  locations: readonly string[],
): Promise<string[]> {
  const names = namesOf(which);
  // The authority is made once, before many ask for it at once.
  await certificateFor(lab, [names[0] ?? which]);
  const servers: string[] = [];
  for (let first = 0; first < names.length; first += atOnce) {
    const made = names.slice(first, first + atOnce).map(async (name, offset) => {
      const kind = (first + offset) % sitesPerRsa === 3 ? 'rsa' : 'elliptic';
      const { certificate, key } = await certificateFor(lab, [name], kind);
      const isDefault = first + offset === 0 ? ' default_server' : '';
      return [
        'server {',
        `listen ${httpsPort} ssl http2${isDefault};`,
        `listen [::]:${httpsPort} ssl http2${isDefault};`,
        `server_name ${name};`,
        `ssl_certificate ${certificate};`,
        `ssl_certificate_key ${key};`,
        'ssl_protocols TLSv1.2 TLSv1.3;',
        ...locations,
        '}',
      ].join('\n');
    });
    servers.push(...(await Promise.all(made)));
  }
  return servers;
}

/** TLS by another program on another port, in front of the same sites. */
export const portalStunnel: Service = {
  name: 'a portal on port 8443 (stunnel)',
  needs: ['stunnel', 'openssl'],
  async start(lab: Lab, host: LabHost) {
    const { certificate, key } = await certificateFor(lab, ['portal.example.org']);
    const lines = [
      'foreground = yes',
      `pid = ${host.folder}/stunnel.pid`,
      '[portal]',
      `accept = :::${stunnelPort}`,
      `connect = 127.0.0.1:${httpPort}`,
      `cert = ${certificate}`,
      `key = ${key}`,
      '',
    ];
    await startDaemon(host, 'stunnel', [place(host, 'stunnel', 'stunnel.conf', lines.join('\n'))], {
      tcp: stunnelPort,
    });
  },
};
